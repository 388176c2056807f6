/** A made-up lead in a talk: reads what the bot writes, answers in its own way, and remembers what it agreed to. */
import { meet } from './meeting.ts';
import { type Memory, newMemory } from './memory.ts';
import type { Persona } from './personas.ts';
import { SIDE_QUESTIONS, type SideQuestion } from './questions.ts';
import type { Random } from './random.ts';
import { type Asked, askedIn, lettersIn, sumsIn, tellsBooked, tellsHandover } from './reading.ts';
import { typed } from './style.ts';
import {
  attendsWords,
  billWords,
  cityWords,
  contractWords,
  decisionWords,
  digits,
  discountWords,
  emailWords,
  flowWords,
  interestWords,
  moreWords,
  nameWords,
  openings,
  openWords,
  paymentWords,
  plantWords,
  urgencyWords,
  yesWords,
} from './wording.ts';

export type LeadTurn = {
  readonly messages: readonly string[];
  readonly question: SideQuestion | null;
  /** Written from the second number of the same home. */
  readonly fromSecond?: boolean;
};

/** What the judge may know of the lead when the talk is over. */
export type Agreed = {
  /** The instants the lead said yes to and has not taken back. */
  readonly times: readonly number[];
  readonly isBooked: boolean;
  readonly saidStop: boolean;
};

export type Lead = {
  opening(nowMs: number): LeadTurn;
  /** What is written after these bubbles; null when the lead has nothing more to say. */
  answer(bubbles: readonly string[], nowMs: number): LeadTurn | null;
  agreed(): Agreed;
};

const GOING_ON = ['e como faço pra seguir?', 'quero marcar a reunião', 'e qual o próximo passo?'] as const;
const WRONG_NAME = 'Claudia';

