/**
 * What each lead's phone shows: one ordered list per person, where our API sends, the lead's messages and those a person
 * typed on our phone stand side by side. This is what a test asserts, not which function was called.
 */
import type { Contact } from './contacts.ts';

/** `accepted`: taken by the provider, not yet confirmed; from then on it is on the screen. A failed one is not. */
export const SCREEN_STATUSES = ['accepted', 'sent', 'delivered', 'read', 'failed'] as const;
export type ScreenStatus = (typeof SCREEN_STATUSES)[number];

export type ScreenMessage = {
  readonly from: 'us' | 'lead' | 'person';
  /** `api`: sent through the emulator by the product; `other_system`: through it by somebody else; `phone`: typed. */
  readonly via: 'api' | 'phone' | 'other_system';
  readonly text: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly providerId: string;
  readonly status: ScreenStatus;
  readonly edited: boolean;
  readonly deleted: boolean;
  /** The lead's reaction to it; empty when there is none. */
  readonly reaction: string;
};

/** A new line on a screen. */
export type ScreenEntry = Pick<ScreenMessage, 'from' | 'via' | 'text' | 'at' | 'providerId' | 'status'>;

export type Screens = {
  show(contact: Contact, entry: ScreenEntry): void;
  /** Changes one message wherever it is; statuses only ever climb, and `failed` is final. @throws when it is on no screen. */
  change(
    providerId: string,
    patch: Partial<Pick<ScreenMessage, 'text' | 'edited' | 'deleted' | 'reaction' | 'status'>>,
  ): void;
  /** The message and whose chat it is in. */
  find(providerId: string): { readonly key: string; readonly message: ScreenMessage } | null;
  /** What the phone shows now: failed sends left out, oldest first. */
  of(contact: Contact): readonly ScreenMessage[];
  all(): Readonly<Record<string, readonly ScreenMessage[]>>;
  /** Everybody deletes what is older than that instant. Returns the ids that are gone. */
  forgetBefore(atMs: number): readonly string[];
  /** Our messages that repeat an earlier one of ours, per person with any. */
  duplicates(): Readonly<Record<string, number>>;
};

const MESSAGES_PER_SCREEN_MAX = 2000;

/** How many of our messages say word for word what an earlier one said. */
export function countDuplicates(messages: readonly ScreenMessage[]): number {
  const ours = messages.filter((message) => message.from === 'us');
  return ours.length - new Set(ours.map((message) => message.text)).size;
}

export function createScreens(): Screens {
  const screens = new Map<string, ScreenMessage[]>();
  const owners = new Map<string, string>();

  const find = (providerId: string): { key: string; message: ScreenMessage } | null => {
    const key = owners.get(providerId);
    const message =
      key === undefined
        ? undefined
        : screens.get(key)?.find((candidate) => candidate.providerId === providerId);
    return key !== undefined && message ? { key, message } : null;
  };
  const shown = (key: string): readonly ScreenMessage[] =>
    (screens.get(key) ?? []).filter((message) => message.status !== 'failed');

  return {
    find,
    show: (contact, entry) => {
      const screen = screens.get(contact.key) ?? [];
      screens.set(contact.key, screen);
      screen.push({ ...entry, edited: false, deleted: false, reaction: '' });
      owners.set(entry.providerId, contact.key);
      for (const old of screen.splice(0, Math.max(0, screen.length - MESSAGES_PER_SCREEN_MAX)))
        owners.delete(old.providerId);
    },
    change: (providerId, { status, ...patch }) => {
      const found = find(providerId);
      if (!found) throw new Error(`no message ${providerId} on any screen`);
      const { message } = found;
      const climbs =
        status !== undefined && SCREEN_STATUSES.indexOf(status) > SCREEN_STATUSES.indexOf(message.status);
      const screen = screens.get(found.key) ?? [];
      screen[screen.indexOf(message)] = { ...message, ...patch, status: climbs ? status : message.status };
    },
    of: (contact) => shown(contact.key),
    forgetBefore: (atMs) => {
      const gone: string[] = [];
      for (const [key, screen] of screens) {
        gone.push(...screen.filter(({ at }) => at < atMs).map(({ providerId }) => providerId));
        screens.set(
          key,
          screen.filter(({ at }) => at >= atMs),
        );
      }
      for (const providerId of gone) owners.delete(providerId);
      return gone;
    },
    all: () => Object.fromEntries([...screens.keys()].map((key) => [key, shown(key)])),
    duplicates: () =>
      Object.fromEntries(
        [...screens.keys()]
          .map((key) => [key, countDuplicates(shown(key))] as const)
          .filter(([, count]) => count > 0),
      ),
  };
}
