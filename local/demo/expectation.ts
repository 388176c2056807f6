/** What a scene promised and whether it was kept. Pure: what was seen goes in, a verdict with its evidence comes out. */
import type { LedgerKind, Reason, SilenceReason } from '../../lib/reasons.ts';
import { timeInWords } from '../../lib/reasons-pt.ts';
import type { Words } from './words.ts';

/** What was seen of one scene, from outside: the phone, the ledger, the history, the card. */
export type Seen = {
  /** The bot's bubbles that the lead's phone got during the scene. */
  readonly bubbles: readonly {
    readonly text: string;
    readonly stageAgeMs: number | null;
    readonly atMs: number;
  }[];
  /** The texts of the bot's bubbles before the scene. */
  readonly earlierTexts: readonly string[];
  /** The stages that the card was moved to during the scene, in order. */
  readonly moves: readonly string[];
  /** The ledger's lines of the scene. */
  readonly decisions: readonly { readonly kind: LedgerKind; readonly reason: string }[];
  /** Everything the lead ever wrote, with what became of it. */
  readonly inbound: readonly { readonly text: string; readonly disposition: string }[];
  /** The card's stage as the scene ended; null without a card. */
  readonly stage: string | null;
  readonly fields: Readonly<Record<string, string | number>>;
  readonly tags: readonly string[];
  /** Tasks of the card that wait for a person. */
  readonly openTasks: number;
  /** Hooks of Kommo's that were lost during the scene. */
  readonly hooksLost: number;
  /** Copies too many on any phone, so far. */
  readonly duplicates: number;
  /** Errors that a handler let out, so far. */
  readonly failures: readonly string[];
};

export type Verdict = { readonly promise: string; readonly kept: boolean; readonly saw: string };
export type Expectation = (seen: Seen, words: Words) => Verdict;

const quoted = (texts: readonly string[], words: Words): string =>
  texts.length === 0 ? words.noMessage : texts.map((text) => `“${text.slice(0, 60)}”`).join(', ');
const reasons = (seen: Seen, kind: string): readonly string[] =>
  seen.decisions.filter((line) => line.kind === kind).map(({ reason }) => reason);

/** The bot sent nothing at all. */
export const botIsSilent: Expectation = ({ bubbles }, words) => ({
  promise: words.silent,
  kept: bubbles.length === 0,
  saw: quoted(
    bubbles.map(({ text }) => text),
    words,
  ),
});

/** Exactly so many bubbles. */
export const botSends =
  (count: number): Expectation =>
  ({ bubbles }, words) => ({
    promise: words.sends(count),
    kept: bubbles.length === count,
    saw: quoted(
      bubbles.map(({ text }) => text),
      words,
    ),
  });

/** A bubble of the scene contains these words. */
export const botMentions =
  (mentioned: string): Expectation =>
  ({ bubbles }, words) => ({
    promise: words.mentions(mentioned),
    kept: bubbles.some(({ text }) => text.includes(mentioned)),
    saw: quoted(
      bubbles.map(({ text }) => text),
      words,
    ),
  });

/** The bot spoke once in the scene, in this minute of the sellers' clock: `24/11 10:00`. */
export const botSpeaksAt =
  (minute: string): Expectation =>
  ({ bubbles }, words) => {
    const times = bubbles.map(({ atMs }) => timeInWords(atMs));
    return {
      promise: words.speaksAt(minute),
      kept: times.length === 1 && times.every((time) => time.startsWith(`${minute}:`)),
      saw: times.join(', ') || words.noMessage,
    };
  };

/** F1: what the bot says here it has never said before. */
export const wordsAreNew: Expectation = ({ bubbles, earlierTexts }, words) => {
  const texts = bubbles.map(({ text }) => text);
  const repeated = texts.filter(
    (text, index) => earlierTexts.includes(text) || texts.indexOf(text) !== index,
  );
  return {
    promise: words.newWords,
    kept: texts.length > 0 && repeated.length === 0,
    saw: quoted(repeated.length > 0 ? repeated : texts, words),
  };
};

