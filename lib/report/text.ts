/** A report for whoever reads it on a terminal or in a chat, in their language. Pure. */
import { type Language, reasonIn, type Spoken } from '../language.ts';
import { STAGES, type StagePlace } from '../pipeline.ts';
import type { Period } from './period.ts';
import type { Counted, Report } from './report.ts';

const en = {
  title: { day: 'Day', week: 'Week', month: 'Month' },
  newcomers: 'New leads, as they stand now',
  came: 'came',
  answered: (all: number, bot: number, person: number) => `${all} (bot ${bot}, a person ${person})`,
  answeredName: 'answered',
  firstAnswer: 'first answer',
  firstAnswerOf: (p50: string, p95: string) => `half within ${p50}, 95 % within ${p95}`,
  nobody: 'nobody was answered',
  qualified: 'qualified',
  disqualified: 'disqualified',
  booked: 'with a meeting',
  stages: 'By stage',
  sources: 'By ad: leads, answered, qualified, with a meeting',
  noAd: 'no ad',
  otherAds: (ads: number) => `${ads} other ads`,
  happened: 'What happened',
  wrote: 'wrote',
  wroteOf: (leads: number, messages: number) => `${leads} leads, ${messages} messages`,
  said: 'we wrote',
  saidOf: (bot: number, person: number) => `bot ${bot}, a person ${person}`,
  meetings: 'meetings agreed',
  meetingsOf: (booked: number, cancelled: number) => `${booked}, cancelled since: ${cancelled}`,
  followUps: 'follow-ups',
  followUpsOf: (sent: number, answered: number) => `${sent} sent, ${answered} answered`,
  step: (step: string) => `step ${step}`,
  takeovers: 'Taken over',
  releases: 'Given back',
  silences: 'Silent',
  holds: 'Waited',
  closes: 'Ended by the bot',
  times: (lines: number, leads: number) => `${lines}, ${leads} leads`,
  questions: 'Asked, and nothing answers it (leads)',
  model: 'Model',
  modelOf: (replies: number, cost: string) => `${replies} replies, ${cost}`,
  unpriced: (replies: number) => `without a price: ${replies}`,
  noPrice: 'no price set (LLM_PRICE)',
  none: 'none',
  unread: 'card not read yet',
  places: { won: 'won', lost: 'lost', unmapped: "a stage that is not the bot's" },
};
type Texts = typeof en;

const pt: Texts = {
  title: { day: 'Dia', week: 'Semana', month: 'Mês' },
  newcomers: 'Leads novos, como estão agora',
  came: 'chegaram',
  answered: (all, bot, person) => `${all} (robô ${bot}, uma pessoa ${person})`,
  answeredName: 'respondidos',
  firstAnswer: 'primeira resposta',
  firstAnswerOf: (p50, p95) => `metade em até ${p50}, 95 % em até ${p95}`,
  nobody: 'ninguém foi respondido',
  qualified: 'qualificados',
  disqualified: 'desqualificados',
  booked: 'com reunião',
  stages: 'Por etapa',
  sources: 'Por anúncio: leads, respondidos, qualificados, com reunião',
  noAd: 'sem anúncio',
  otherAds: (ads) => `outros ${ads} anúncios`,
  happened: 'O que aconteceu',
  wrote: 'escreveram',
  wroteOf: (leads, messages) => `${leads} leads, ${messages} mensagens`,
  said: 'escrevemos',
  saidOf: (bot, person) => `robô ${bot}, uma pessoa ${person}`,
  meetings: 'reuniões marcadas',
  meetingsOf: (booked, cancelled) => `${booked}, canceladas depois: ${cancelled}`,
  followUps: 'follow-ups',
  followUpsOf: (sent, answered) => `${sent} enviados, ${answered} respondidos`,
  step: (step) => `passo ${step}`,
  takeovers: 'Saíram do robô',
  releases: 'Voltaram para o robô',
  silences: 'Silêncio',
  holds: 'Esperas',
  closes: 'Encerrados pelo robô',
  times: (lines, leads) => `${lines}, ${leads} leads`,
  questions: 'Perguntado, e nada responde (leads)',
  model: 'Modelo',
  modelOf: (replies, cost) => `${replies} respostas, ${cost}`,
  unpriced: (replies) => `sem preço: ${replies}`,
  noPrice: 'sem preço definido (LLM_PRICE)',
  none: 'nenhum',
  unread: 'card ainda não lido',
  places: { won: 'ganho', lost: 'perdido', unmapped: 'uma etapa que não é do robô' },
};
const TEXTS: Spoken<Texts> = { en, pt };

