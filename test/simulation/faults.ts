/** What may befall a request or a container, each far end's errors as that far end words them, and how often each met what. */

import { type Aim, createAims } from './aims.ts';
import type { Invocation } from './engine/containers.ts';
import { usualDelays } from './engine/latency.ts';
import type { Scheduler } from './engine/scheduler.ts';
import type { Call, Fate, Policy } from './engine/wire.ts';

/** How often what happens, per request (`fault`) or per invocation; `slow` stretches every delay; clocks are off by up to `skewMs`. */
export type Rates = {
  readonly fault: number;
  readonly kill: number;
  readonly stall: number;
  readonly slow: number;
  readonly skewMs: number;
};
export const NO_FAULTS: Rates = { fault: 0, kill: 0, stall: 0, slow: 1, skewMs: 0 };

/** How a request fails. */
export const ENDINGS = ['refused', 'lost_before', 'lost_after', 'error'] as const;
export type Ending = (typeof ENDINGS)[number];

/** Kinds that can be switched off (`--without`). */
export const FAULT_KINDS = [
  ...ENDINGS,
  'slow',
  'kill',
  'stall',
  'skew',
  'outage',
  'offline',
  'hook',
  'webhook',
  'schedule',
  'strike',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export const FAR_ENDS = [
  '/kommo',
  '/supabase',
  '/upstash',
  '/sqs',
  '/scheduler',
  '/lambda',
  '/cloud',
  '/evolution',
  '/google',
] as const;
export type FarEnd = (typeof FAR_ENDS)[number];

type Refusal = { readonly status: number; readonly contentType: string; readonly body: string };
const json = (status: number, body: object): Refusal => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});
const html = (status: number, title: string): Refusal => ({
  status,
  contentType: 'text/html',
  body: `<html><head><title>${status} ${title}</title></head><body><h1>${title}</h1></body></html>`,
});
const aws = (status: number, type: string): Refusal => ({
  status,
  contentType: 'application/x-amz-json-1.0',
  body: JSON.stringify({ __type: type, message: type, Message: type }),
});

/** Passing errors as each far end words them: what is refused for good is no fault of the wire. */
const ERRORS: Readonly<Record<FarEnd, readonly Refusal[]>> = {
  '/kommo': [
    html(500, 'Internal Server Error'),
    html(502, 'Bad Gateway'),
    html(504, 'Gateway Timeout'),
    json(429, { title: 'Too Many Requests', status: 429 }),
    html(403, 'Forbidden'),
    json(401, { title: 'Unauthorized', status: 401 }),
    json(402, { title: 'Payment Required', status: 402 }),
  ],
  '/supabase': [
    json(503, {
      code: 'PGRST001',
      message: 'Database connection error. Retrying the connection.',
      details: null,
      hint: null,
    }),
    json(504, {
      code: 'PGRST003',
      message: 'Timed out acquiring connection from connection pool.',
      details: null,
      hint: null,
    }),
    json(500, {
      code: '57014',
      message: 'canceling statement due to statement timeout',
      details: null,
      hint: null,
    }),
  ],
  '/upstash': [json(500, { error: 'ERR internal' }), json(429, { error: 'ERR max requests limit exceeded' })],
  '/sqs': [aws(503, 'com.amazonaws.sqs#ServiceUnavailable'), aws(500, 'com.amazonaws.sqs#InternalFailure')],
  '/scheduler': [aws(429, 'ThrottlingException'), aws(500, 'InternalServerException')],
  '/lambda': [aws(429, 'TooManyRequestsException'), aws(500, 'ServiceException')],
  '/cloud': [
    json(500, {
      error: { message: 'Something went wrong', type: 'OAuthException', code: 131000, fbtrace_id: 'A' },
    }),
    json(429, {
      error: { message: 'Rate limit hit', type: 'OAuthException', code: 130429, fbtrace_id: 'A' },
    }),
    json(503, {
      error: { message: 'Service temporarily unavailable', type: 'OAuthException', code: 2, fbtrace_id: 'A' },
    }),
  ],
  '/evolution': [
    json(500, { status: 500, error: 'Internal Server Error', response: { message: 'Connection Closed' } }),
    html(502, 'Bad Gateway'),
  ],
  '/google': [
    json(503, {
      error: { code: 503, message: 'The service is currently unavailable.', status: 'UNAVAILABLE' },
    }),
  ],
};

const isFarEnd = (mount: string): mount is FarEnd => (FAR_ENDS as readonly string[]).includes(mount);

/** Which fault met what, and how often: `fault | who asked whom | who held the conversation`. */
export type Coverage = Map<string, number>;

