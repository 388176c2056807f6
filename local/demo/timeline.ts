/** What a person beside the lead's phone and the Kommo screen would have seen, and what the ledger adds to it. */
import type { DecisionRecord, MessageRecord } from '../../lib/store/rows.ts';
import type { FeedItem } from '../console/feed.ts';
import type { Speaker } from '../world.ts';
import type { Words } from './words.ts';

/** What no phone and no card shows. */
export type Aside =
  /** `arrivesInMinutes`: when Kommo tells of it. */
  | { readonly kind: 'noted'; readonly text: string; readonly arrivesInMinutes: number }
  /** A correction that comes before what it corrects. */
  | { readonly kind: 'corrected'; readonly text: string }
  /** Something that happened around the two of them. */
  | { readonly kind: 'around'; readonly what: keyof Words['around'] };

export type TimelineEntry = { readonly atMs: number } & (
  | {
      readonly kind: 'said';
      readonly who: Speaker;
      /** Of the chat: the lead's. */
      readonly name: string;
      readonly text: string;
      readonly stageAgeMs: number | null;
    }
  | {
      readonly kind: 'moved';
      readonly from: string | null;
      readonly to: string;
      readonly mover: string | null;
      readonly told: boolean;
    }
  | { readonly kind: 'decided'; readonly decision: Pick<DecisionRecord, 'kind' | 'reason'> }
  | Aside
) & { readonly stage: string | null };

/** Something seen from outside, with the card's stage as it was seen. */
export type Happened = {
  readonly item: FeedItem | ({ readonly atMs: number } & Aside);
  readonly stage: string | null;
  readonly told: boolean;
};

function outsideEntry(
  { item, stage, told }: Happened,
  ageOf: (providerId: string) => number | null,
): TimelineEntry {
  switch (item.kind) {
    case 'message':
      return {
        kind: 'said',
        atMs: item.atMs,
        who: item.speaker,
        name: item.name,
        text: item.text,
        stageAgeMs: ageOf(item.providerId),
        stage,
      };
    case 'stage':
      return { kind: 'moved', atMs: item.atMs, from: item.from, to: item.to, mover: item.mover, told, stage };
    case 'noted':
    case 'corrected':
    case 'around':
      return { ...item, stage };
  }
}

/** What happened and what was decided, in order of time. What was said shows by itself that the bot spoke; the rest is in the ledger alone. */
export function timelineOf({
  happened,
  messages,
  decisions,
  stageNow,
}: {
  happened: readonly Happened[];
  messages: readonly Pick<MessageRecord, 'providerId' | 'stageAgeMs'>[];
  decisions: readonly DecisionRecord[];
  stageNow: string | null;
}): readonly TimelineEntry[] {
  const ageOf = (providerId: string): number | null =>
    messages.find((message) => message.providerId === providerId)?.stageAgeMs ?? null;
  const stageAt = (atMs: number): string | null =>
    happened.findLast(({ item }) => item.atMs <= atMs)?.stage ?? stageNow;
  const outside = happened.map((each) => outsideEntry(each, ageOf));
  const inside = decisions
    .filter(({ kind }) => kind !== 'speak')
    .map(
      (decision): TimelineEntry => ({
        kind: 'decided',
        atMs: decision.at,
        decision,
        stage: stageAt(decision.at),
      }),
    );
  return [...outside, ...inside].sort((a, b) => a.atMs - b.atMs);
}
