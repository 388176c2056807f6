/** Which real services this run uses instead of the embedded ones, by the variables that are set. */

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

export type Services = {
  readonly supabase: { readonly url: string; readonly serviceKey: string } | null;
  readonly upstash: { readonly url: string; readonly token: string } | null;
  /** A Redis behind the embedded Upstash REST. */
  readonly redisUrl: string | undefined;
  /** Settings of the product's own behaviour, handed on as they are. */
  readonly behaviour: Readonly<Record<string, string>>;
};

const BEHAVIOUR = [
  'AGENT_NAME',
  'AUTO_REPLY_TEXTS',
  'COMPANY_NAME',
  'CONTACT_LOOK_MINUTES',
  'DEBOUNCE_SECONDS',
  'HOLD_MAX_HOURS',
  'HUMAN_REPLY_PAUSE_HOURS',
  'MAX_MESSAGE_AGE_MINUTES',
  'MIN_BILL_BRL',
  'MIN_QUALIFICATION_SCORE',
  'RETURNING_LEAD',
  'STAGE_MAX_AGE_MS',
] as const;

/** @throws {UsageError} for half of a pair, or for an address of the wrong kind. */
export function chooseServices(environment: Environment): Services {
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
    behaviour: Object.fromEntries(
      BEHAVIOUR.flatMap((name) => (value(name) === undefined ? [] : [[name, value(name) ?? '']])),
    ),
  };
}
