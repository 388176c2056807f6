/**
 * What has newly happened on the lead's phone and on the cards in Kommo, seen from outside as a person would: it compares
 * what is there now with what was there when it last looked.
 */
import { USERS } from '../emulators/kommo/account.ts';
import type { CardView } from '../emulators/kommo/card.ts';
import type { EmulatorSnapshot } from '../emulators/whatsapp/snapshot.ts';
import { type Speaker, speakerOf } from '../world.ts';

export type MessageItem = {
  readonly kind: 'message';
  readonly atMs: number;
  readonly phone: string;
  readonly name: string;
  readonly speaker: Speaker;
  readonly text: string;
  readonly providerId: string;
};
/** `from` null: the card is new. `mover` null: the bot's own hand. */
export type StageItem = {
  readonly kind: 'stage';
  readonly atMs: number;
  readonly leadId: number;
  readonly name: string;
  readonly from: string | null;
  readonly to: string;
  readonly mover: string | null;
};
export type FeedItem = MessageItem | StageItem;

export type FeedSource = {
  readonly whatsapp: () => Pick<EmulatorSnapshot, 'phones' | 'contacts'>;
  readonly cards: () => readonly CardView[];
  readonly nowMs: () => number;
};

const PEOPLE: ReadonlyMap<number, string> = new Map(
  USERS.filter(({ name }) => !name.startsWith('Integração')).map(({ id, name }) => [id, name]),
);

/** Every call returns what happened since the one before it, in order of time. */
export function createFeed({ whatsapp, cards, nowMs }: FeedSource): () => readonly FeedItem[] {
  const seen = new Set<string>();
  const stages = new Map<number, string>();

  const messages = (): FeedItem[] => {
    const { phones, contacts } = whatsapp();
    return Object.entries(phones).flatMap(([phone, screen]) =>
      screen.flatMap((message): FeedItem[] => {
        if (seen.has(message.providerId)) return [];
        seen.add(message.providerId);
        const name = contacts.find(({ key }) => key === phone)?.name || phone;
        const { at: atMs, text, providerId } = message;
        return [{ kind: 'message', atMs, phone, name, speaker: speakerOf(message), text, providerId }];
      }),
    );
  };
  const moves = (): FeedItem[] =>
    cards().flatMap(({ leadId, name, stage, updatedBy }): FeedItem[] => {
      const before = stages.get(leadId) ?? null;
      if (before === stage) return [];
      stages.set(leadId, stage);
      return [
        {
          kind: 'stage',
          atMs: nowMs(),
          leadId,
          name,
          from: before,
          to: stage,
          mover: PEOPLE.get(updatedBy) ?? null,
        },
      ];
    });

  return () => [...messages(), ...moves()].sort((a, b) => a.atMs - b.atMs);
}
