/**
 * What a model says it learnt, measured against the lead's own words. It fills gaps that the extractors left and nothing
 * else: what is known is never cleared or replaced by a model, and a claim without a trace in this burst is dropped, so
 * neither an invented bill (M10) nor a lead who talks the model into something can move a card.
 */

import type { Conversation } from '../brain.ts';
import type { QuestionKey } from '../dialogue.ts';
import { scanAmounts } from '../extract/amount.ts';
import { choiceIn } from '../extract/choice.ts';
import { Facts } from '../extract/facts.ts';
import { placeIn } from '../extract/place.ts';
import { plain, plainWords } from '../extract/plain-text.ts';
import { type YesNo, yesNoIn } from '../extract/yes-no.ts';
import { nameToSay } from '../name-to-say.ts';
import type { Claims } from './answer.ts';
import { burstWords, leadWords, speaksToTheModel } from './words.ts';

type Flag =
  | 'decisionMaker'
  | 'hasOwnPlant'
  | 'wantsNewPlant'
  | 'hasLoyaltyContract'
  | 'interested'
  | 'wantsHuman'
  | 'commercial';

/** A yes or no is believed as the answer to its question, or where the burst mentions the thing itself. */
const SUPPORT: Readonly<Record<Flag, { readonly asked: readonly QuestionKey[]; readonly said: RegExp }>> = {
  decisionMaker: {
    asked: ['decision_maker', 'decision_maker_attends'],
    said: /\b(?:decid\w*|decis\w*|don[oa]|titular|soci[oa]s?|espos[oa]|marido|mulher|chefe|diretor\w*|proprietari[oa]|responsavel)\b/,
  },
  hasOwnPlant: { asked: ['own_plant'], said: /\b(?:placas?|paine(?:l|is)|usina|solar|fotovoltaic\w*)\b/ },
  wantsNewPlant: { asked: ['new_plant'], said: /\b(?:outra|nova|ampli\w+|aument\w+|expan\w+)\b/ },
  hasLoyaltyContract: {
    asked: ['loyalty_contract'],
    said: /\b(?:contrato|fidelidade|multa|fornecedor\w*|concorrente|cooperativa|empresa)\b/,
  },
  interested: {
    asked: ['interest', 'open'],
    said: /\b(?:interess\w*|quer\w*|gost\w+|bora|top\w*|fech\w+|curti\w*|desist\w*|animad[oa])\b/,
  },
  wantsHuman: {
    asked: ['prefers_person'],
    said: /\b(?:pessoa|alguem|gente|human[oa]|atendente|vendedor\w*|consultor\w*|gerente|chefe|responsavel|robo|bot|ia|lig(?:a|ar|ue|acao))\b/,
  },
  commercial: {
    asked: [],
    said: /\b(?:empresa|loja|comercio|negocio|fabrica|escritorio|casa|apartamento|residencia\w*|sitio|galpao)\b/,
  },
};
/**
 * What counts against a lead needs more than its subject: "queria saber da energia solar" owns no plant. Unasked, the lead's words must
 * say that it has, signed, refuses, or leaves it to somebody else; otherwise the question is put in its turn.
 */
const AGAINST: Readonly<Partial<Record<Flag, { readonly value: boolean; readonly said: RegExp }>>> = {
  hasOwnPlant: {
    value: true,
    said: /\b(?:tenho|temos|possuo|possuimos|instalei|instalamos|botei|botamos|coloquei|colocamos|comprei|compramos|montei|instalou|botou|colocou|comprou|instalaram|botaram|colocaram|uso|usamos|gero|minhas placas|minha usina|meus paineis|(?:aqui|casa|loja) (?:ja )?tem)\b/,
  },
  hasLoyaltyContract: {
    value: true,
    said: /\b(?:tenho|temos|assinei|assinamos|fechei|fechamos|pres[oa]|cliente d[aeo]|participo|falta[m]?|vence|acaba|recebo|estou com|to com)\b/,
  },
  decisionMaker: {
    value: false,
    said: /\b(?:nao (?:decido|sou eu)|quem (?:decide|resolve|manda|paga)|depende d|decide[m]?|resolve[m]?|manda[m]?|falar com|ver com|perguntar)\b/,
  },
  interested: { value: false, said: /\b(?:nao|sem|nada|desist\w*|deixa|perdi)\b/ },
};
const FLAGS: readonly Flag[] = [
  'decisionMaker',
  'hasOwnPlant',
  'wantsNewPlant',
  'hasLoyaltyContract',
  'interested',
  'wantsHuman',
  'commercial',
];

const SMALLEST_BILL_BRL = 10;
const LARGEST_BILL_BRL = 1_000_000;
const BILLS_MAX = 10;
const CENTS = 0.01;

/** `heard`: what the extractors made of this burst; it stands. Returns `heard` itself where the model adds nothing. */
export function withClaims(heard: Facts, claims: Claims, conversation: Conversation): Facts {
  if (speaksToTheModel(conversation)) return heard;
  const added: Partial<Facts> = {
    ...nameClaimed(heard, claims, conversation),
    ...billsClaimed(heard, claims, conversation),
    ...flowClaimed(heard, claims, conversation),
    ...flagsClaimed(heard, claims, conversation),
    ...detailsClaimed(heard, claims, conversation),
    ...placeClaimed(heard, claims, conversation),
    ...emailClaimed(heard, claims, conversation),
  };
  const objections = [...new Set([...heard.objections, ...claims.objections])];
  if (Object.keys(added).length === 0 && objections.length === heard.objections.length) return heard;
  const parsed = Facts.safeParse({ ...heard, ...added, objections });
  return parsed.success ? parsed.data : heard;
}

