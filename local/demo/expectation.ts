/** What a scene promised and whether it was kept. Pure: what was seen goes in, a verdict with its evidence comes out. */
import type { LedgerKind, Reason, SilenceReason } from '../../lib/reasons.ts';
import { decisionInWords, reasonInWords, timeInWords } from '../../lib/reasons-pt.ts';

/** What was seen of one scene, from outside: the phone, the ledger, the history, the card. */
export type Seen = {
  /** Bubbles of the bot's that the lead's phone got during the scene. */
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
  /** Hooks of Kommo's that were lost during the scene. */
  readonly hooksLost: number;
  /** Copies too many on any phone, so far. */
  readonly duplicates: number;
  /** Errors that a handler let out, so far. */
  readonly failures: readonly string[];
};

export type Verdict = { readonly promise: string; readonly kept: boolean; readonly saw: string };
export type Expectation = (seen: Seen) => Verdict;

const quoted = (texts: readonly string[]): string =>
  texts.length === 0 ? 'nenhuma mensagem' : texts.map((text) => `“${text.slice(0, 60)}”`).join(', ');
const reasons = (seen: Seen, kind: string): readonly string[] =>
  seen.decisions.filter((line) => line.kind === kind).map(({ reason }) => reason);

/** The bot sent nothing at all. */
export const botIsSilent: Expectation = ({ bubbles }) => ({
  promise: 'o robô não envia nada',
  kept: bubbles.length === 0,
  saw: quoted(bubbles.map(({ text }) => text)),
});

/** Exactly so many bubbles. */
export const botSends =
  (count: number): Expectation =>
  ({ bubbles }) => ({
    promise:
      count === 1 ? 'o robô envia exatamente uma mensagem' : `o robô envia exatamente ${count} mensagens`,
    kept: bubbles.length === count,
    saw: quoted(bubbles.map(({ text }) => text)),
  });

/** A bubble of the scene contains these words. */
export const botMentions =
  (words: string): Expectation =>
  ({ bubbles }) => ({
    promise: `o robô fala em “${words}”`,
    kept: bubbles.some(({ text }) => text.includes(words)),
    saw: quoted(bubbles.map(({ text }) => text)),
  });

/** The bot spoke once in the scene, in this minute of the sellers' clock: `24/11 10:00`. */
export const botSpeaksAt =
  (minute: string): Expectation =>
  ({ bubbles }) => {
    const times = bubbles.map(({ atMs }) => timeInWords(atMs));
    return {
      promise: `o robô fala uma vez, em ${minute}`,
      kept: times.length === 1 && times.every((time) => time.startsWith(`${minute}:`)),
      saw: times.join(', ') || 'nenhuma mensagem',
    };
  };

/** F1: what the bot says here it has never said before. */
export const wordsAreNew: Expectation = ({ bubbles, earlierTexts }) => {
  const texts = bubbles.map(({ text }) => text);
  const repeated = texts.filter(
    (text, index) => earlierTexts.includes(text) || texts.indexOf(text) !== index,
  );
  return {
    promise: 'o robô não repete um texto que já enviou',
    kept: texts.length > 0 && repeated.length === 0,
    saw: quoted(repeated.length > 0 ? repeated : texts),
  };
};

/** The ledger has this line, once. */
export const ledgerSays =
  (kind: LedgerKind, reason: Reason): Expectation =>
  ({ decisions }) => ({
    promise: `o registro diz, uma vez: ${decisionInWords({ kind, reason })}`,
    kept: decisions.filter((line) => line.kind === kind && line.reason === reason).length === 1,
    saw: decisions.map(decisionInWords).join('; ') || 'nada no registro',
  });

/** The ledger gives this reason for a silence of the scene. */
export const silentBecause =
  (reason: SilenceReason): Expectation =>
  (seen) => ({
    promise: `o registro diz por que se calou: ${reasonInWords(reason)}`,
    kept: reasons(seen, 'silence').includes(reason),
    saw: reasons(seen, 'silence').map(reasonInWords).join('; ') || 'nenhum silêncio no registro',
  });

/** The ledger says that the turn waited, and why it did was not a decision to speak. */
export const turnIsHeld: Expectation = (seen) => ({
  promise: 'o registro diz que o robô esperou',
  kept: reasons(seen, 'hold').length > 0,
  saw: reasons(seen, 'hold').map(reasonInWords).join('; ') || 'nenhuma espera no registro',
});

const FATES: Readonly<Record<string, string>> = {
  answered: 'respondida',
  silenced: 'guardada sem resposta',
  pending: 'à espera',
};

/** The message is in the history, once, with this fate. */
export const fateOf =
  (text: string, disposition: 'answered' | 'silenced' | 'pending'): Expectation =>
  ({ inbound }) => {
    const found = inbound.filter((message) => message.text === text).map((message) => message.disposition);
    return {
      promise: `“${text}” está no histórico, ${FATES[disposition]}`,
      kept: found.length === 1 && found[0] === disposition,
      saw: found.map((fate) => FATES[fate] ?? fate).join(', ') || 'não está no histórico',
    };
  };

export const stageIs =
  (name: string): Expectation =>
  ({ stage }) => ({ promise: `o card está em ${name}`, kept: stage === name, saw: stage ?? 'sem card' });

/** The card was moved once in the scene, and it was to there. */
export const movesOnceTo =
  (name: string): Expectation =>
  ({ moves }) => ({
    promise: `o card é movido uma vez, para ${name}`,
    kept: moves.length === 1 && moves[0] === name,
    saw: moves.join(', depois ') || 'nenhum movimento',
  });

/** Nobody moved the card in the scene. */
export const cardStays: Expectation = ({ moves }) => ({
  promise: 'ninguém move o card',
  kept: moves.length === 0,
  saw: moves.join(', depois ') || 'nenhum movimento',
});

export const tagIs =
  (tag: string): Expectation =>
  ({ tags }) => ({
    promise: `o card tem a etiqueta ${tag}`,
    kept: tags.includes(tag),
    saw: tags.join(', ') || 'nenhuma etiqueta',
  });

export const fieldIs =
  (field: string, value: string): Expectation =>
  ({ fields }) => ({
    promise: `o campo ${field} do card é ${value}`,
    kept: String(fields[field]) === value,
    saw: String(fields[field] ?? 'vazio'),
  });

/** The scene is about a lost hook: without one it would prove nothing. */
export const hookWasLost: Expectation = ({ hooksLost }) => ({
  promise: 'nenhum aviso do Kommo chegou',
  kept: hooksLost > 0,
  saw: `${hooksLost} avisos perdidos`,
});

/** I2: each bubble rests on a stage read no older than this. */
export const stageReadsAreYoung =
  (maxMs: number): Expectation =>
  ({ bubbles }) => {
    const ages = bubbles.map(({ stageAgeMs }) => stageAgeMs);
    return {
      promise: `cada envio se apoia em uma leitura da etapa de no máximo ${maxMs} ms (δ)`,
      kept: ages.every((age) => age !== null && age >= 0 && age <= maxMs),
      saw: ages.map((age) => (age === null ? 'δ desconhecido' : `${age} ms`)).join(', ') || 'nenhum envio',
    };
  };

export const nothingTwice: Expectation = ({ duplicates }) => ({
  promise: 'nada chega duas vezes',
  kept: duplicates === 0,
  saw: `${duplicates} repetidas`,
});

export const nothingBroke: Expectation = ({ failures }) => ({
  promise: 'nenhuma função falhou',
  kept: failures.length === 0,
  saw: failures[0]?.split('\n')[0] ?? 'nenhuma falha',
});
