/** What a message states, apart from what it asks (T4): "950, tem como baixar?" states 950. */
import { full } from './plain-text.ts';

/** Clauses that leave something open: what follows the "se" is no fact. */
const SUPPOSES =
  /(?<!\b(?:sei|saber|ver|vendo) )\bse (?:(?:eu|a|o|minha|meu|a minha|o meu|conta|a conta|ele|ela|caso) ){0,3}(?:for|fosse|der|desse|vier|viesse|ficar|ficasse|pagar|pagasse|tiver|tivesse|tenho|quiser|botar|colocar)\b/;

const SUPPOSED_MIN_WORDS = 2;

const QUESTION_WORD =
  /\b(?:como|qual|quais|quanto|quanta|quantos|quantas|quem(?! (?:decide|aprova|resolve|manda|paga|cuida|ve|assina|sabe|tem|botou|colocou|vota)\b)|onde|quando|por ?que|pq|tem|voces?|vcs?|da pra|sera|pode|posso|serve|funciona|atende|cobra\w*|e (?:muito|alta|alto|bom|caro|pouco))\b/;

/** "Não tenho e queria saber se…": from here on it asks. */
const BEGINS_TO_ASK = /\b(?:e|ai) (?=(?:queria|quero|gostaria de) (?:saber|entender|perguntar)\b)/;

/** Plain clauses in order; a question's own clause and a mere supposition are left out. */
export function statedClauses(text: string): readonly string[] {
  const sentences = full(text).split(/(?<=[!?;])\s*|(?<=\.)\s+/);
  return sentences
    .flatMap((sentence) => {
      const clauses = sentence.split(/,(?!\d)|\b(?:mas|porem|so que)\b/);
      return sentence.includes('?')
        ? beforeTheQuestion(clauses.flatMap((clause) => clause.split(BEGINS_TO_ASK)))
        : clauses;
    })
    .map((clause) => clause.replace(/[.!?;]+$/, '').trim())
    .map(beforeTheSupposition)
    .filter((clause) => clause !== '');
}

/** "Vou instalar se for barato": it will. Of "eu quero se…" too little stands before. */
function beforeTheSupposition(clause: string): string {
  const at = SUPPOSES.exec(clause)?.index;
  if (at === undefined) return clause;
  const before = clause.slice(0, at).trim();
  return before.split(' ').length >= SUPPOSED_MIN_WORDS ? before : '';
}

/** The same as one text. */
export const stated = (text: string): string => statedClauses(text).join(', ');

/** Of a sentence that ends in a question mark, the clauses before the one that asks. */
function beforeTheQuestion(clauses: readonly string[]): readonly string[] {
  const firstAsking = clauses.findIndex((clause) => QUESTION_WORD.test(clause));
  return clauses.slice(0, firstAsking < 0 ? -1 : Math.min(firstAsking, clauses.length - 1));
}
