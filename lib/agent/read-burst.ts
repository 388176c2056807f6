/**
 * What a burst tells: the facts it adds, and what else it does (asks, picks, refuses, sends a photo). Only the lead's
 * own words are read, never the bot's (N3), and an answer counts for the question last put (C12).
 */
import { cut } from '../text.ts';
import { type Topic, topicsIn } from './answers.ts';
import type { BurstPart } from './brain.ts';
import { choiceOf } from './burst-choice.ts';
import type { DialogueState, QuestionKey } from './dialogue.ts';
import type { Choice } from './extract/choice.ts';
import { criteriaIn, isLeftOpen, otherDecidesIn } from './extract/criteria.ts';
import { currentDiscountIn, paymentIn, urgencyIn } from './extract/details.ts';
import { emailIn } from './extract/email.ts';
import { FACT_MAX_CHARS, type Facts } from './extract/facts.ts';
import { isSecondOfHome } from './extract/household.ts';
import { withoutOrders } from './extract/instructions.ts';
import { interestIn } from './extract/interest.ts';
import { type ForeignLanguage, languageIn } from './extract/language.ts';
import { type MeetingWish, meetingWishIn } from './extract/meeting-time.ts';
import { billIn, mergeBills, retractsBill } from './extract/money.ts';
import { MOODS, type Mood, moodIn } from './extract/mood.ts';
import { correctedNameIn } from './extract/name-correction.ts';
import { objectionsIn } from './extract/objections.ts';
import { commercialIn, placeIn } from './extract/place.ts';
import { plain, wordsOnly } from './extract/plain-text.ts';
import { wantsHumanIn } from './extract/wants-human.ts';
import { saidYesNoIn, type YesNo, yesNoIn } from './extract/yes-no.ts';
import { nameToSay } from './name-to-say.ts';
import { answersElse } from './other-subject.ts';

/** Parts that carry no readable text, as the reply must name them. */
export type Unreadable =
  | 'voice'
  | 'image'
  | 'video'
  | 'document'
  | 'sticker'
  | 'location'
  | 'contact_card'
  | 'order'
  | 'unsupported';

export type Heard = {
  /** The lead's own lines, as read. */
  readonly lines: readonly string[];
  readonly facts: Facts;
  readonly choice: Choice;
  /** Everything the lead wants explained, most pressing first. */
  readonly topics: readonly Topic[];
  readonly unreadable: readonly Unreadable[];
  /** The decision is someone else's: may that person attend? */
  readonly otherDecides: boolean;
  readonly wish: MeetingWish | null;
  /** Thanks and nothing more. */
  readonly isThanks: boolean;
  readonly mood: Mood | null;
  /** Written in plainly; null is Portuguese. */
  readonly language: ForeignLanguage | null;
  /** Somebody of the same home talks with us already. */
  readonly isSecondOfHome: boolean;
};

/** A lead may send 65 536 characters; what an answer needs stands at the start, and the patterns stay cheap. */
const READ_MAX_CHARS = 4000;

const THANKS =
  /^(?:(?:e|ah|olha|bom|entao|assim|ok|okay|ta|tudo bem|beleza|blz|certo|entendi|obrigad[oa]|muito obrigad[oa]|obg|brigad[oa]|valeu|vlw|grat[oa]|de nada|tchau|ate mais|ate|boa noite|boa tarde|bom dia|abraco|abracos|tmj|show|joia|perfeito|sim|um|tenha|voce tambem|igualmente|amem|otimo|otima|combinado)(?: |$))+$/;
const NAMES_ITSELF =
  /\b(?:nome|chamar|chama|chamo|quem (?:esta|ta) (?:falando|escrevendo|usando|com o (?:celular|cel|telefone|aparelho|zap|chip))(?: agora)?|aqui e (?:o|a) \w+ agora|quem (?:fala|escreve|responde) (?:aqui )?e (?:o|a) \w+ d(?:ela|ele)|agora (?:e|sou|quem (?:fala|escreve|ta|esta)))\b/;
/** Unasked, a time counts for the meeting only beside such a word; the word alone books nothing (C5). */
export const SPEAKS_OF_MEETING = /\b(?:marcar|remarcar|agendar|reagendar|reuniao|horario|conversa)\b/;

