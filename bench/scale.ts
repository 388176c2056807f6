/**
 * What a crowd costs and how long it waits, under Kommo's own limit. Kommo and Redis are in a process of their own, a round trip
 * away; the containers are the product's own modules. Beside each figure stands a naive reader: the same product, each container
 * asking Kommo for itself.
 */
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { turnsAtOnce } from '../lib/retry-policy.ts';
import { startDatabase } from '../local/stack.ts';
import { startHand } from '../test/support/hand.ts';
import { SEEN } from './cost/prices.ts';
import { wholeNumber } from './option.ts';
import { type CrowdFigures, type FarEnds, people, playCrowd, startProduct } from './scale/crowd.ts';
import type { FarEndsOrder, Usage } from './scale/far-ends.ts';
import { measureGates } from './scale/gates.ts';
import { round } from './scale/numbers.ts';
import { measureOutage } from './scale/outage.ts';
import { isVirtual, runVirtually } from './time.ts';

const FAR_ENDS = fileURLToPath(new URL('./scale/far-ends.ts', import.meta.url));
const RPS = 5;
const KOMMO_RTT_MS = 180;
const REDIS_RTT_MS = 4;
const OUTAGE_LEADS = 5000;
const PARTS = ['gates', 'campaign', 'known', 'outage'] as const;
type Part = (typeof PARTS)[number];

const countsOf = (text: string): readonly number[] => {
  const counts = text.split(',').map(Number);
  if (counts.some((count) => !Number.isInteger(count) || count < 1 || count > 1000))
    throw new InvalidArgumentError('whole numbers from 1 to 1000, with commas between');
  return counts;
};
const partsOf = (text: string): readonly Part[] =>
  text.split(',').map((name) => {
    const part = PARTS.find((each) => each === name);
    if (!part) throw new InvalidArgumentError(`of ${PARTS.join(', ')}, with commas between`);
    return part;
  });

const timeOf = (text: string): Options['time'] => {
  if (text !== 'virtual' && text !== 'machine') throw new InvalidArgumentError('virtual or machine');
  return text;
};

type Options = {
  readonly containers: readonly number[];
  readonly at: number;
  readonly seconds: number;
  readonly parts: readonly Part[];
  readonly campaign: number;
  readonly known: number;
  readonly outage: number;
  readonly naive: boolean;
  readonly time: 'virtual' | 'machine';
  readonly marks?: true;
  readonly json?: true;
};

/** What a change must not make worse, of the figures that were measured. */
const MARKS: readonly { readonly name: string; readonly least?: number; readonly most?: number }[] = [
  { name: 'scale.leads_per_s_20', least: 25 },
  { name: 'scale.kommo_rps', most: 5.5 },
  { name: 'scale.max_age_ms', most: 1000 },
  { name: 'scale.campaign_held', most: 0 },
  { name: 'scale.campaign_last_s', most: 100 },
  { name: 'scale.known_held', most: 0 },
  { name: 'scale.known_last_s', most: 16 },
  { name: 'scale.known_answered', least: 100 },
];
/** The marks that these figures miss, in words. */
function missed(figures: Readonly<Record<string, number>>): readonly string[] {
  return MARKS.flatMap(({ name, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY }) => {
    const value = figures[name];
    if (value === undefined || (value >= least && value <= most)) return [];
    return [`${name} is ${value}, and ${value < least ? `at least ${least}` : `at most ${most}`} is wanted`];
  });
}

export const scaleCommand = (): Command =>
  new Command('scale')
    .description('a campaign, a known crowd and an outage under the limit of Kommo, by containers')
    .option(
      '--containers <counts>',
      'of the gates, with commas between (256 too)',
      countsOf,
      [1, 3, 8, 20, 64],
    )
    .option('--at <count>', 'containers of the crowds', wholeNumber(1, 1000), turnsAtOnce(RPS))
    .option('--seconds <count>', 'how long gates are measured', wholeNumber(2, 120), 6)
    .option('--parts <names>', PARTS.join(', '), partsOf, PARTS)
    .option('--campaign <leads>', 'new leads in ten seconds', wholeNumber(1, 5000), 300)
    .option('--known <leads>', 'known leads in five seconds', wholeNumber(1, 5000), 100)
    .option(
      '--outage <leads>',
      `held leads; the figure for ${OUTAGE_LEADS} is scaled up from them`,
      wholeNumber(1, 5000),
      200,
    )
    .option(
      '--time <kind>',
      'virtual, the same on every machine; or machine, with Kommo and Redis in a process of their own',
      timeOf,
      'virtual',
    )
    .option('--no-naive', 'without the naive reader beside it')
    .option('--marks', 'ends with 1 where a figure misses its mark (virtual time, 20 containers)')
    .option('--json', 'one flat object on the last line')
    .action(benchScale);

