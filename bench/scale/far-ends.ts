/** What the containers share: Kommo with its real limiter, and Redis, each a round trip away. A process of its own in the machine's time. */

import { z } from 'zod';
import { ACCOUNT, SELLERS, STATUS } from '../../local/account.ts';
import { createVirtualClock } from '../../local/clock.ts';
import { type HttpHandler, serve } from '../../local/emulators/http.ts';
import { createKommoEmulator } from '../../local/emulators/kommo/emulator.ts';
import { createUpstashEmulator } from '../../local/emulators/upstash/emulator.ts';
import { isVirtual, pause as sleep } from '../time.ts';

/** Kommo's own limit (facts/kommo.md §3). */
const KOMMO_LIMIT = 7;

const Order = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start'), kommoRttMs: z.number(), redisRttMs: z.number() }),
  /** Cards of people who have one, by phone. */
  z.object({ kind: z.literal('seed'), phones: z.array(z.string()) }),
  z.object({ kind: z.literal('limit'), isOn: z.boolean() }),
  z.object({ kind: z.literal('outage'), isOn: z.boolean() }),
  /** What was asked since the last time, and forgets it; Redis is emptied with it. */
  z.object({ kind: z.literal('reset') }),
  z.object({ kind: z.literal('usage') }),
]);
export type FarEndsOrder = z.infer<typeof Order>;

export type Usage = {
  readonly url: string;
  readonly cards: readonly { readonly leadId: number; readonly contactId: number }[];
  /** By route. */
  readonly kommo: Readonly<Record<string, number>>;
  readonly refused429: number;
  readonly redisRequests: number;
  readonly redisCommands: number;
  /** Its requests by what they ask. */
  readonly redis: Readonly<Record<string, number>>;
};

const clock = createVirtualClock({ mode: 'live' });
let url = '';
const kommo = createKommoEmulator({
  clock,
  accountId: ACCOUNT.kommoAccountId,
  subdomain: 'solarexemplo',
  token: ACCOUNT.kommoToken,
  publicUrl: () => `${url}/kommo`,
});
kommo.control.knobs.limitPerSecond = KOMMO_LIMIT;
const redis = createUpstashEmulator({ clock, token: ACCOUNT.redisToken, redisUrl: process.env['REDIS_URL'] });
let redisBefore = { requests: 0, commands: 0 };
const redisAsked = new Map<string, number>();
let cards: Usage['cards'] = [];
let http: Awaited<ReturnType<typeof serve>> | null = null;

/** Half of the way before, half of it after: a request is judged when it arrives. */
const away =
  (handler: HttpHandler, rttMs: number): HttpHandler =>
  async (request) => {
    await sleep(rttMs / 2);
    const response = await handler(request);
    await sleep(rttMs / 2);
    return response;
  };

const KINDS = ['gate', 'first', 'write', 'probe'];
/** A command by its name and what it is about: of the line, who asks for what; of anything else, the key without its owner. */
function aboutOf(command: readonly unknown[]): string {
  const [name, , , , overheard] = command.map(String);
  if (name?.startsWith('eval') && overheard?.startsWith('kommo:breaker')) {
    const [kind, want, isAlone] = [10, 16, 14].map((at) => String(command[at]));
    return `line ${KINDS[Number(kind)]}${want === '' ? (isAlone === '0' ? ' ahead' : '') : ` ${want}`}`;
  }
  const key =
    command
      .slice(1)
      .map(String)
      .find((word) => word.includes(':')) ?? '';
  return `${name} ${key
    .replace(/[+:]\+?\d.*/, '')
    .split(':')
    .slice(0, 2)
    .join(':')}`.trim();
}
/** Counts what leaves together as one. */
const counted =
  (handler: HttpHandler): HttpHandler =>
  async (request) => {
    const body: unknown = await request.clone().json();
    const commands = Array.isArray(body) ? (Array.isArray(body[0]) ? body : [body]) : [];
    const label = [...new Set(commands.map(aboutOf))].sort().join(' + ');
    redisAsked.set(label, (redisAsked.get(label) ?? 0) + 1);
    return handler(request);
  };

const usage = (): Usage => {
  const asked = kommo.control.requests;
  const routes = Map.groupBy(
    asked,
    ({ method, path }) => `${method} ${path.replace(/\?.*$/, '').replace(/\d+/g, ':id')}`,
  );
  return {
    url,
    cards,
    kommo: Object.fromEntries([...routes].map(([route, calls]) => [route, calls.length])),
    refused429: asked.filter(({ status }) => status === 429).length,
    redisRequests: redis.control.requestCount() - redisBefore.requests,
    redisCommands: redis.control.commandCount() - redisBefore.commands,
    redis: Object.fromEntries(redisAsked),
  };
};

async function obey(order: FarEndsOrder): Promise<void> {
  switch (order.kind) {
    case 'start':
      http = await serve({
        mounts: {
          '/kommo': away(kommo.handler, order.kommoRttMs),
          '/upstash': away(counted(redis.handler), order.redisRttMs),
        },
      });
      url = http.url;
      return;
    case 'seed':
      cards = order.phones.map((phone, index) =>
        kommo.control.addLead({
          name: `Lead ${index}`,
          phone,
          statusId: STATUS.novo_lead,
          userId: SELLERS.marcos,
        }),
      );
      return;
    case 'limit':
      kommo.control.knobs.limitPerSecond = order.isOn ? KOMMO_LIMIT : null;
      return;
    case 'outage':
      if (order.isOn) kommo.control.down();
      else kommo.control.up();
      return;
    case 'reset':
      kommo.control.clearRequests();
      await redis.control.flush();
      redisAsked.clear();
      redisBefore = { requests: redis.control.requestCount(), commands: redis.control.commandCount() };
      return;
    case 'usage':
      return;
  }
}

/** In virtual time, where a second process would have a time of its own. */
export const farEndsHere = {
  ask: async (order: FarEndsOrder): Promise<Usage> => {
    await obey(order);
    return usage();
  },
  end: (): void => void Promise.all([http?.close(), redis.close()]),
};

if (!isVirtual) {
  process.on('message', (message) => {
    obey(Order.parse(message)).then(
      () => process.send?.(usage()),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.on('disconnect', () => {
    void Promise.all([http?.close(), redis.close()]).finally(() => process.exit(0));
  });
}
