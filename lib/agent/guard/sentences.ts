/** A reply as the guardrails read it: sentence by sentence, and within one clause by clause, for a "não" reaches no further than its own clause. */
import { spelledToDigits } from '../extract/number-words.ts';
import { plain } from '../extract/plain-text.ts';

export type Sentence = {
  /** Plain: lower case, no accents; numbers from twenty up as digits. */
  readonly said: string;
  readonly isQuestion: boolean;
  readonly clauses: readonly string[];
};

const SENTENCE_END = /(?<=[.!?…])\s+|\n+/;
const CLAUSE_END = /\s*[;:]\s+|,\s+|\s+[-–—]\s+|\s+(?=(?:mas|porem|so que|entretanto|e sim|ai depois)\s)/;

/** The sentences of all bubbles, in order. */
export const sentencesOf = (bubbles: readonly string[]): readonly Sentence[] =>
  bubbles
    .flatMap((bubble) => bubble.split(SENTENCE_END))
    .map((raw) => spelledToDigits(plain(raw)).replace(/\*/g, ''))
    .filter((said) => said !== '')
    .map((said) => ({
      said,
      isQuestion: said.includes('?'),
      clauses: said.split(CLAUSE_END).filter((clause) => clause.trim() !== ''),
    }));

/** A "não" that asks all the same: "não esquece de mandar", "sem o seu CPF não consigo". */
const NO_DENIAL =
  /\bnao (?:se |me |te |nos )?(?:esque\w+|deix\w+|demor\w+|perc\w+|perd[ae]\w*|mand(?:ou|aram)|envi(?:ou|aram)|inform(?:ou|aram)|pass(?:ou|aram)|recebi\w*|consig\w+|conseg\w+|posso|da pra|da para|tem como|vejo|encontrei|achei|se preocup\w+|tem problema|tem erro|custa)\b|\bsem (?:o|a|os|as|seu|sua|seus|suas|esse|essa|isso|ele|ela)\b/g;
const DENIAL =
  /\b(?:nao|nunca|jamais|nem|ninguem|nenhum[a]?|tampouco)\b|\bnada (?:e|sera|a|de|disso)\b|\bsem\b|\b(?:desconfi\w+|golpe\w*|cuidado|fraude\w*|evit\w+|recus\w+|em vez de|ao inves de)\b/;

/** Does this clause deny or warn rather than assert? */
export const denies = (clause: string): boolean => DENIAL.test(clause.replace(NO_DENIAL, ' '));

/** Is there any "não" in it? For claims, which no habit of speech turns round. */
export const negates = (clause: string): boolean => DENIAL.test(clause);

const CONDITION =
  /\b(?:(?<!nao |nos )se (?!encaix|enquadr|pag|trat|preocup|arrepend)|caso|quando|assim que|depois que|logo que|so depois|antes de|pra que|para que|ate que|a partir do momento|dependendo|poderia|pode ser|talvez|costuma\w*)\b/;

/** Is it said under a condition, or as what usually happens? */
export const isConditional = (sentence: string): boolean => CONDITION.test(sentence);

const OFFER_QUESTION =
  /\b(?:posso|podemos|quer|querem|queria|gostaria|prefere|preferem|topa|que tal|pode ser|consegue|da pra|faz sentido|qual|quais|quando|que dia|que horas|serve)\b/;

/** Does it ask the lead for its will, rather than assert with a question mark behind? */
export const asksForWill = ({ said, isQuestion }: Sentence): boolean =>
  isQuestion && OFFER_QUESTION.test(said);

const STOPWORDS = new Set(
  'para pela pelo pelas pelos como mais menos muito muita sobre entre quando onde aqui voce voces nossa nosso nossos nossas sua suas seus esse essa este esta isso isto aquele aquela dela dele deles delas todo toda todos todas cada outro outra outros outras qualquer tambem ainda depois antes agora hoje mesmo mesma apenas somente quem qual quais porque entao assim fica ficar ficam pode podem podemos tem temos terem vai vamos vao ser sera sao estao estar fazer feita feito cerca torno geral costuma media anos meses dias semanas horas vezes reais cento valor valores partir'.split(
    ' ',
  ),
);
const STEM_LETTERS = 5;

/** Content words by their stems, for telling whether two sentences speak of the same thing. */
export const stemsOf = (said: string): ReadonlySet<string> =>
  new Set(
    (said.match(/[a-z]{4,}/g) ?? [])
      .filter((word) => !STOPWORDS.has(word))
      .map((word) => word.slice(0, STEM_LETTERS)),
  );