const NAME_WIDTH = 20;
const line = (name: string, value: string | number): string => `  ${name.padEnd(NAME_WIDTH)} ${value}`;

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** "8 s", "12 min", "3 h 05 min": never shorter than it was. */
export function lasted(ms: number): string {
  if (ms < 90 * SECOND_MS) return `${Math.ceil(ms / SECOND_MS)} s`;
  if (ms < 90 * MINUTE_MS) return `${Math.ceil(ms / MINUTE_MS)} min`;
  const minutes = Math.ceil(ms / MINUTE_MS);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

const placeIn = ({ places, unread }: Texts, place: StagePlace | null): string => {
  if (place === null) return unread;
  return place === 'won' || place === 'lost' || place === 'unmapped'
    ? places[place]
    : STAGES[place].name.toUpperCase();
};

const dollars = (language: Language, usd: number): string => {
  const text = `US$ ${usd.toFixed(usd < 1 ? 4 : 2)}`;
  return language === 'pt' ? text.replace('.', ',') : text;
};

/** The lines of it, without an empty one at the end. */
export function reportLines(
  report: Report,
  { kind, first, last }: Pick<Period, 'kind' | 'first' | 'last'>,
  language: Language,
): readonly string[] {
  const words = TEXTS[language];
  const { newcomers, messages, meetings, followUps, model, questions } = report;
  const counted = (title: string, rows: readonly Counted[]): readonly string[] => [
    '',
    title,
    ...(rows.length === 0 ? [`  ${words.none}`] : []),
    ...rows.map(
      ({ reason, lines, leads }) => `  ${reasonIn(language, reason)}: ${words.times(lines, leads)}`,
    ),
  ];
  const { firstAnswerP50Ms: p50, firstAnswerP95Ms: p95 } = newcomers;
  const cost = model.costUsd === null ? words.noPrice : dollars(language, model.costUsd);
  const { sources, otherAds } = newcomers;
  return [
    `${words.title[kind]} ${first === last ? first : `${first} – ${last}`}`,
    '',
    words.newcomers,
    line(words.came, newcomers.leads),
    line(
      words.answeredName,
      words.answered(newcomers.answered, newcomers.answeredByBot, newcomers.answeredByPerson),
    ),
    line(
      words.firstAnswer,
      p50 === null || p95 === null ? words.nobody : words.firstAnswerOf(lasted(p50), lasted(p95)),
    ),
    line(words.qualified, newcomers.qualified),
    line(words.booked, newcomers.booked),
    '',
    words.stages,
    ...(newcomers.stages.length === 0 ? [`  ${words.none}`] : []),
    ...newcomers.stages.map(({ stage, leads }) => line(placeIn(words, stage), leads)),
    '',
    words.sources,
    ...(sources.length === 0 ? [`  ${words.none}`] : []),
    ...[
      ...sources.map(({ ad, ...reached }) => ({ name: ad ?? words.noAd, ...reached })),
      ...(otherAds.ads === 0 ? [] : [{ ...otherAds, name: words.otherAds(otherAds.ads) }]),
    ].map(({ name, leads, answered, qualified, booked }) =>
      line(name, [leads, answered, qualified, booked].join(' → ')),
    ),
    '',
    words.happened,
    line(words.wrote, words.wroteOf(messages.leads, messages.fromLeads)),
    line(words.said, words.saidOf(messages.fromBot, messages.fromPersons)),
    line(words.qualified, report.qualified),
    line(words.disqualified, report.disqualified),
    line(words.meetings, words.meetingsOf(meetings.booked, meetings.cancelled)),
    line(words.followUps, words.followUpsOf(followUps.sent, followUps.answered)),
    ...followUps.steps.map(({ step, sent, answered }) =>
      line(`  ${words.step(step)}`, words.followUpsOf(sent, answered)),
    ),
    ...counted(words.takeovers, report.takeovers),
    ...counted(words.releases, report.releases),
    ...counted(words.silences, report.silences),
    ...counted(words.holds, report.holds),
    ...counted(words.closes, report.closes),
    '',
    words.questions,
    ...(questions.length === 0 ? [`  ${words.none}`] : []),
    ...questions.map(({ text, leads }) => `${String(leads).padStart(5)}  ${text}`),
    '',
    line(
      words.model,
      `${words.modelOf(model.replies, cost)}${model.costUsd !== null && model.unpriced > 0 ? ` (${words.unpriced(model.unpriced)})` : ''}`,
    ).trimStart(),
  ];
}