const asked = ({ dialogue }: Conversation, ...keys: readonly QuestionKey[]): boolean =>
  dialogue.lastQuestion !== null && keys.includes(dialogue.lastQuestion);

/** A name is one that the extractors would take, in words that the lead wrote. */
function nameClaimed(heard: Facts, { name }: Claims, conversation: Conversation): Partial<Facts> {
  if (heard.name !== null || name === null) return {};
  const sane = nameToSay(name, { asked: true });
  const written = new Set(plainWords(leadWords(conversation)));
  return sane !== null && plainWords(sane).every((word) => written.has(word)) ? { name: sane } : {};
}

/** Every bill must stand as a sum in what the lead wrote; a sum of the model's own is no bill (M10). */
function billsClaimed(heard: Facts, { bills }: Claims, conversation: Conversation): Partial<Facts> {
  if (heard.billBrl !== null || bills === null || bills.length === 0 || bills.length > BILLS_MAX) return {};
  const said = scanAmounts(burstWords(conversation)).amounts.map(({ valueBrl }) => valueBrl);
  const isSaid = (bill: number): boolean => said.some((value) => Math.abs(value - bill) < CENTS);
  const isSane = (bill: number): boolean => bill >= SMALLEST_BILL_BRL && bill <= LARGEST_BILL_BRL;
  if (!bills.every((bill) => isSaid(bill) && isSane(bill))) return {};
  return { bills: [...bills], billBrl: Math.round(bills.reduce((sum, bill) => sum + bill, 0) * 100) / 100 };
}

/** N3: only as an answer to a menu that was shown, and never against what the lead's words say by themselves. */
function flowClaimed(heard: Facts, { chosenFlow }: Claims, conversation: Conversation): Partial<Facts> {
  const menu = conversation.dialogue.menuShown;
  if (heard.chosenFlow !== null || chosenFlow === null || menu === null || !menu.includes(chosenFlow))
    return {};
  if (!asked(conversation, 'solution')) return {};
  const choice = choiceIn(burstWords(conversation), menu);
  if (choice.kind === 'question' || (choice.kind === 'rejected' && choice.flows.includes(chosenFlow)))
    return {};
  return { chosenFlow };
}

const isOpposite = (answer: YesNo | null, claim: boolean | null): boolean =>
  (answer === 'yes' && claim === false) || (answer === 'no' && claim === true);

const isThinAgainst = (flag: Flag, claim: boolean | null, said: string): boolean => {
  const against = AGAINST[flag];
  return against !== undefined && claim === against.value && !against.said.test(said);
};

function flagsClaimed(heard: Facts, claims: Claims, conversation: Conversation): Partial<Facts> {
  const said = plain(burstWords(conversation));
  // Nobody is kept from a person by a model: "does not want one" is what everybody means until they say otherwise.
  const answer = yesNoIn(burstWords(conversation));
  const believed = FLAGS.filter(
    (flag) =>
      heard[flag] === null &&
      claims[flag] !== null &&
      !(flag === 'wantsHuman' && claims[flag] === false) &&
      // A plain yes or no says itself which of the two it was.
      !(asked(conversation, ...SUPPORT[flag].asked) && isOpposite(answer, claims[flag])) &&
      (asked(conversation, ...SUPPORT[flag].asked) ||
        (SUPPORT[flag].said.test(said) && !isThinAgainst(flag, claims[flag], said))),
  );
  return Object.fromEntries(believed.map((flag) => [flag, claims[flag]]));
}

function detailsClaimed(
  heard: Facts,
  { payment, urgency, currentDiscountPercent }: Claims,
  conversation: Conversation,
): Partial<Facts> {
  const percents = (burstWords(conversation).match(/\d+(?:[.,]\d+)?/g) ?? []).map((written) =>
    Number(written.replace(',', '.')),
  );
  return {
    ...(heard.payment === null && payment !== null && asked(conversation, 'payment') && { payment }),
    ...(heard.urgency === null && urgency !== null && asked(conversation, 'urgency') && { urgency }),
    ...(heard.currentDiscountPercent === null &&
      currentDiscountPercent !== null &&
      asked(conversation, 'current_discount') &&
      (currentDiscountPercent === 0 || percents.includes(currentDiscountPercent)) && {
        currentDiscountPercent,
      }),
  };
}

function placeClaimed(heard: Facts, { city }: Claims, conversation: Conversation): Partial<Facts> {
  if (heard.city !== null || city === null || !plain(burstWords(conversation)).includes(plain(city)))
    return {};
  const place = placeIn(city, { asked: true });
  return place === null || place.city === null ? {} : { city: place.city, state: heard.state ?? place.state };
}

/** Spelled in pieces or aloud, its letters must still be the lead's, in their order. */
function emailClaimed(heard: Facts, { email }: Claims, conversation: Conversation): Partial<Facts> {
  if (heard.email !== null || email === null || !/^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(email)) return {};
  const letters = (text: string): string =>
    plain(text)
      .replace(/\b(?:arroba|at|ponto|tudo junto)\b/g, ' ')
      .replace(/[^a-z0-9]/g, '');
  return letters(burstWords(conversation)).includes(letters(email)) ? { email: email.toLowerCase() } : {};
}
