/** What a month costs: measured calls (`npm run bench -- cost --save`) times dated prices, written into both pages of the deploy. */
import * as z from 'zod/mini';
import { type Calls, MEASURED, Measured } from '../../bench/cost/measured.ts';
import { AWS_REGION_FACTOR, FREE, PRICES, SEEN } from '../../bench/cost/prices.ts';
import { METRICS } from '../../lib/metrics.ts';
import { filesIn, textOf } from './files.ts';

const LEADS_A_MONTH = [100, 1_000, 10_000] as const;
/** Taken, not measured: which leads write. */
const SHARES = { books: 0.2, goesQuiet: 0.5, hasSmallBill: 0.3 } as const;
/** Taken, not measured: billed seconds of a run, at its memory in GB. A turn waits for a model, Kommo and WhatsApp. */
const RUNS = {
  webhook: { seconds: 0.3, gb: 1 },
  answer: { seconds: 8, gb: 1 },
  /** A turn that only takes note: a hook of Kommo's, a batch of statuses. */
  note: { seconds: 1, gb: 1 },
  reconcile: { seconds: 3, gb: 0.5 },
} as const;
/** A message of the queue is put, received and deleted; five pollers ask each empty queue every twenty seconds. */
const SQS = { requestsAMessage: 3, pollsAMinute: 2 * 15 } as const;
/** A script or a pipeline is billed by the commands in it. */
const REDIS_COMMANDS_A_REQUEST = 2;
const LOG_KB_A_RUN = 2;
const MODEL = { charactersAToken: 4, tokensOut: 250 } as const;
const MINUTES_A_MONTH = 30 * 24 * 60;
const KB_A_GB = 1_000_000;
/** As many reasons for silence as a busy month shows, each a metric of its own. */
const SILENCE_METRICS = 12;

type Amounts = Readonly<Record<'AWS' | 'Supabase' | 'Upstash' | 'WhatsApp' | 'model', number>>;

