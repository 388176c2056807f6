/** The lead's own words, as the model was shown them and as its claims are checked against them. */

import type { BurstPart, Conversation } from '../brain.ts';
import { plain } from '../extract/plain-text.ts';

/** What one message of the burst says, or null where nobody could read it. */
export function wordsOfPart(part: BurstPart): string | null {
  switch (part.kind) {
    case 'text':
    case 'choice':
    case 'form':
    case 'order':
      return part.text;
    case 'voice':
    case 'audio':
    case 'image':
    case 'video':
    case 'document':
    case 'sticker':
      return part.caption;
    case 'location':
    case 'contact_card':
    case 'unsupported':
      return null;
  }
}

/** The burst's words, one message a line. */
export const burstWords = ({ burst }: Pick<Conversation, 'burst'>): string =>
  burst
    .map(wordsOfPart)
    .filter((words) => words !== null)
    .join('\n');

/** Everything the lead ever wrote that this conversation still carries. */
export const leadWords = (conversation: Pick<Conversation, 'burst' | 'history'>): string =>
  [
    ...conversation.history.filter(({ author }) => author === 'lead').map(({ text }) => text),
    burstWords(conversation),
  ].join('\n');

const TO_THE_MODEL =
  /\b(?:ignor\w+|esquec\w+|desconsider\w+|descart\w+|desobedec\w+|disregard|forget|override)\b.{0,60}\b(?:regras?|instruc\w+|orientac\w+|prompt|anterior\w*|acima|tudo|rules?|instructions?|previous)\b|\b(?:system|developer) ?prompt\b|\bprompt (?:de|do) sistema\b|\b(?:suas|tuas|as) (?:regras|instrucoes)\b|\b(?:modo|mode) (?:desenvolvedor|dev|developer|admin\w*|debug|deus|god)\b|\b(?:aja|finja|atue|comporte-se|responda) (?:como|que|ser) (?:se|um|uma|o|a)\b|\b(?:dados?|informac\w+|telefones?|numeros?|contas?|conversas?|enderecos?) d[aeo]s? (?:outr[oa]s?|demais|joao|maria|clientes?|leads?|contatos?|fulano)\b|\b(?:marque|marca|coloque|mude|altere|defina|set)\b.{0,30}\b(?:qualificad[oa]|estagio|etapa|status|stage|funil)\b|"(?:learnt|bubbles|question|meeting|chosenFlow)"/i;

/** Does the burst speak to the model rather than to us? Then the model's reading of it teaches nothing (the extractors' still does). */
export const speaksToTheModel = (conversation: Pick<Conversation, 'burst'>): boolean =>
  TO_THE_MODEL.test(plain(burstWords(conversation)));