async function benchScale(options: Options): Promise<void> {
  if (options.time === 'virtual' && !isVirtual) return void (await runVirtually({ togetherMs: 2 }));
  const farEnds: FarEnds =
    options.time === 'virtual'
      ? (await import('./scale/far-ends.ts')).farEndsHere
      : startHand<FarEndsOrder, Usage>(FAR_ENDS);
  const figures: Record<string, number> = {};
  const wants = (part: Part): boolean => options.parts.includes(part);
  const ways = options.naive ? [false, true] : [false];
  const supabase = await startDatabase({ databaseDir: null });
  try {
    const { url } = await farEnds.ask(
      { kind: 'start', kommoRttMs: KOMMO_RTT_MS, redisRttMs: REDIS_RTT_MS },
      'start',
    );
    console.log(
      `Kommo answers after ${KOMMO_RTT_MS} ms and allows 7 requests a second, we send ${RPS}; Redis answers after ${REDIS_RTT_MS} ms`,
    );
    const crowd = people(Math.max(options.known, options.outage), 0);
    await farEnds.ask({ kind: 'seed', phones: crowd.map(({ phone }) => phone) }, 'seed');

    if (wants('gates'))
      for (const isNaive of ways)
        for (const containers of options.containers) {
          const it = await measureGates({
            farEnds,
            containers,
            seconds: options.seconds,
            rps: RPS,
            kommoRttMs: KOMMO_RTT_MS,
            isNaive,
          });
          console.log(
            `gates, ${String(containers).padStart(3)} containers${isNaive ? ', naive' : ''}: ${it.leadsPerS} leads/s, ${it.refused} refused, ${it.kommoRps} requests/s at Kommo, p95 ${it.addedP95Ms} ms over a round trip, oldest read ${it.maxAgeMs} ms, ${it.redisPerLook} Redis requests a look`,
          );
          const name = isNaive ? 'scale.naive' : 'scale';
          figures[`${name}.leads_per_s_${containers}`] = it.leadsPerS;
          if (it.leadsPerS >= (figures[`${name}.leads_per_s`] ?? 0)) {
            figures[`${name}.leads_per_s`] = it.leadsPerS;
            figures[`${name}.kommo_rps`] = it.kommoRps;
            figures[`${name}.added_p95_ms`] = it.addedP95Ms;
          }
          figures[`${name}.max_age_ms`] = Math.max(figures[`${name}.max_age_ms`] ?? 0, it.maxAgeMs);
        }

    const tell = (what: string, isNaive: boolean, it: CrowdFigures): void => {
      console.log(
        `${what}${isNaive ? ', naive' : ''}: ${it.answered} of ${it.leads} answered, ${it.held} held; last after ${it.lastS} s, wait p50 ${it.p50S} s, p95 ${it.p95S} s, longest ${it.slowestS} s; a reply ${it.kommoPerReply} Kommo and ${it.redisPerReply} Redis requests (US$ ${it.redisCost} for 1,000 at the prices of ${SEEN}); ${it.kommoRps} requests/s at Kommo, ${it.refused429} × 429; oldest read at a send ${it.maxStageAgeMs} ms`,
      );
      console.log(
        `  ${Object.entries(it.routes)
          .sort((a, b) => b[1] - a[1])
          .map(([route, count]) => `${route} ${count}`)
          .join(', ')}`,
      );
      console.log(
        `  ${it.redisCommandsPerReply} Redis commands a reply; requests: ${Object.entries(it.redisAsks)
          .filter(([, count]) => count >= 0.05)
          .sort((a, b) => b[1] - a[1])
          .map(([what, count]) => `${what} ${count}`)
          .join(', ')}`,
      );
    };
    let fresh = crowd.length;
    const environmentOf = (isNaive: boolean) => (isNaive ? { KOMMO_COMBINED: 'no' } : {});
    /** One crowd against Kommo's limit, with containers that nobody has used yet. */
    const played = async (
      isNaive: boolean,
      play: Omit<Parameters<typeof playCrowd>[0], 'product' | 'farEnds'>,
    ): ReturnType<typeof playCrowd> => {
      await farEnds.ask({ kind: 'limit', isOn: true }, 'limit');
      await farEnds.ask({ kind: 'reset' }, 'reset');
      const product = await startProduct({
        url,
        supabase,
        containers: options.at,
        rps: RPS,
        environment: environmentOf(isNaive),
      });
      const it = await playCrowd({ product, farEnds, ...play });
      // A crowd that nobody answers has no times: such a run measures nothing, and says so by its end.
      if (it.answered === 0) process.exitCode = 1;
      await product.stack.quiesce(5000);
      await product.stack.close();
      return it;
    };

    if (wants('campaign'))
      for (const isNaive of ways) {
        const it = await played(isNaive, {
          crowd: people(options.campaign, fresh),
          text: 'oi, vi o anúncio',
          overSeconds: 10,
          atMostSeconds: isNaive ? 120 : 300,
        });
        fresh += options.campaign;
        tell(`campaign, ${options.at} containers`, isNaive, it);
        const name = isNaive ? 'scale.naive' : 'scale';
        figures[`${name}.campaign_last_s`] = it.lastS;
        figures[`${name}.campaign_answered`] = it.answered;
        figures[`${name}.campaign_held`] = it.held;
        figures[`${name}.kommo_per_reply`] = it.kommoPerReply;
        figures[`${name}.redis_per_reply`] = it.redisPerReply;
      }

    if (wants('known') || wants('outage')) {
      // They are made known without a limit: not what is measured.
      await farEnds.ask({ kind: 'limit', isOn: false }, 'limit');
      const product = await startProduct({
        url,
        supabase,
        containers: 20,
        rps: 1000,
        environment: { DEBOUNCE_SECONDS: '0' },
      });
      await playCrowd({ product, farEnds, crowd, text: 'oi', overSeconds: 1, atMostSeconds: 120 });
      await product.stack.quiesce(5000);
      await product.stack.close();
    }
    if (wants('known'))
      for (const isNaive of ways) {
        const it = await played(isNaive, {
          crowd: crowd.slice(0, options.known),
          text: isNaive ? 'minha conta é de 650 reais' : 'minha conta é de 850 reais',
          overSeconds: 5,
          atMostSeconds: 60,
        });
        tell(`known crowd, ${options.at} containers`, isNaive, it);
        const name = isNaive ? 'scale.naive' : 'scale';
        figures[`${name}.known_last_s`] = it.lastS;
        figures[`${name}.known_slowest_s`] = it.slowestS;
        figures[`${name}.known_answered`] = it.answered;
        figures[`${name}.known_held`] = it.held;
      }
    if (wants('outage'))
      for (const isNaive of ways) {
        const { recoveryS, perMinute, held, firstS } = await measureOutage({
          farEnds,
          url,
          supabase,
          containers: options.at,
          rps: RPS,
          crowd: crowd.slice(0, options.outage),
          environment: environmentOf(isNaive),
        });
        const factor = OUTAGE_LEADS / options.outage;
        const scaled = round(firstS + (recoveryS - firstS) * factor, 0);
        console.log(
          `outage${isNaive ? ', naive' : ''}: ${held} held leads answered ${recoveryS} s after Kommo came back, the first after ${firstS} s, ${perMinute} a minute; × ${round(factor)} for ${OUTAGE_LEADS}: ${scaled} s`,
        );
        figures[isNaive ? 'scale.naive.recovery_5000_s' : 'scale.recovery_5000_s'] = scaled;
      }
  } finally {
    await supabase.close();
    farEnds.end();
  }
  if (options.marks)
    for (const words of missed(figures)) {
      console.error(words);
      process.exitCode = 1;
    }
  if (options.json) console.log(JSON.stringify(figures));
  // The clock of such a run never rests.
  if (isVirtual) process.exit();
}
