/**
 * What leads cost: the calls of three kinds of leads over the embedded stack, and of an hour in which nobody writes. Kept with
 * `--save` for docs/deploy.md, where `npm run docs` makes money of them (scripts/docs/costs.ts).
 */
import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { CLOUD_TEMPLATES, TEMPLATES } from '../local/demo/templates.ts';
import { characterOf } from '../local/emulators/model/characters.ts';
import { createStack, type Stack } from '../local/stack.ts';
import { type Calls, MEASURED, type Measured } from './cost/measured.ts';
import { pathOf } from './pages.ts';

const TURN_MS = 12_000;
const MINUTE_MS = 60_000;
/** Monday 10:00 in São Paulo. */
const START_MS = Date.parse('2026-11-23T13:00:00Z');
const HOUR_MINUTES = 60;
const BOOKS = [
  ...['oi', 'me chamo Joana', '850', 'A', 'moro em Recife', 'financiado', 'este mês', 'não tenho'],
  ...['não', 'sou eu', 'sim', 'quarta às 10', 'joana@exemplo.com', 'obrigada'],
] as const;
const LEADS = {
  books: { says: BOOKS, isSilentAfterwards: false },
  goesQuiet: { says: ['oi', 'Mateus', '850'], isSilentAfterwards: true },
  hasSmallBill: { says: ['bom dia', 'me chamo Bianca', '200'], isSilentAfterwards: false },
} as const;

export const costCommand = (): Command =>
  new Command('cost')
    .description('calls of three kinds of leads and of an idle hour, over the embedded stack')
    .option('--save', 'keep them for docs/deploy.md')
    .action(benchCost);

/** What happened since the last look: calls by service, runs of functions, bubbles. */
function taken(stack: Stack, bubblesBefore: number): Calls {
  const of = (mount: string): number => stack.traffic.filter((each) => each.mount === mount).length;
  const calls = {
    webhooks: of('/webhooks'),
    queued: of('/sqs'),
    runs: endings.length,
    kommo: of('/kommo'),
    supabase: of('/supabase'),
    redis: of('/upstash'),
    whatsapp: of('/cloud'),
    bubbles: stack.cloud.control.sent.length - bubblesBefore,
  };
  stack.traffic.length = 0;
  endings.length = 0;
  return calls;
}

const sum = (parts: readonly Calls[]): Calls =>
  // The keys are those of the first.
  Object.fromEntries(
    Object.keys(parts[0] ?? {}).map((key) => [
      key,
      parts.reduce((total, part) => total + Number(Reflect.get(part, key)), 0),
    ]),
  ) as Calls;

/** How each run of the conversation ended: a turn, or a batch of statuses. */
const endings: string[] = [];

async function opened(environment: Readonly<Record<string, string>> = {}): Promise<Stack> {
  endings.length = 0;
  const stack = await createStack({
    mode: 'manual',
    provider: 'cloud',
    startMs: START_MS,
    log: (line) => {
      if (/"(turn\.ended|statuses\.recorded)"/.test(line)) endings.push(line);
    },
    environment: { CLOUD_TEMPLATES, ...environment },
  });
  for (const template of Object.values(TEMPLATES))
    stack.cloud.control.template({ ...template, state: 'approved', category: 'utility' });
  return stack;
}

async function costOf(name: keyof typeof LEADS, index: number): Promise<Calls> {
  const stack = await opened();
  try {
    // Reconcile's own calls are counted by the idle hour.
    stack.reconcileEvery(Number.MAX_SAFE_INTEGER);
    const from = `+558199000010${index}`;
    const parts: Calls[] = [];
    stack.traffic.length = 0;
    for (const text of LEADS[name].says) {
      const before = stack.cloud.control.sent.length;
      stack.cloud.control.leadSays({ from, name: 'Lead', text });
      await stack.clock.advance(TURN_MS);
      parts.push(taken(stack, before));
    }
    // The last statuses are still in their queue.
    await stack.clock.advance(MINUTE_MS);
    parts.push(taken(stack, stack.cloud.control.sent.length));
    if (LEADS[name].isSilentAfterwards) {
      const before = stack.cloud.control.sent.length;
      for (let day = 0; day < 4; day += 1) await stack.clock.advance(24 * HOUR_MINUTES * MINUTE_MS);
      parts.push(taken(stack, before));
    }
    return sum(parts);
  } finally {
    await stack.close();
  }
}

/** A minute of reconcile with nobody writing, taken from an hour. */
async function idleMinute(): Promise<Calls> {
  const stack = await opened();
  try {
    stack.cloud.control.leadSays({ from: '+5581990000109', name: 'Lead', text: 'oi' });
    await stack.clock.advance(TURN_MS);
    stack.traffic.length = 0;
    const before = stack.cloud.control.sent.length;
    await stack.clock.advance((HOUR_MINUTES / 2) * MINUTE_MS - TURN_MS);
    const half = taken(stack, before);
    // JSON keeps a figure as it is: rounded to what can be told of half an hour.
    return Object.fromEntries(
      Object.entries(half).map(([key, count]) => [key, Number((count / (HOUR_MINUTES / 2)).toFixed(2))]),
      // The keys are those of `half`.
    ) as Calls;
  } finally {
    await stack.close();
  }
}

/** What a model that does as it is asked is shown in an ordinary talk. */
async function modelTurn(): Promise<Measured['modelTurn']> {
  const stack = await opened({ LLM_PROVIDER: 'openai' });
  try {
    stack.model.control.always(characterOf('faithful'));
    for (const text of BOOKS) {
      stack.cloud.control.leadSays({ from: '+5581990000108', name: 'Lead', text });
      await stack.clock.advance(TURN_MS);
    }
    const shown = stack.model.control.requests;
    const characters = shown.reduce(
      (total, { system, text, schema }) =>
        total + system.length + text.length + JSON.stringify(schema).length,
      0,
    );
    return {
      requests: Number((shown.length / BOOKS.length).toFixed(2)),
      characters: Math.round(characters / shown.length),
    };
  } finally {
    await stack.close();
  }
}

async function benchCost({ save }: { readonly save?: true }): Promise<void> {
  const measured: Measured = {
    date: new Date().toISOString().slice(0, 10),
    leads: {
      books: { turns: BOOKS.length, calls: await costOf('books', 1) },
      goesQuiet: { turns: LEADS.goesQuiet.says.length, calls: await costOf('goesQuiet', 2) },
      hasSmallBill: { turns: LEADS.hasSmallBill.says.length, calls: await costOf('hasSmallBill', 3) },
    },
    idleMinute: await idleMinute(),
    modelTurn: await modelTurn(),
  };
  console.log(JSON.stringify(measured, null, 2));
  if (save) writeFileSync(pathOf(MEASURED), `${JSON.stringify(measured, null, 2)}\n`);
}
