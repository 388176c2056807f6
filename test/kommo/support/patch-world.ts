/** Several functions that write cards before one line and one Kommo, in the time of the line: each request takes a round trip. */
import type { KommoBreaker } from '../../../lib/kommo/breaker.ts';
import { createKommoClient } from '../../../lib/kommo/client.ts';
import { createCombinedWrites } from '../../../lib/kommo/combined-writes.ts';
import type { CardLook, Kommo, KommoResult, LeadPatch } from '../../../lib/kommo/kommo.ts';
import { createVirtualClock } from '../../../local/clock.ts';
import { serve } from '../../../local/emulators/http.ts';
import { createKommoEmulator, type KommoEmulator } from '../../../local/emulators/kommo/emulator.ts';
import { ACCOUNT, STATUS } from '../../../local/stack.ts';
import { closedBreaker, leadId, recordedLog } from './builders.ts';
import { type LineWorld, openLineWorld } from './line-world.ts';

export type Step = 'look asked' | 'look answered' | 'write asked' | 'write answered';
type Asked = { readonly what: string; readonly ids: readonly number[]; readonly atMs: number };

export type PatchWorld = LineWorld & {
  readonly control: KommoEmulator['control'];
  /** Every look and write that reached Kommo, and when it left. */
  readonly asked: Asked[];
  rttMs: number;
  /** Before a request is let go by the breaker. */
  onAdmit: () => Promise<void>;
  /** What happens as a request passes. */
  onStep: (step: Step) => Promise<void>;
  /** A new card, and what it shows now. */
  card(over?: { readonly statusId?: number }): { readonly id: number; look(agoMs?: number): CardLook };
  /** One more function. `combined` false: it shares with nobody. */
  client(options?: { readonly combined?: boolean }): Pick<Kommo, 'patchLead'>;
  /** One more function changes this card. */
  patch(
    id: number,
    patch: LeadPatch,
    options?: { readonly look?: CardLook; readonly alone?: boolean },
  ): Promise<KommoResult<{ updatedAt: number }>>;
  /** Whoever comes now finds a line. */
  busy(): Promise<void>;
};

const stepOf = (method: string, when: 'asked' | 'answered'): Step =>
  `${method === 'GET' ? 'look' : 'write'} ${when}`;

async function idsIn(request: Request): Promise<readonly number[]> {
  const url = new URL(request.url);
  if (request.method === 'GET') return url.searchParams.getAll('filter[id][]').map(Number);
  const inPath = /\/leads\/(\d+)$/.exec(url.pathname)?.[1];
  if (inPath !== undefined) return [Number(inPath)];
  // Our own client's body: an array of changes.
  const body = (await request.json()) as readonly { readonly id: number }[];
  return body.map(({ id }) => id);
}

export async function openPatchWorld(): Promise<PatchWorld> {
  const line = await openLineWorld();
  let url = '';
  const emulator = createKommoEmulator({
    clock: { ...createVirtualClock({ mode: 'manual' }), nowMs: line.clock.nowMs },
    accountId: ACCOUNT.kommoAccountId,
    subdomain: 'solarexemplo',
    token: ACCOUNT.kommoToken,
    publicUrl: () => `${url}/kommo`,
  });
  const http = await serve({
    mounts: {
      '/kommo': async (request) => {
        world.asked.push({
          what: `${request.method} ${new URL(request.url).pathname.replace(/^.*\/api\/v4/, '')}`,
          ids: await idsIn(request.clone()),
          atMs: line.clock.nowMs(),
        });
        await world.onStep(stepOf(request.method, 'asked'));
        await line.sleep(world.rttMs / 2);
        const response = await emulator.handler(request);
        await line.sleep(world.rttMs / 2);
        await world.onStep(stepOf(request.method, 'answered'));
        return response;
      },
    },
  });
  url = http.url;
  const breaker: KommoBreaker = {
    ...closedBreaker,
    admit: async () => {
      await world.onAdmit();
      return { kind: 'pass' };
    },
  };
  const client: PatchWorld['client'] = ({ combined = true } = {}) => {
    const limiter = line.limiter();
    const shared = { limiter, breaker, token: 'token', clock: line.clock, log: recordedLog() };
    return createKommoClient({
      baseUrl: `${url}/kommo`,
      token: ACCOUNT.kommoToken,
      limiter,
      breaker,
      writes: combined ? createCombinedWrites(shared) : null,
      clock: line.clock,
      log: shared.log,
    });
  };
  const world: PatchWorld = {
    ...line,
    control: emulator.control,
    asked: [],
    rttMs: 180,
    onStep: async () => {},
    onAdmit: async () => {},
    card: ({ statusId = STATUS.novo_lead } = {}) => {
      const { leadId: id } = emulator.control.addLead({ name: 'Lead', phone: '+5581990000001', statusId });
      const shown = emulator.control.card(id);
      const updatedAt = Math.floor(line.clock.nowMs() / 1000);
      return {
        id,
        look: (agoMs = 0) => ({
          pipelineId: ACCOUNT.pipelineId,
          statusId: shown.statusId,
          updatedAt,
          atMs: line.clock.nowMs() - agoMs,
        }),
      };
    },
    client,
    patch: (id, patch, options) => line.run(() => client().patchLead(leadId(id), patch, options)),
    busy: async () => {
      const limiter = line.limiter();
      await line.run(async () => {
        await limiter.take('gate');
        await limiter.take('gate');
      });
    },
    close: async () => {
      await http.close();
      await line.close();
    },
  };
  return world;
}
