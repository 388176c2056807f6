/** Which real services this run uses instead of the embedded ones, by the variables that are set. */

import type { Group } from '../../lib/config-reader.ts';
import {
  BEHAVIOUR,
  CALENDAR,
  CLOUD,
  CLOUD_WEBHOOK,
  DEPLOYMENT,
  EVOLUTION,
  EVOLUTION_WEBHOOK,
  FALLBACK_MODEL,
  FOLLOW_UP,
  GOOGLE,
  HOLD,
  KOMMO,
  KOMMO_WEBHOOK,
  LLM,
  LLM_LIMITS,
  MODEL,
  PAUSE,
  QUEUE,
  RETENTION,
  SCHEDULE,
  STATUSES,
  SUPPRESSION,
  TRACE_HEADERS,
  TRACES,
  VITALS,
} from '../../lib/config-variables.ts';
import type { StartOptions } from './options.ts';
import type { Words } from './words.ts';

/** Something the person at the keyboard can put right: said in one line, without a stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly inWords: (words: Words) => string;
  constructor(inWords: (words: Words) => string) {
    super('the command was used wrongly');
    this.inWords = inWords;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Which far ends are accounts of somebody's own in this run. */
export type RealEnds = { readonly kommo: boolean; readonly whatsapp: 'cloud' | 'evolution' | null };

export type Services = {
  readonly supabase: { readonly url: string; readonly serviceKey: string } | null;
  readonly upstash: { readonly url: string; readonly token: string } | null;
  /** A Redis behind the embedded Upstash REST. */
  readonly redisUrl: string | undefined;
  /** Every other setting of the product; an empty one takes the stack's own value away. */
  readonly settings: Readonly<Record<string, string>>;
  readonly real: RealEnds;
};

const namesIn = (...groups: readonly Group[]): readonly string[] =>
  groups.flatMap((group) => Object.values(group).map(({ name }) => name));

/** What belongs to an account of somebody's own, and which option uses it. `KOMMO_RPS` is as good for the embedded one. */
const OF_KOMMO = namesIn(KOMMO, KOMMO_WEBHOOK).filter((name) => name !== KOMMO.rps.name);
const OF_WHATSAPP = {
  cloud: namesIn(CLOUD, CLOUD_WEBHOOK),
  evolution: namesIn(EVOLUTION, EVOLUTION_WEBHOOK),
} as const;
const OF_MODELS = namesIn(MODEL, FALLBACK_MODEL);
const OF_GOOGLE = namesIn(GOOGLE);
/** A deployment's; here the stack makes its own. */
const OF_DEPLOYMENT = namesIn(QUEUE, STATUSES, SCHEDULE);
/** Of the product's own behaviour: handed on as they are. */
const OF_BEHAVIOUR = namesIn(
  { rps: KOMMO.rps, debounceSeconds: DEPLOYMENT.debounceSeconds },
  PAUSE,
  HOLD,
  RETENTION,
  SUPPRESSION,
  TRACES,
  TRACE_HEADERS,
  VITALS,
  BEHAVIOUR,
  CALENDAR,
  FOLLOW_UP,
  LLM,
  LLM_LIMITS,
);

/** @throws {UsageError} for half of a pair, an address of the wrong kind, or what this run would leave unused (V4). */
export function chooseServices(
  given: Environment,
  options: Pick<StartOptions, 'provider' | 'llm' | 'kommo' | 'whatsapp' | 'supabase' | 'redis'>,
): Services {
  const environment: Environment = {
    ...given,
    ...(options.llm && { [LLM.provider.name]: options.llm }),
    ...(options.supabase && { SUPABASE_URL: options.supabase }),
    ...(options.redis && { REDIS_URL: options.redis, UPSTASH_REDIS_REST_URL: '' }),
  };
  const value = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const address = (name: string, protocols: readonly string[]): string | undefined => {
    const raw = value(name);
    if (raw === undefined) return undefined;
    if (!protocols.includes(URL.parse(raw)?.protocol ?? ''))
      throw new UsageError((words) =>
        words.notAnAddress(
          name,
          protocols.map((protocol) => `${protocol}//`),
        ),
      );
    return raw.replace(/\/+$/, '');
  };
  const secret = (name: string, address: string): string => {
    const found = value(name);
    if (found === undefined) throw new UsageError((words) => words.halfPair(address, name));
    return found;
  };

  const supabaseUrl = address('SUPABASE_URL', ['https:', 'http:']);
  const upstashUrl = address('UPSTASH_REDIS_REST_URL', ['https:', 'http:']);
  const redisUrl = address('REDIS_URL', ['redis:', 'rediss:']);
  if (upstashUrl !== undefined && redisUrl !== undefined) throw new UsageError((words) => words.twoRedis);
  const set = (names: readonly string[]): readonly string[] =>
    names.filter((name) => value(name) !== undefined);
  const asGiven = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(set(names).map((name) => [name, value(name) ?? '']));
  /** With nothing of the stack's own left among them: what is missing is missing. */
  const whole = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, value(name) ?? '']));

  const real: RealEnds = {
    kommo: options.kommo === 'real',
    whatsapp: options.whatsapp === 'real' ? options.provider : null,
  };
  const unused = [
    ...(real.kommo ? [] : set(OF_KOMMO).map((name) => [name, '--kommo real'] as const)),
    ...(['cloud', 'evolution'] as const)
      .filter((provider) => provider !== real.whatsapp)
      .flatMap((provider) =>
        set(OF_WHATSAPP[provider]).map((name) => [name, `--whatsapp real --provider ${provider}`] as const),
      ),
  ];
  const [first] = unused;
  if (first) {
    const [, option] = first;
    throw new UsageError((words) =>
      words.realAccount(
        unused
          .filter((each) => each[1] === option)
          .map(([name]) => name)
          .join(', '),
        option,
      ),
    );
  }
  const deployed = set(OF_DEPLOYMENT);
  if (deployed.length > 0) throw new UsageError((words) => words.ofDeployment(deployed.join(', ')));
  const llm = value(LLM.provider.name);
  const hasModel = llm !== undefined && llm !== 'scripted';
  // A deployment would not read these either; here somebody expects an answer from what they have just set.
  for (const [group, isUsed, what] of [
    [MODEL, hasModel, '--llm google|openai'],
    [FALLBACK_MODEL, value(LLM.fallbackProvider.name) !== undefined, LLM.fallbackProvider.name],
    [GOOGLE, value(CALENDAR.googleCalendarId.name) !== undefined, CALENDAR.googleCalendarId.name],
  ] as const) {
    const alone = isUsed ? [] : set(namesIn(group));
    if (alone.length > 0) throw new UsageError((words) => words.unusedWithout(alone.join(', '), what));
  }
  return {
    supabase:
      supabaseUrl === undefined
        ? null
        : { url: supabaseUrl, serviceKey: secret('SUPABASE_SERVICE_KEY', 'SUPABASE_URL') },
    upstash:
      upstashUrl === undefined
        ? null
        : { url: upstashUrl, token: secret('UPSTASH_REDIS_REST_TOKEN', 'UPSTASH_REDIS_REST_URL') },
    redisUrl,
    settings: {
      ...asGiven(OF_BEHAVIOUR),
      ...(real.kommo && { ...whole(OF_KOMMO) }),
      ...(real.whatsapp && { ...whole(OF_WHATSAPP[real.whatsapp]) }),
      ...(hasModel && whole(OF_MODELS)),
      ...(value(CALENDAR.googleCalendarId.name) !== undefined && whole(OF_GOOGLE)),
    },
    real,
  };
}