/** Alarms stand in infra/, one a call; those of the functions in a loop. */
function alarmCount(): number {
  const calls = filesIn('infra', /\.ts$/).flatMap((path) => [
    ...textOf(path).matchAll(/^\s*alarm\((['`])([^'`]+)\1, \{/gm),
  ]);
  const functions = filesIn('functions', /\.ts$/).length;
  return calls.reduce((total, [, , name = '']) => total + (name.includes('${') ? functions : 1), 0);
}

const over = (used: number, free: number): number => Math.max(0, used - free);

function monthOf(leads: number, measured: Measured, withModel: boolean): Amounts {
  const kinds = Object.entries(SHARES).map(([kind, share]) => ({
    share,
    // The keys of SHARES are those of the leads.
    lead: measured.leads[kind as keyof typeof SHARES],
  }));
  const perLead = (of: (lead: Measured['leads']['books']) => number): number =>
    kinds.reduce((total, { share, lead }) => total + share * of(lead), 0) * leads;
  const calls = (of: (calls: Calls) => number): number =>
    perLead((lead) => of(lead.calls)) + of(measured.idleMinute) * MINUTES_A_MONTH;
  const turns = perLead((lead) => lead.turns);
  const runs = {
    webhook: calls(({ webhooks }) => webhooks),
    answer: turns,
    note: over(
      calls((each) => each.runs),
      turns,
    ),
    reconcile: MINUTES_A_MONTH,
  };
  const gbSeconds = Object.entries(RUNS).reduce(
    (total, [name, { seconds, gb }]) => total + runs[name as keyof typeof runs] * seconds * gb,
    0,
  );
  const runCount = Object.values(runs).reduce((total, count) => total + count, 0);
  const bubbles = calls((each) => each.bubbles);
  const redis = calls((each) => each.redis) * REDIS_COMMANDS_A_REQUEST;
  const sqs = calls(({ queued }) => queued) * SQS.requestsAMessage + SQS.pollsAMinute * MINUTES_A_MONTH;
  const aws =
    over(runCount, FREE.lambdaRequests) * PRICES.lambdaRequest.usd +
    over(gbSeconds, FREE.lambdaGbSeconds) * PRICES.lambdaGbSecond.usd +
    over(sqs, FREE.sqsRequests) * PRICES.sqsFifoRequest.usd +
    runs.webhook * PRICES.apiRequest.usd +
    over(bubbles + runs.reconcile, FREE.schedulerRuns) * PRICES.schedulerRun.usd +
    over(Object.keys(METRICS).length + SILENCE_METRICS, FREE.metrics) * PRICES.metric.usd +
    over(alarmCount(), FREE.alarms) * PRICES.alarm.usd +
    over((runCount * LOG_KB_A_RUN) / KB_A_GB, FREE.logGb) * PRICES.logGb.usd;
  const asked = turns * measured.modelTurn.requests;
  const tokensIn = measured.modelTurn.characters / MODEL.charactersAToken;
  return {
    AWS: aws * AWS_REGION_FACTOR,
    Supabase: PRICES.supabaseMonth.usd,
    Upstash: redis <= FREE.redisCommands ? 0 : redis * PRICES.redisCommand.usd,
    WhatsApp: over(bubbles, FREE.whatsappMessages) * PRICES.whatsappMessage.usd,
    model: withModel
      ? asked * (tokensIn * PRICES.modelInputToken.usd + MODEL.tokensOut * PRICES.modelOutputToken.usd)
      : 0,
  };
}

const WORDS = {
  en: {
    head: 'USD a month, leads that write',
    rows: {
      AWS: 'AWS (São Paulo)',
      Supabase: 'Supabase Pro',
      Upstash: 'Upstash, pay as you go (0: within the free plan)',
      WhatsApp: 'WhatsApp Cloud API, messages (Evolution: its own server instead)',
      model: 'a model (0 with the scripted agent)',
    },
    total: 'together',
    perLead: 'a lead',
    basis: (date: string) =>
      `Calls measured ${date} by \`npm run bench -- cost --save\`; prices of ${SEEN} ([prices.ts](BACKbench/cost/prices.ts), where each has its source). Taken, not measured: which leads write, how long a run takes, the price of São Paulo ([costs.ts](BACKscripts/docs/costs.ts)). Without taxes and Kommo's seats.`,
  },
  pt: {
    head: 'US$ por mês, leads que escrevem',
    rows: {
      AWS: 'AWS (São Paulo)',
      Supabase: 'Supabase Pro',
      Upstash: 'Upstash, por uso (0: cabe no plano grátis)',
      WhatsApp: 'WhatsApp Cloud API, mensagens (Evolution: o servidor dela no lugar)',
      model: 'um modelo (0 com o agente roteirizado)',
    },
    total: 'total',
    perLead: 'por lead',
    basis: (date: string) =>
      `Chamadas medidas em ${date} por \`npm run bench -- cost --save\`; preços de ${SEEN} ([prices.ts](BACKbench/cost/prices.ts), cada um com a fonte). Supostos, não medidos: que leads escrevem, quanto dura uma execução, o preço de São Paulo ([costs.ts](BACKscripts/docs/costs.ts)). Sem impostos e sem as licenças do Kommo.`,
  },
} as const;

/** The table in one language. `back`: from the page to the root. */
export function costTable(language: keyof typeof WORDS, back: string): string {
  const measured = z.parse(Measured, JSON.parse(textOf(MEASURED)));
  const words = WORDS[language];
  const months = LEADS_A_MONTH.map((leads) => monthOf(leads, measured, true));
  const money = (usd: number): string => (usd < 10 ? usd.toFixed(2) : usd.toFixed(0));
  const row = (name: string, cells: readonly string[]): string => `| ${[name, ...cells].join(' | ')} |`;
  const totals = months.map((month) => Object.values(month).reduce((total, usd) => total + usd, 0));
  const count = (leads: number): string => leads.toLocaleString(language === 'pt' ? 'pt-BR' : 'en-US');
  return [
    row(words.head, LEADS_A_MONTH.map(count)),
    row(
      '---',
      LEADS_A_MONTH.map(() => '---:'),
    ),
    // The keys of the words are those of the amounts.
    ...Object.entries(words.rows).map(([name, title]) =>
      row(
        title,
        months.map((month) => money(month[name as keyof Amounts])),
      ),
    ),
    row(
      `**${words.total}**`,
      totals.map((usd) => `**${money(usd)}**`),
    ),
    row(
      words.perLead,
      totals.map((usd, index) => money(usd / (LEADS_A_MONTH[index] ?? 1))),
    ),
    '',
    words.basis(measured.date).replaceAll('BACK', back),
  ].join('\n');
}

/** The page with its table as it should be. @throws where the page has no place for it. */
export function withCosts(page: string, language: keyof typeof WORDS, back: string): string {
  const filled = page.replace(
    /(<!-- costs -->\n)[\s\S]*?(<!-- \/costs -->)/,
    (_, open: string, close: string) => `${open}${costTable(language, back)}\n${close}`,
  );
  if (!filled.includes('<!-- costs -->')) throw new Error('the page has no <!-- costs -->');
  return filled;
}
