/**
 * The judgement over a reply of a model's making, by what each sentence does (T9): what it asks for, what it promises, whose
 * figure, contact and claim it is. Words alone offend nobody: "nunca pedimos CPF" may be said, and "só falta o seu CPF" may not.
 */
import type { Conversation } from '../brain.ts';
import type { Flow } from '../extract/facts.ts';
import { plain } from '../extract/plain-text.ts';
import { type CompanyText, companySentences, flowsNamedIn } from './company.ts';
import { foreignContact } from './contacts.ts';
import { endsTheTalk } from './endings.ts';
import { hasUnknownHour, unsourcedFigure } from './figures.ts';
import { forbiddenAct } from './forbidden.ts';
import { foreignAct } from './foreign.ts';
import { saysFalseLaw } from './law.ts';
import { unconfirmedPromise } from './promises.ts';
import { sentencesOf } from './sentences.ts';

/** What a sentence must not do. */
export type Act =
  | 'asks_documents'
  | 'asks_payment'
  | 'claims_person'
  | 'unsourced_figure'
  | 'unknown_time'
  | 'foreign_link'
  | 'foreign_contact'
  | 'false_law'
  | 'ends_talk'
  | 'unconfirmed_meeting'
  | 'promise'
  | 'absolute'
  | 'pressure'
  | 'planted';

export type Ground = {
  /** Texts of the company's, with the solution each belongs to. */
  readonly company: readonly CompanyText[];
  /** As the company's sheet gives them. */
  readonly contacts: readonly string[];
  /** The days and hours of the calendar that may be named, in words. */
  readonly times: string;
  /** The lead's meeting in words; null for none. */
  readonly booking: { readonly words: string; readonly meetLink: string | null } | null;
  readonly facts: Conversation['facts'];
  readonly readBackBrl: number | null;
  /** Everything the lead wrote. */
  readonly lead: string;
};

/** The first thing these bubbles do that they must not, or null. Pure. */
export function actIn(bubbles: readonly string[], ground: Ground): Act | null {
  const sentences = sentencesOf(bubbles);
  const foreign = foreignContact(bubbles, {
    contacts: ground.contacts,
    meetLink: ground.booking?.meetLink ?? null,
    email: ground.facts.email,
    lead: ground.lead,
  });
  if (foreign !== null) return foreign === 'link' ? 'foreign_link' : 'foreign_contact';
  const company = companySentences(ground.company);
  const companySaid = company.map(({ said }) => said);
  const calendar = plain(`${ground.times}\n${ground.booking?.words ?? ''}`);
  const times = `${calendar}\n${companySaid.join('\n')}`;
  const lead = plain(ground.lead);
  const booking = ground.booking === null ? null : plain(ground.booking.words);
  let spokenOf: ReadonlySet<Flow> =
    ground.facts.chosenFlow === null ? new Set() : new Set([ground.facts.chosenFlow]);
  for (const sentence of sentences) {
    const forbidden = forbiddenAct(sentence);
    if (forbidden !== null) return forbidden;
    const foreignly = foreignAct(sentence.said, { isBooked: booking !== null });
    if (foreignly !== null) return foreignly;
    if (saysFalseLaw(sentence)) return 'false_law';
    if (endsTheTalk(sentence)) return 'ends_talk';
    const promise = unconfirmedPromise(sentence, {
      company: companySaid,
      lead,
      booked: booking === null ? null : (said) => agreesWith(said, booking),
    });
    if (promise !== null) return promise;
    const named = flowsNamedIn(sentence.said);
    if (named.size > 0) spokenOf = named;
    const figure = unsourcedFigure(sentence, {
      company,
      facts: ground.facts,
      readBackBrl: ground.readBackBrl,
      topics: spokenOf,
      isNamed: named.size > 0,
      times: calendar,
    });
    if (figure !== null) return 'unsourced_figure';
    if (hasUnknownHour(sentence.said, `${times}\n${lead}`)) return 'unknown_time';
  }
  return null;
}

const DAY =
  /\b(?:segunda|terca|quarta|quinta|sexta|sabado|domingo)\b|\bdia \d{1,2}\b|\b\d{1,2}\/\d{1,2}\b|\b(?:[01]?\d|2[0-3])(?=\s?(?:h|:\d{2}))/g;

/** Speaks of the meeting as the calendar has it: no day and no hour but its own. A visit or a call is no meeting. */
const agreesWith = (said: string, booking: string): boolean => {
  const named = said.match(DAY) ?? [];
  const known = new Set(booking.match(DAY) ?? []);
  return (
    !/\b(?:visita|vistoria|instalacao|hoje|amanha)\b/.test(said) && named.every((each) => known.has(each))
  );
};