/** The ledger has this line, once. */
export const ledgerSays =
  (kind: LedgerKind, reason: Reason): Expectation =>
  ({ decisions }, words) => ({
    promise: words.ledgerSays(words.decision({ kind, reason })),
    kept: decisions.filter((line) => line.kind === kind && line.reason === reason).length === 1,
    saw: decisions.map(words.decision).join('; ') || words.emptyLedger,
  });

/** The ledger gives this reason for a silence of the scene. */
export const silentBecause =
  (reason: SilenceReason): Expectation =>
  (seen, words) => ({
    promise: words.silentBecause(words.reason(reason)),
    kept: reasons(seen, 'silence').includes(reason),
    saw: reasons(seen, 'silence').map(words.reason).join('; ') || words.noSilence,
  });

/** The ledger says that the turn waited, and why it did was not a decision to speak. */
export const turnIsHeld: Expectation = (seen, words) => ({
  promise: words.held,
  kept: reasons(seen, 'hold').length > 0,
  saw: reasons(seen, 'hold').map(words.reason).join('; ') || words.noHold,
});

/** The message is in the history, once, with this fate. */
export const fateOf =
  (text: string, disposition: 'answered' | 'silenced' | 'pending'): Expectation =>
  ({ inbound }, words) => {
    const fates: Readonly<Record<string, string>> = words.fates;
    const found = inbound.filter((message) => message.text === text).map((message) => message.disposition);
    return {
      promise: words.fate(text, words.fates[disposition]),
      kept: found.length === 1 && found[0] === disposition,
      saw: found.map((fate) => fates[fate] ?? fate).join(', ') || words.notInHistory,
    };
  };

export const stageIs =
  (name: string): Expectation =>
  ({ stage }, words) => ({ promise: words.stageIs(name), kept: stage === name, saw: stage ?? words.noCard });

/** The card was moved once in the scene, and it was to there. */
export const movesOnceTo =
  (name: string): Expectation =>
  ({ moves }, words) => ({
    promise: words.movesOnce(name),
    kept: moves.length === 1 && moves[0] === name,
    saw: moves.join(words.andThen) || words.noMove,
  });

/** Nobody moved the card in the scene. */
export const cardStays: Expectation = ({ moves }, words) => ({
  promise: words.stays,
  kept: moves.length === 0,
  saw: moves.join(words.andThen) || words.noMove,
});

export const tagIs =
  (tag: string): Expectation =>
  ({ tags }, words) => ({
    promise: words.tagIs(tag),
    kept: tags.includes(tag),
    saw: tags.join(', ') || words.noTag,
  });

export const fieldIs =
  (field: string, value: string): Expectation =>
  ({ fields }, words) => ({
    promise: words.fieldIs(field, value),
    kept: String(fields[field]) === value,
    saw: String(fields[field] ?? words.empty),
  });

/** A person is told by a task on the card, and by one only. */
export const oneTaskWaits: Expectation = ({ openTasks }, words) => ({
  promise: words.oneTask,
  kept: openTasks === 1,
  saw: words.tasks(openTasks),
});

/** The scene is about a lost hook: without one it would prove nothing. */
export const hookWasLost: Expectation = ({ hooksLost }, words) => ({
  promise: words.hookLost,
  kept: hooksLost > 0,
  saw: words.hooksLost(hooksLost),
});

/** I2: each bubble rests on a stage read no older than this. */
export const stageReadsAreYoung =
  (maxMs: number): Expectation =>
  ({ bubbles }, words) => {
    const ages = bubbles.map(({ stageAgeMs }) => stageAgeMs);
    return {
      promise: words.young(maxMs),
      kept: ages.every((age) => age !== null && age >= 0 && age <= maxMs),
      saw: ages.map((age) => (age === null ? words.unknownAge : `${age} ms`)).join(', ') || words.noSend,
    };
  };

export const nothingTwice: Expectation = ({ duplicates }, words) => ({
  promise: words.once,
  kept: duplicates === 0,
  saw: words.repeated(duplicates),
});

export const nothingBroke: Expectation = ({ failures }, words) => ({
  promise: words.unbroken,
  kept: failures.length === 0,
  saw: failures[0]?.split('\n')[0] ?? words.noFailure,
});
