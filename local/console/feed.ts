/**
 * What has newly happened on the lead's phone and on the cards in Kommo, seen from outside as a person would: it compares
 * what is there now with what was there when it last looked.
 */
import { USERS } from '../emulators/kommo/account.ts';
import type { CardView } from '../emulators/kommo/card.ts';
import type { ScreenMessage } from '../emulators/whatsapp/screens.ts';
import type { EmulatorSnapshot } from '../emulators/whatsapp/snapshot.ts';

export type Speaker = 'lead' | 'bot' | 'person';
export type MessageNews = {
  readonly kind: 'message';
  readonly atMs: number;
  readonly phone: string;
  readonly name: string;
  readonly speaker: Speaker;
  readonly text: string;
  readonly providerId: string;
};
/** `from` null: the card is new. `mover` null: the bot's own hand. */
export type StageNews = {
  readonly kind: 'stage';
  readonly atMs: number;
  readonly leadId: number;
  readonly name: string;
  readonly from: string | null;
  readonly to: string;
  readonly mover: string | null;
};
export type News = MessageNews | StageNews;

export type NewsSource = {
  readonly whatsapp: () => Pick<EmulatorSnapshot, 'phones' | 'contacts'>;
  readonly cards: () => readonly CardView[];
  readonly nowMs: () => number;
};

/** Who wrote a line on the lead's screen: only what came through the product's own API is the bot's. */
export function speakerOf({ from, via }: Pick<ScreenMessage, 'from' | 'via'>): Speaker {
  if (from === 'lead') return 'lead';
  return from === 'us' && via === 'api' ? 'bot' : 'person';
}

const PEOPLE: ReadonlyMap<number, string> = new Map(
  USERS.filter(({ name }) => !name.startsWith('Integração')).map(({ id, name }) => [id, name]),
);

/** Every call returns what happened since the one before it, in order of time. */
export function createNews({ whatsapp, cards, nowMs }: NewsSource): () => readonly News[] {
  const seen = new Set<string>();
  const stages = new Map<number, string>();

  const messages = (): News[] => {
    const { phones, contacts } = whatsapp();
    return Object.entries(phones).flatMap(([phone, screen]) =>
      screen.flatMap((message): News[] => {
        if (seen.has(message.providerId)) return [];
        seen.add(message.providerId);
        const name = contacts.find(({ key }) => key === phone)?.name || phone;
        const { at: atMs, text, providerId } = message;
        return [{ kind: 'message', atMs, phone, name, speaker: speakerOf(message), text, providerId }];
      }),
    );
  };
  const moves = (): News[] =>
    cards().flatMap(({ leadId, name, stage, updatedBy }): News[] => {
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
