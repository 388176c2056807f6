/**
 * A solution described rather than named: "só quero pagar menos, sem furar meu telhado". The descriptions stand in knowledge/solutions
 * (`described`). One is a few words in their order, small words between them: "a|b" is either, "plac*" any ending, "~" up to three
 * words, and " + " joins parts that may stand anywhere. A part is not met behind a no, unless it begins with one itself.
 */

import { SOLUTIONS } from '../playbook.ts';
import type { Flow } from './facts.ts';
import { readable } from './plain-text.ts';

const SMALL =
  'a|o|as|os|um|uma|uns|umas|de|do|da|dos|das|em|no|na|nos|nas|meu|minha|meus|minhas|pra|para|por|com|e|que|esse|essa|isso|aqui|ai|la|mais|so|mesmo|me|muito|bem|todo|cima|eu|tudo|propri[oa]|voces|vcs|se|energia|sim|ter|seria|algum|alguma';
const NEGATED = /\b(?:nao|nem|sem|nunca|nada de|deixa de|desisti d[aeo])(?: \w+){0,2} ?$/;
const BEGINS_NEGATED = /^(?:sem|nao|nem|nada|nenhum)/;
/** Others do so, or did; and what the lead has already. */
const TELLS =
  /\b(?:vizinh[oa]|prim[oa]|cunhad[oa]|amig[oa]|coleg[oa]|irma[o]?|meu pai|minha mae|sogr[oa]|empresa|firma|disseram|falaram|vi que|ja (?:tenho|tem|botei|coloquei|instalei|usei))\b/;

const tokenPattern = (token: string): string =>
  `(?:${token
    .split('|')
    .map((word) => word.replace(/\*$/, '\\w*'))
    .join('|')})`;

function partPattern(part: string): { readonly form: RegExp; readonly mayBeNegated: boolean } {
  let pattern = '';
  let joint = '';
  for (const token of part.trim().split(/\s+/)) {
    if (token === '~') {
      joint = String.raw`(?: \w+){0,3} `;
      continue;
    }
    pattern += `${pattern === '' ? '' : joint || `(?: (?:${SMALL}))* `}${tokenPattern(token)}`;
    joint = '';
  }
  return {
    form: new RegExp(String.raw`\b${pattern}\b`, 'g'),
    mayBeNegated: BEGINS_NEGATED.test(part.trim()),
  };
}

const DESCRIBED = SOLUTIONS.map(({ flow, described }) => ({
  flow,
  descriptions: described.map((description) => description.split(' + ').map(partPattern)),
}));

/** The one solution that plain text describes; null where it describes none or several. */
export function describedIn(whole: string): Flow | null {
  const said = readable(whole);
  if (TELLS.test(said)) return null;
  const clauses = said.split(/[,.;!?\n]|\bmas\b/).map((clause) => clause.trim());
  const isMet = ({ form, mayBeNegated }: ReturnType<typeof partPattern>): boolean =>
    clauses.some((clause) =>
      [...clause.matchAll(form)].some(({ index }) => mayBeNegated || !NEGATED.test(clause.slice(0, index))),
    );
  const flows = DESCRIBED.filter(({ descriptions }) => descriptions.some((parts) => parts.every(isMet)));
  const [only] = flows;
  return flows.length === 1 && only !== undefined ? only.flow : null;
}
