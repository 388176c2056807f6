/**
 * What one ordinary reply to a known lead costs: requests by service, and the time of a turn as a ratio to the same number
 * of bare stage reads in the same run, so that the figure survives a change of machine.
 */
import { Command } from 'commander';
import { createStack } from '../local/stack.ts';
import { wholeNumber } from './option.ts';
import { isVirtual, runVirtually } from './time.ts';
import { measureBundles } from './turn/bundles.ts';
import { measureOwnCpu } from './turn/own-cpu.ts';
import { keepTurn } from './turn/page.ts';
import { measureWaits, type Waits } from './turn/waits.ts';

const LEAD = '+5581990000001';
const TURN_MS = 8_000;
const MAX_TURNS = 500;

export const turnCommand = (): Command =>
  new Command('turn')
    .description(
      'an ordinary reply over the embedded stack: requests by service, time against a bare stage read',
    )
    .option('--turns <count>', 'turns to run', wholeNumber(1, MAX_TURNS), 30)
    .option('--save', 'keep the figures and write docs/benchmarks.md from them')
    .option('--json', 'one flat object on the last line')
    .action(benchTurn);

const WAITED_TURNS = 5;

async function benchTurn({
  turns,
  json,
  save,
}: {
  readonly turns: number;
  readonly json?: true;
  readonly save?: true;
}): Promise<void> {
  if (isVirtual) {
    const waits = await measureWaits(WAITED_TURNS);
    process.send?.(waits, undefined, undefined, () => process.exit(0));
    return;
  }
  const stack = await createStack({
    mode: 'manual',
    provider: 'cloud',
    startMs: Date.parse('2026-11-23T13:00:00Z'),
  });
  const say = async (text: string): Promise<void> => {
    stack.cloud.control.leadSays({ from: LEAD, name: 'Mateus', text });
    await stack.clock.advance(TURN_MS);
  };
  await say('oi');
  await say('Mateus');

  const figures: Record<string, number> = {};
  stack.traffic.length = 0;
  const turnsStarted = performance.now();
  for (let turn = 0; turn < turns; turn += 1) await say(`minha conta é de ${500 + turn} reais`);
  const turnMs = (performance.now() - turnsStarted) / turns;
  const perTurn = Map.groupBy(stack.traffic, ({ mount }) => mount);
  for (const [mount, requests] of perTurn) {
    figures[`turn.${mount.slice(1)}_requests`] = Number((requests.length / turns).toFixed(1));
    console.log(`${mount}: ${(requests.length / turns).toFixed(1)} requests a turn`);
  }

  const readsStarted = performance.now();
  for (let read = 0; read < turns; read += 1) {
    await fetch(`${stack.url}/kommo/api/v4/leads/${stack.kommo.control.cards()[0]?.leadId}`, {
      headers: { authorization: `Bearer ${stack.environment['KOMMO_TOKEN']}` },
    });
  }
  const readMs = (performance.now() - readsStarted) / turns;
  figures['turn.ratio_to_stage_read'] = Number((turnMs / readMs).toFixed(1));
  console.log(
    `a turn takes ${turnMs.toFixed(1)} ms, ${(turnMs / readMs).toFixed(1)} times a bare stage read (${turns} of each)`,
  );
  const { environment } = stack;
  await stack.close();
  // Our own process, our own message.
  const { figures: waits, steps } = (await runVirtually()) as Waits;
  console.log('a reply whose model thinks for 3 s asks for, by the millisecond of its turn:');
  for (const step of steps) console.log(`  ${step}`);
  Object.assign(figures, await measureOwnCpu(turns), waits, await measureBundles(environment));
  for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(36)}${value}`);
  if (save) console.log(`wrote ${keepTurn(figures, steps)}`);
  if (json) console.log(JSON.stringify(figures));
}
