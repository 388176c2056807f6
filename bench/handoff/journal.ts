/**
 * What happened in a world, as the far ends saw it: the lead's phone, WhatsApp's door, the CRM. It is all that the judge
 * reads, and it knows nothing of the system under test. Times are milliseconds of the world's own clock.
 */
import { createHash } from 'node:crypto';

/** What a lead can send. What `asks` for nothing may stay without an answer; the rest may not while the bot holds the card. */
export const CONTENTS = ['text', 'voice', 'image', 'location', 'sticker', 'reaction'] as const;
export type Content = (typeof CONTENTS)[number];

/** By what a person took the conversation. `opt_out`: the lead asked to be left alone. */
export const TAKEN_BY = ['board', 'owner', 'second_card', 'phone', 'chat', 'bot', 'opt_out'] as const;
export type TakenBy = (typeof TAKEN_BY)[number];

/** What became of the notification about an act. `late` comes with its delay on the entry. */
export const NOTICES = ['told', 'lost', 'late', 'twice'] as const;
export type Notice = (typeof NOTICES)[number];

export type Far = 'crm' | 'cache' | 'database' | 'queue' | 'scheduler' | 'whatsapp';

export type Entry =
  | {
      readonly kind: 'said';
      readonly at: number;
      readonly lead: string;
      readonly scene: string;
      /** Quoted by whoever answers it; null for what carries no words. */
      readonly mark: string | null;
      readonly content: Content;
      readonly asks: boolean;
    }
  | {
      readonly kind: 'taken';
      readonly at: number;
      readonly lead: string;
      readonly scene: string;
      readonly by: TakenBy;
      readonly notice: Notice;
      /** Before this moment nothing outside showed it: a person's own message is heard of by its notification alone. */
      readonly knowableAt: number;
    }
  | {
      readonly kind: 'returned';
      readonly at: number;
      readonly lead: string;
      readonly scene: string;
      readonly notice: Notice;
    }
  | {
      readonly kind: 'sent';
      /** When the request left the system, and when WhatsApp took it; null: it never got there. */
      readonly at: number;
      readonly arrivedAt: number | null;
      readonly lead: string;
      readonly what: 'message' | 'typing' | 'read';
      readonly text: string;
    }
  | {
      readonly kind: 'fault';
      readonly at: number;
      readonly scene: string;
      readonly of: Far | 'worker';
      readonly untilMs: number;
    };
export type EntryOf<K extends Entry['kind']> = Extract<Entry, { kind: K }>;

export type Journal = {
  readonly entries: readonly Entry[];
  /** The marks that the system itself has on record, by lead; null where it keeps no history. */
  readonly history: Readonly<Record<string, readonly string[] | null>>;
  /** When the world was left: what had no time to happen is judged by it. */
  readonly endedAt: number;
};

/** Marks are letters alone: no digit that anybody could take for a sum, a phone or a time. */
export function markOf(index: number): string {
  const letters = [...index.toString(26)].map((digit) =>
    String.fromCharCode(97 + Number.parseInt(digit, 26)),
  );
  return `#${letters.join('').padStart(3, 'a')}`;
}
export const marksIn = (text: string): readonly string[] => text.match(/#[a-z]+/g) ?? [];

const PARTS = ['um', 'dois', 'três'] as const;
/** The words of a reply: which messages it answers, and which of its bubbles this one is. */
export const bubblesFor = (marks: readonly string[]): readonly string[] =>
  PARTS.map((part) => `Sobre ${marks.length > 0 ? marks.join(' ') : 'isso'}, parte ${part}`);
export const partIn = (text: string): string => /parte (\p{L}+)/u.exec(text)?.[1] ?? '';

/** Equal for equal worlds, on any machine. */
export const sha256 = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex');