/** Reads a burst. Pure: `facts` is not changed. */
export function hear({
  facts,
  dialogue,
  burst,
}: {
  facts: Facts;
  dialogue: DialogueState;
  burst: readonly BurstPart[];
}): Heard {
  // A keyboard that writes accents apart means the same letters.
  const written = cut(burst.flatMap(textsOf).join('\n').normalize('NFC'), READ_MAX_CHARS)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const lines = written.map(withoutOrders).filter((line) => line !== '');
  const whole = lines.join('. ');
  const asked = dialogue.lastQuestion;
  const choice = choiceOf(burst, { lines, dialogue });
  const answersOf = isCriterion(asked) ? saidYesNoIn : yesNoIn;
  const yesNo = lines.map(answersOf).findLast((answer) => answer !== null) ?? null;
  const heard: Facts = {
    ...facts,
    ...moneyHeard(lines, {
      facts,
      asked,
      confirmedBrl: yesNo === 'yes' ? (dialogue.pendingBillBrl ?? null) : null,
    }),
    ...(answersElse(whole, asked) ||
    isLeftOpen(whole, asked) ||
    (asked === 'decision_maker' && otherDecidesIn(whole, { asked }))
      ? {}
      : answeredByYesOrNo(yesNo, asked)),
    ...criteriaIn(whole, { asked }),
    ...placeHeard(whole, { facts, asked }),
    ...detailsHeard(whole, { facts, asked }),
    name: nameHeard(lines, { facts, asked }),
    adId: facts.adId ?? adIdOf(burst),
    email: lines.map(emailIn).findLast((email) => email !== null) ?? facts.email,
    chosenFlow:
      choice.kind === 'chosen'
        ? choice.flow
        : choice.kind === 'rejected' && facts.chosenFlow !== null && choice.flows.includes(facts.chosenFlow)
          ? null
          : facts.chosenFlow,
    objections: [...new Set([...facts.objections, ...objectionsIn(whole)])],
    wantsHuman:
      written.some(wantsHumanIn) || (asked === 'prefers_person' && yesNo === 'yes') ? true : facts.wantsHuman,
  };
  const namesTime = meetingWishIn(whole);
  const acceptsByTime = asked === 'interest' && namesTime !== null && yesNo !== 'no';
  // T7: a day named is interest.
  const interest =
    interestIn(whole, {
      asked: asked === 'interest' || asked === 'solution' || asked === 'meeting_time' || asked === 'open',
    }) ?? (acceptsByTime ? true : null);
  const otherDecides =
    heard.decisionMaker === null &&
    (otherDecidesIn(whole, { asked }) ||
      (asked === 'decision_maker' && yesNo === 'no' && !isLeftOpen(whole, asked)));
  const wish =
    asked === 'meeting_time' || (dialogue.stage === 'agendamento' && SPEAKS_OF_MEETING.test(plain(whole)))
      ? namesTime
      : null;
  return {
    lines,
    facts: {
      ...heard,
      interested: interest ?? heard.interested,
      ...(wish && {
        meetingDay: wish.day ?? heard.meetingDay,
        meetingPeriod: wish.period ?? heard.meetingPeriod,
      }),
    },
    choice,
    topics: topicsIn(whole, { choice, chosenFlow: heard.chosenFlow, asked }),
    unreadable: burst.flatMap(unreadableOf),
    otherDecides,
    wish,
    isThanks: lines.length > 0 && THANKS.test(wordsOnly(whole)),
    mood: moodOf(lines),
    language: languageIn(lines.join(' ')),
    isSecondOfHome: isSecondOfHome(whole),
  };
}

/** The ad that brought this burst. */
export const adOf = (burst: readonly BurstPart[]) =>
  burst.map((part) => (part.kind === 'text' ? part.ad : undefined)).find((ad) => ad !== undefined) ?? null;

/** Whoever sends the message may write any id: a fact is no longer than what the next turn reads again (W10). */
const adIdOf = (burst: readonly BurstPart[]): string | null => {
  const id = adOf(burst)?.id ?? '';
  return id === '' ? null : cut(id, FACT_MAX_CHARS);
};

/** The heaviest of what the lines show. */
function moodOf(lines: readonly string[]): Mood | null {
  const moods = lines.map(moodIn);
  return MOODS.find((mood) => moods.includes(mood)) ?? null;
}