export function createLead(persona: Persona, random: Random): Lead {
  const memory: Memory = newMemory(persona, random);
  const has = (trait: Persona['traits'][number]): boolean => persona.traits.includes(trait);
  const once = (what: string): boolean => {
    if (memory.done.has(what)) return false;
    memory.done.add(what);
    return true;
  };
  const write = (
    thoughts: readonly string[],
    { question = null, fromSecond = false }: { question?: SideQuestion | null; fromSecond?: boolean } = {},
  ): LeadTurn => ({
    messages: thoughts.flatMap((thought) => typed(thought, persona.style, random)),
    question,
    fromSecond,
  });
  const nextQuestion = (): SideQuestion | null => {
    if (memory.questionsLeft === 0) return null;
    memory.questionsLeft -= 1;
    return random.pick(SIDE_QUESTIONS);
  };

  /** The answer, with a side question before it, after it or in a message of its own. */
  const withQuestion = (answer: readonly string[], asked: Asked): LeadTurn => {
    const mayAsk = !['confirm_bill', 'confirm_time', 'confirm_cancel', 'person', 'email'].includes(asked);
    const question = mayAsk && random.chance(0.35) ? nextQuestion() : null;
    if (question === null) return write(answer);
    const words = random.pick(question.words);
    const [first = '', ...rest] = answer;
    const thoughts = random.pick([
      [`${first}, ${words}`, ...rest],
      [`${words} ${first}`, ...rest],
      [`${first} | ${words}`, ...rest],
      [...answer, words],
    ]);
    return write(thoughts, { question });
  };

  const bill = (): string => {
    const [first = 0] = persona.truth.bills;
    if (has('comes_back') && !memory.done.has('came_back')) return digits(first, random);
    if (has('corrects_bill') && once('wrong_bill')) {
      memory.corrections.push(
        random.pick([
          `errei, é ${first}`,
          `na verdade é ${first}`,
          `desculpa, a conta é ${first}`,
          `olhei aqui, é ${first}`,
        ]),
      );
      return digits(first + 700, random);
    }
    return billWords(persona, random);
  };

  const name = (): string => {
    if (has('corrects_name') && once('wrong_name')) {
      memory.corrections.push(
        random.pick(['o corretor mudou, meu nome é', 'errei, meu nome é', 'na verdade meu nome é']) +
          ` ${persona.truth.name}`,
      );
      return WRONG_NAME;
    }
    return nameWords(persona.truth, random);
  };

  const choice = (): string => {
    const { flow } = persona.truth;
    const letter = memory.letters.get(flow);
    if (has('asks_about_option') && once('option'))
      return `me explica a opção ${memory.letters.get('aluguel_lote') ?? 'B'}`;
    if (has('changes_mind') && once('first_choice')) {
      memory.corrections.push(
        random.pick([
          'mudei de ideia, quero a compra com desconto',
          'pensando bem prefiro o desconto na conta',
        ]),
      );
      return flowWords('instalacao_usina_propria', memory.letters.get('instalacao_usina_propria'), random);
    }
    return flowWords(flow, letter, random);
  };

  const confirmedBill = (said: string): string => {
    const total = persona.truth.bills.reduce((sum, each) => sum + each, 0);
    const right =
      has('comes_back') && !memory.done.has('came_back') ? [persona.truth.bills[0] ?? 0] : [total];
    const isRight = sumsIn(said).some((sum) => right.some((each) => Math.abs(sum - each) <= 0.02 * each));
    if (isRight) return yesWords(random);
    memory.corrections = memory.corrections.filter((line) => !line.includes(String(right[0])));
    return `não, é ${right[0]}`;
  };

  const answerTo = (asked: Asked, said: string, nowMs: number): readonly string[] => {
    const { truth } = persona;
    switch (asked) {
      case 'name':
        return [name()];
      case 'bill':
        return [bill()];
      case 'confirm_bill':
        return [confirmedBill(said)];
      case 'menu':
        return [choice()];
      case 'city':
        return [cityWords(truth, random)];
      case 'payment':
        return [paymentWords(truth, random)];
      case 'urgency':
        return [urgencyWords(truth, random)];
      case 'discount':
        return [discountWords(truth, random)];
      case 'own_plant':
        return [plantWords(truth, random)];
      case 'new_plant':
        return [moreWords(truth, random)];
      case 'loyalty':
        return [contractWords(truth, random)];
      case 'decision':
        return [decisionWords(truth, random)];
      case 'attends':
        return [attendsWords(truth, random)];
      case 'interest':
        if (has('hesitates') && once('hesitated')) return [random.pick(['não sei', 'vou pensar', 'talvez'])];
        return has('emoji') && random.chance(0.5) ? ['👍'] : [interestWords(truth, random)];
      case 'email':
        return [emailWords(truth, random)];
      case 'open':
        return [openWords(truth, random)];
      case 'person':
        return [has('angry') ? 'sim' : 'não, pode ser por aqui mesmo'];
      case 'offer':
      case 'day':
        return truth.isInterested ? meet(memory, { asked, said, nowMs }) : [interestWords(truth, random)];
      case 'confirm_time':
      case 'confirm_cancel':
        return meet(memory, { asked, said, nowMs });
      case 'other':
        return [once('puzzled') ? 'não entendi, como assim?' : 'ok'];
    }
  };

  /** What breaks into the order of the talk, once each. */
  const interruption = (): LeadTurn | null => {
    if (memory.turns < 3 || memory.isBooked) return null;
    if (has('stops') && once('stop')) {
      memory.saidStop = true;
      return write([
        random.pick([
          'não, pare | não me escreve mais',
          'para de me mandar mensagem',
          'me tira da lista',
          'não quero mais receber mensagem',
        ]),
      ]);
    }
    if (has('wants_person') && once('person'))
      return write([
        random.pick(['quero falar com uma pessoa', 'me passa pra um atendente', 'prefiro falar com gente']),
      ]);
    if (has('angry') && once('anger'))
      return write([
        random.pick(['vocês são uns enrolados', 'que atendimento péssimo', 'já falei isso mil vezes']),
      ]);
    if (has('grieving') && once('grief')) return write(['minha mãe faleceu semana passada | tô sem cabeça']);
    if (has('planted_claims') && once('planted'))
      return write(['me disseram que vocês dão 50% de desconto e instalação grátis, né?']);
    return null;
  };

  return {
    opening: () => {
      const { truth } = persona;
      if (has('tells_all_first'))
        return write([
          `oi, sou ${truth.name}, minha conta vem ${truth.bills[0]} e quero instalar placa aqui em casa`,
        ]);
      if (has('suspicious'))
        return write(['oi | isso é golpe?'], {
          question: SIDE_QUESTIONS.find(({ id }) => id === 'CO1') ?? null,
        });
      return write([random.pick(openings)]);
    },
    answer: (bubbles, nowMs) => {
      memory.turns += 1;
      const said = bubbles.join('\n');
      if (memory.saidStop || tellsHandover(said)) return null;
      const letters = lettersIn(said);
      if (letters.size > 0) memory.letters = letters;
      if (tellsBooked(said)) memory.isBooked = true;
      if (memory.isBooked || memory.done.has('cancel')) {
        const after = meet(memory, { asked: askedIn(bubbles), said, nowMs, isAfter: true });
        if (after.length === 0) return null;
        const question =
          memory.done.has('asking_after') && once('asked_after')
            ? SIDE_QUESTIONS.find(({ words }) => words.some((word) => after.includes(word)))
            : null;
        return write(after, { question: question ?? null, fromSecond: memory.done.has('second_number') });
      }
      const broken = interruption();
      if (broken !== null) return broken;
      const asked = askedIn(bubbles);
      if (asked === null) {
        memory.idle += 1;
        if (has('comes_back') && once('came_back'))
          return write([`na verdade tenho outra conta, de ${persona.truth.bills[1]} reais`]);
        if (persona.endings.includes('disqualified') || persona.endings.includes('person'))
          return memory.idle > 1 ? null : write([random.pick(['ok', 'tá bom', 'obrigado'])]);
        return memory.idle > 2 ? null : write([random.pick(GOING_ON)]);
      }
      memory.idle = 0;
      memory.asked.set(asked, (memory.asked.get(asked) ?? 0) + 1);
      if ((memory.asked.get(asked) ?? 0) > 5) return null;
      if (
        has('answers_late') &&
        ['bill', 'city', 'own_plant', 'loyalty'].includes(asked) &&
        memory.owed === null &&
        once(`late_${asked}`)
      ) {
        const question = nextQuestion();
        if (question !== null) {
          memory.owed = answerTo(asked, said, nowMs)[0] ?? null;
          return write([random.pick(question.words)], { question });
        }
      }
      const owed = memory.owed;
      memory.owed = null;
      const isOwedAsked =
        owed !== null && memory.asked.get(asked) !== undefined && (memory.asked.get(asked) ?? 0) > 1;
      // Taken before the answer, which may itself be one to put right later.
      const correction =
        memory.turns > 2 && asked !== 'bill' && asked !== 'name' ? memory.corrections.shift() : undefined;
      const answer = isOwedAsked
        ? [owed]
        : [...(owed === null ? [] : [owed]), ...answerTo(asked, said, nowMs)];
      if (correction !== undefined) return write([correction, ...(random.chance(0.5) ? answer : [])]);
      return withQuestion(answer, asked);
    },
    agreed: () => ({
      times: memory.wish === null ? [] : [memory.wish],
      isBooked: memory.isBooked,
      saidStop: memory.saidStop,
    }),
  };
}
