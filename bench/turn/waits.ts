/**
 * What a turn waits for: the stack in virtual time, each service a round trip away, so that a ratio tells how many steps stand one behind
 * the other and nothing of the machine.
 */
import { characterOf } from '../../local/emulators/model/characters.ts';
import { createStack, SELLERS, STATUS, type Stack } from '../../local/stack.ts';
import { quantile, round } from '../scale/numbers.ts';
import { pause } from '../time.ts';

/** Round trips from a Lambda in São Paulo, milliseconds: taken, not measured. */
export const RTT = { '/kommo': 180, '/upstash': 4, '/supabase': 8, '/cloud': 100, '/sqs': 6 } as const;
const COUNTED: ReadonlySet<string> = new Set(['/kommo', '/upstash', '/supabase', '/cloud', '/google']);
const MODEL_MS = 3000;
const TURN_MS = 40_000;
const LEAD = { from: '+5581990000001', name: 'Mateus' };

type Call = { readonly mount: string; readonly path: string; readonly method: string; readonly atMs: number };
type Watched = { readonly stack: Stack; readonly calls: Call[]; readonly lines: string[] };

async function open(environment: Readonly<Record<string, string>> = {}): Promise<Watched> {
  const calls: Call[] = [];
  const lines: string[] = [];
  const stack = await createStack({
    mode: 'live',
    provider: 'cloud',
    log: (line) => lines.push(line),
    environment: { KOMMO_RPS: '1000', ...environment },
    network: ({ mount, path, method }) => {
      calls.push({ mount, path, method, atMs: Date.now() });
      return 'up';
    },
  });
  stack.reconcileEvery(Number.MAX_SAFE_INTEGER);
  for (const [mount, ms] of Object.entries(RTT)) stack.slow(mount, ms);
  return { stack, calls, lines };
}

/** When the log last told of this event. */
function lastOf(lines: readonly string[], event: string): number | null {
  const line = lines.findLast((each) => each.includes(`"event":"${event}"`));
  // The product's own log.
  return line === undefined ? null : Date.parse((JSON.parse(line) as { at: string }).at);
}

/** What a call is, in a word or two. */
function stepOf({ mount, path, method }: Omit<Call, 'atMs'>): string {
  const service = mount.slice(1);
  const name = path.replace(/\?.*$/, '').split('/').at(-1) ?? '';
  return mount === '/upstash'
    ? service
    : `${service} ${mount === '/kommo' ? `${method} ` : ''}${/^\d+$/.test(name) ? 'one' : name}`;
}

async function turn({ stack, calls, lines }: Watched, text: string) {
  calls.length = 0;
  lines.length = 0;
  stack.cloud.control.leadSays({ ...LEAD, text });
  await pause(TURN_MS);
  const began = calls.findIndex(({ path }) => path.includes('ingest_inbound'));
  const startMs = calls[began]?.atMs ?? 0;
  const endMs = lastOf(
    lines.filter((line) => line.includes('"kind":"inbound"')),
    'turn.ended',
  );
  // Statuses of the bubble come later, in turns of their own.
  const own = calls
    .slice(began)
    .filter(({ mount, atMs }) => COUNTED.has(mount) && atMs <= (endMs ?? Number.POSITIVE_INFINITY));
  const readMs = own.find(({ mount }) => mount === '/kommo')?.atMs ?? startMs;
  const counted = own.filter(({ path }) => !path.includes('record_statuses'));
  return {
    calls: counted.length,
    steps: counted.map(
      ({ mount, path, method, atMs }) => `${atMs - startMs} ${stepOf({ mount, path, method })}`,
    ),
    gateMs: (lastOf(lines, 'gate.speak') ?? startMs) - readMs,
    toGateMs: (lastOf(lines, 'gate.speak') ?? startMs) - startMs,
    toBubbleMs: (lastOf(lines, 'egress.sent') ?? startMs) - startMs,
  };
}

const DOOR_MS = 4000;

/** Milliseconds from a webhook's arrival to its answer, and what it asked for on the way. */
async function door({ stack, calls, lines }: Watched, act: () => void, path: string) {
  calls.length = 0;
  lines.length = 0;
  act();
  await pause(DOOR_MS);
  const from = calls.findIndex((call) => call.mount === '/webhooks' && call.path.startsWith(path));
  const startMs = calls[from]?.atMs ?? 0;
  // Told as the answer leaves; what is asked later is the turn's.
  const told = lines.find((line) => line.includes('"event":"webhook.received"'));
  const answeredAtMs =
    told === undefined ? Number.POSITIVE_INFINITY : (lastOf([told], 'webhook.received') ?? 0);
  const behind = calls
    .slice(from + 1)
    .filter(({ mount, atMs }) => mount !== '/webhooks' && mount !== '/kommo' && atMs < answeredAtMs);
  const ends = behind.map(
    ({ mount, atMs }) => atMs + (Object.entries(RTT).find(([at]) => at === mount)?.[1] ?? 0),
  );
  await pause(TURN_MS);
  stack.traffic.length = 0;
  return { calls: behind.length, ms: Math.max(0, ...ends) - startMs };
}

/** `steps`: what a reply with a model asks for, one by one, with the millisecond of its turn. */
export type Waits = { readonly figures: Readonly<Record<string, number>>; readonly steps: readonly string[] };

/** Flat figures, named as `bench -- turn` prints them. */
export async function measureWaits(turns: number): Promise<Waits> {
  const scripted = await open();
  await turn(scripted, 'oi');
  await turn(scripted, 'Mateus');
  const seen = [];
  for (let index = 0; index < turns; index += 1)
    seen.push(await turn(scripted, `minha conta é de ${500 + index} reais`));
  const whatsapp = await door(
    scripted,
    () => scripted.stack.cloud.control.leadSays({ ...LEAD, text: 'certo' }),
    '/whatsapp',
  );
  const { kommo } = scripted.stack;
  const leadId = kommo.control.cards()[0]?.leadId ?? 0;
  const moved = await door(
    scripted,
    () => kommo.control.moveCard({ leadId, statusId: STATUS.atendimento_humano, userId: SELLERS.marcos }),
    '/kommo',
  );
  await scripted.stack.close();

  const slow = await open({ LLM_PROVIDER: 'openai' });
  slow.stack.model.control.always(characterOf('faithful'));
  await turn(slow, 'oi');
  await turn(slow, 'Mateus');
  slow.stack.slow('/model', MODEL_MS);
  const model = [];
  for (let index = 0; index < 3; index += 1)
    model.push(await turn(slow, `minha conta é de ${600 + index} reais`));
  await slow.stack.close();

  const middle = (values: readonly number[]): number => quantile(values, 0.5);
  const unavoidableMs = RTT['/kommo'] + RTT['/supabase'] + RTT['/cloud'];
  const figures = {
    'gate.rtt_ratio': round(middle(seen.map(({ gateMs }) => gateMs)) / RTT['/kommo'], 2),
    'gate.literal_ratio': round(middle(seen.map(({ toGateMs }) => toGateMs)) / RTT['/kommo'], 2),
    'reply.to_bubble_ratio': round(middle(seen.map(({ toBubbleMs }) => toBubbleMs)) / unavoidableMs, 2),
    'reply.scripted_calls': middle(seen.map(({ calls }) => calls)),
    'reply.model_calls': middle(model.map(({ calls }) => calls)),
    'door.whatsapp_ms': whatsapp.ms,
    'door.whatsapp_calls': whatsapp.calls,
    'door.kommo_ms': moved.ms,
    'door.kommo_calls': moved.calls,
  };
  return { figures, steps: model.at(-1)?.steps ?? [] };
}
