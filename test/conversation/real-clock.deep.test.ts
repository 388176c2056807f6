/** C14, I2 on a real clock: Kommo, Postgres and WhatsApp are as far away as they are, time passes by itself, and every bubble's age is asserted. */
import { afterEach, expect, test } from 'vitest';
import type { Brain } from '../../lib/agent/brain.ts';
import { createScriptedBrain } from '../../lib/agent/scripted.ts';
import { createStack, type Stack, type StackOptions } from '../../local/stack.ts';
import { worldOf } from '../../local/world.ts';
import { useDatabase } from '../support/database.ts';
import { MATEUS } from '../support/world.ts';

const database = useDatabase();
const open: Stack[] = [];
afterEach(async () => {
  for (const stack of open.splice(0)) await stack.close();
});

const STAGE_MAX_AGE_MS = 1000;
/** From a Lambda in São Paulo, milliseconds. */
const RTT = { '/kommo': 180, '/supabase': 8, '/upstash': 4, '/cloud': 100 } as const;
const THINKS_MS = 3_000;
const PATIENCE_MS = 30_000;

/** Says so many bubbles after so long a thought, on the machine's clock. */
function thinking(ms: number, bubbles: number): Brain {
  const scripted = createScriptedBrain();
  return {
    reply: async (conversation) => {
      const reply = await scripted.reply(conversation);
      await new Promise((resolve) => setTimeout(resolve, ms));
      return { ...reply, bubbles: Array.from({ length: bubbles }, (_, index) => `parte ${index + 1}`) };
    },
  };
}

async function live(options: Partial<StackOptions> = {}) {
  const lines: string[] = [];
  const reads: number[] = [];
  let beganAtMs = 0;
  const stack = await createStack({
    mode: 'live',
    provider: 'cloud',
    supabase: database(),
    log: (line) => lines.push(line),
    network: ({ mount, path, method }) => {
      if (mount === '/kommo' && method === 'GET' && path.includes('/leads?')) reads.push(Date.now());
      if (path.includes('ingest_inbound')) beganAtMs = Date.now();
      return 'up';
    },
    ...options,
    environment: { DEBOUNCE_SECONDS: '1', KOMMO_RPS: '1000', ...options.environment },
  });
  open.push(stack);
  stack.reconcileEvery(Number.MAX_SAFE_INTEGER);
  for (const [mount, ms] of Object.entries(RTT)) stack.slow(mount, ms);
  const field = worldOf(stack, { provider: 'cloud' });
  const ended = () =>
    lines.filter((line) => line.includes('"event":"turn.ended"') && line.includes('"kind":"inbound"')).length;
  return {
    stack,
    lines,
    /** The lead writes, and the turn that answers is over. Ages of what was said, and how long after the turn's beginning the stage was read. */
    says: async (text: string) => {
      const lead = await field.lead(MATEUS.phone);
      const said = lead ? (await field.messagesOf(lead, 200)).length : 0;
      const [turns, looks] = [ended(), reads.length];
      const sinceMs = Date.now();
      field.whatsapp.leadSays({ from: MATEUS.phone, name: MATEUS.name, text });
      while (ended() === turns) {
        if (Date.now() - sinceMs > PATIENCE_MS) throw new Error('the turn does not end');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const now = await field.lead(MATEUS.phone);
      const news = now ? (await field.messagesOf(now, 200)).slice(said) : [];
      return {
        ages: news.filter(({ author }) => author === 'bot').map(({ stageAgeMs }) => stageAgeMs),
        reads: reads.slice(looks).map((atMs) => atMs - beganAtMs),
        decisions: now ? await field.decisionsOf(now, 20) : [],
      };
    },
  };
}

/** Every bubble left on a read that is as old as Kommo is far away, and no older than STAGE_MAX_AGE_MS. */
function expectYoung(ages: readonly (number | null)[], count: number): void {
  expect(ages).toHaveLength(count);
  for (const age of ages) {
    expect(age).toBeGreaterThanOrEqual(RTT['/kommo']);
    expect(age).toBeLessThanOrEqual(STAGE_MAX_AGE_MS);
  }
}

test('C14, I2 · a scripted reply leaves while its read is young', async () => {
  const w = await live();
  expectYoung((await w.says('oi')).ages, 1);
  expectYoung((await w.says('Mateus')).ages, 1);
});

test('C14, I2 · a model that thinks for 3 s: no read before the words are there, and both bubbles leave while it is young', async () => {
  const w = await live({ brains: [thinking(THINKS_MS, 2)] });
  expectYoung((await w.says('oi')).ages, 2);
  const { ages, reads } = await w.says('quero saber mais');
  expectYoung(ages, 2);
  expect(Math.min(...reads)).toBeGreaterThanOrEqual(THINKS_MS);
});

test('C14, I2 · three bubbles of which each takes 600 ms to send: the stage is read again between them', async () => {
  const w = await live({ brains: [thinking(0, 3)] });
  await w.says('oi');
  w.stack.slow('/cloud', 600);
  const { ages, reads } = await w.says('quero saber mais');
  expectYoung(ages, 3);
  expect(reads.length).toBeGreaterThanOrEqual(2);
});

test('P14, I2 · Kommo takes longer to answer than its answer counts: nothing is said, and the ledger says why', async () => {
  const w = await live({ brains: [thinking(0, 1)] });
  await w.says('oi');
  w.stack.slow('/kommo', STAGE_MAX_AGE_MS + 100);
  const { ages, decisions } = await w.says('quero saber mais');
  expect(ages).toEqual([]);
  expect(decisions.at(-1)).toMatchObject({ kind: 'hold', reason: 'kommo_slow' });
});