const textsOf = (part: BurstPart): readonly string[] => {
  switch (part.kind) {
    case 'text':
    case 'choice':
    case 'form':
    case 'order':
      return [part.text];
    case 'voice':
    case 'audio':
    case 'image':
    case 'video':
    case 'document':
    case 'sticker':
      return part.caption === null ? [] : [part.caption];
    // A pin's label and a card's name are not the lead's words: neither is a city or a name of the lead.
    case 'location':
    case 'contact_card':
    case 'unsupported':
      return [];
  }
};

const unreadableOf = (part: BurstPart): readonly Unreadable[] => {
  switch (part.kind) {
    case 'text':
    case 'choice':
    case 'form':
      return [];
    case 'audio':
      return ['voice'];
    default:
      return [part.kind];
  }
};

function nameHeard(
  lines: readonly string[],
  { facts, asked }: { facts: Facts; asked: QuestionKey | null },
): string | null {
  const wasAsked = asked === 'name';
  const put = facts.name === null ? null : correctedNameIn(lines.join(', '), facts.name);
  if (put !== null && nameToSay(put, { asked: true }) !== null) return put;
  const found =
    lines.map((line) => nameToSay(line, { asked: wasAsked })).find((name) => name !== null) ??
    nameToSay(lines.join(' '), { asked: false });
  // A known name changes only when the lead gives its own name: "aqui é a Maria" may be the wife's phone.
  if (facts.name !== null && !wasAsked && !NAMES_ITSELF.test(plain(lines.join(' ')))) return facts.name;
  return found ?? facts.name;
}

function moneyHeard(
  lines: readonly string[],
  { facts, asked, confirmedBrl }: { facts: Facts; asked: QuestionKey | null; confirmedBrl: number | null },
): Partial<Facts> {
  const isNumberAsked = asked !== null && ['current_discount', 'meeting_time', 'email'].includes(asked);
  const mention = billIn(lines.join(', '), {
    asked: asked === 'bill',
    knownBrl: isNumberAsked ? null : facts.billBrl,
  });
  if (mention.kind === 'none') {
    if (facts.billBrl !== null && retractsBill(lines.join(', '))) return { bills: [], billBrl: null };
    return asked === 'bill' && confirmedBrl !== null ? { bills: [confirmedBrl], billBrl: confirmedBrl } : {};
  }
  const bills = [...mergeBills(facts.bills, mention)];
  if (bills.length === 0) return {};
  return { bills, billBrl: Math.round(bills.reduce((sum, bill) => sum + bill, 0) * 100) / 100 };
}

/** These may end the talk, and have readers of their own. */
const isCriterion = (asked: QuestionKey | null): boolean =>
  asked === 'own_plant' || asked === 'loyalty_contract' || asked === 'decision_maker';

function answeredByYesOrNo(yesNo: YesNo | null, asked: QuestionKey | null): Partial<Facts> {
  if (yesNo !== 'yes' && yesNo !== 'no') return {};
  const isYes = yesNo === 'yes';
  switch (asked) {
    case 'own_plant':
      return { hasOwnPlant: isYes };
    case 'new_plant':
      return { wantsNewPlant: isYes };
    case 'loyalty_contract':
      return { hasLoyaltyContract: isYes };
    case 'decision_maker':
      return isYes ? { decisionMaker: true } : {};
    case 'decision_maker_attends':
      return { decisionMaker: isYes };
    case 'interest':
      return { interested: isYes };
    default:
      return {};
  }
}

function placeHeard(
  text: string,
  { facts, asked }: { facts: Facts; asked: QuestionKey | null },
): Partial<Facts> {
  const place = placeIn(text, { asked: asked === 'city' });
  const commercial = commercialIn(text);
  return {
    city: place?.city ?? facts.city,
    state: place?.state ?? facts.state,
    commercial: commercial ?? facts.commercial,
  };
}

function detailsHeard(
  text: string,
  { facts, asked }: { facts: Facts; asked: QuestionKey | null },
): Partial<Facts> {
  return {
    payment: paymentIn(text, { asked: asked === 'payment' }) ?? facts.payment,
    urgency: urgencyIn(text, { asked: asked === 'urgency' }) ?? facts.urgency,
    currentDiscountPercent:
      currentDiscountIn(text, { asked: asked === 'current_discount' }) ?? facts.currentDiscountPercent,
  };
}