export type Faults = {
  readonly policy: (scheduler: Scheduler) => Policy;
  readonly onInvocation: (invocation: Invocation) => void;
  readonly skewOf: (name: string) => number;
  /** From now on there are faults, or none. */
  rage(): void;
  calm(): void;
  outage(end: FarEnd, how: Ending, ms: number): void;
  /** At the moment aimed at, with the name of the function whose request it is. Forgotten when the faults end. */
  aim(aim: Aim, run: (name: string) => void): void;
  /** The requests aimed at fail so, or arrive `ms` later. */
  strike(aim: Aim, how: Ending | 'slow', options: { times: number; ms: number }): void;
  /** The invocation (of this function) that began last and still runs. */
  newest(name?: string): Invocation | null;
  met(kind: FaultKind, what: string): void;
  readonly kills: number;
};

const SPIKE = { chance: 0.03, factor: 6 };

export function createFaults({
  rates,
  without,
  thinkMs,
  coverage,
  holder,
  onCall,
}: {
  rates: Rates;
  without: ReadonlySet<FaultKind>;
  thinkMs: number;
  coverage: Coverage;
  /** Who holds the conversations at this moment. */
  holder: () => string;
  /** Sees every request as it leaves. */
  onCall: (call: Call) => void;
}): Faults {
  let scheduler: Scheduler | null = null;
  let isRaging = false;
  let kills = 0;
  let running: Invocation[] = [];
  const outages = new Map<FarEnd, Ending>();
  const aims = createAims();
  const on = (): Scheduler => {
    if (!scheduler) throw new Error('the world is not open yet');
    return scheduler;
  };
  const met = (kind: FaultKind, what: string): void => {
    const key = `${kind} | ${what} | ${holder()}`;
    coverage.set(key, (coverage.get(key) ?? 0) + 1);
  };

  const fateOf = (call: Call, ending: Ending, delays: { outMs: number; backMs: number }): Fate => {
    if (ending !== 'error' || !isFarEnd(call.mount))
      return { kind: ending === 'error' ? 'lost_before' : ending, ...delays };
    return { kind: 'answered', ...on().random.pick(ERRORS[call.mount]), ...delays };
  };

  const policy =
    (given: Scheduler): Policy =>
    (call) => {
      scheduler ??= given;
      onCall(call);
      const { random } = given;
      const usual = usualDelays(given, call.mount);
      const isSpike = isRaging && !without.has('slow') && random.chance(SPIKE.chance);
      const stretch = (isRaging ? rates.slow : 1) * (isSpike ? SPIKE.factor : 1);
      const delays = { outMs: usual.outMs * stretch, backMs: usual.backMs * stretch };
      const draw = random.next();
      const ending = random.pick(ENDINGS);
      // The outside world's own requests and the operator's are slow at worst: what they repeat is their own affair.
      if (call.scope === undefined || !isFarEnd(call.mount)) return { kind: 'carried', ...delays };
      const between = `${call.scope.name} → ${call.mount}`;
      const { struck, moments } = aims.meet(call);
      const slowMs = struck?.how === 'slow' ? struck.ms : 0;
      delays.outMs += slowMs;
      const passMs = { leaves: 0, arrives: delays.outMs + 1, answered: delays.outMs + delays.backMs + 1 };
      const { name } = call.scope;
      for (const { when, run } of moments) given.after(passMs[when], () => run(name));
      if (struck) met('strike', between);
      if (struck && struck.how !== 'slow') return fateOf(call, struck.how, delays);
      const outage = outages.get(call.mount);
      if (outage) {
        met('outage', between);
        return fateOf(call, outage, delays);
      }
      if (isRaging && draw < rates.fault && !without.has(ending)) {
        met(ending, between);
        return fateOf(call, ending, delays);
      }
      return { kind: 'carried', ...delays };
    };

  const onInvocation = (invocation: Invocation): void => {
    running = [...running.filter(({ isOver }) => !isOver), invocation];
    if (!isRaging) return;
    const { random, after } = on();
    const [killDraw, stallDraw, when, how] = [random.next(), random.next(), random.next(), random.next()];
    const atMs = when * (thinkMs + 1_500);
    if (killDraw < rates.kill && !without.has('kill'))
      after(atMs, () => {
        if (invocation.isOver || !isRaging) return;
        kills += 1;
        met('kill', invocation.name);
        invocation.kill(how < 0.5 ? 'crash' : 'vanish');
      });
    else if (stallDraw < rates.stall && !without.has('stall'))
      after(atMs, () => {
        if (invocation.isOver || !isRaging) return;
        met('stall', invocation.name);
        invocation.stall(how * 3_000);
      });
  };

  return {
    policy,
    onInvocation,
    skewOf: () =>
      rates.skewMs === 0 || without.has('skew') ? 0 : Math.round((on().ids.next() - 0.5) * 2 * rates.skewMs),
    rage: () => {
      isRaging = true;
    },
    calm: () => {
      isRaging = false;
      outages.clear();
      aims.forget();
    },
    outage: (end, how, ms) => {
      outages.set(end, how);
      on().after(ms, () => outages.delete(end));
    },
    aim: aims.wait,
    strike: aims.strike,
    newest: (name) =>
      running.findLast((each) => !each.isOver && (name === undefined || each.name === name)) ?? null,
    met,
    get kills() {
      return kills;
    },
  };
}
