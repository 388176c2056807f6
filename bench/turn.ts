/**
 * What one ordinary reply to a known lead costs: requests by service, and the time of a turn as a ratio to the same number
 * of bare stage reads in the same run, so that the figure survives a change of machine.
 */
import { Command } from 'commander';
import { createStack } from '../local/stack.ts';
import { wholeNumber } from './option.ts';
import { quantile, round } from './scale/numbers.ts';
import { isVirtual, runVirtually } from './time.ts';
import { measureBundles } from './turn/bundles.ts';
import { measureWaits } from './turn/waits.ts';

const LEAD = '+5581990000001';
const TURN_MS = 8_000;
const MAX_TURNS = 500;

export const turnCommand = (): Command =>
  new Command('turn')
    .description(
      'an ordinary reply over the embedded stack: requests by service, time against a bare stage read',
    )
    .option('--turns <count>', 'turns to run', wholeNumber(1, MAX_TURNS), 30)
    .option('--json', 'one flat object on the last line')
    .action(benchTurn);

const WAITED_TURNS = 5;

async function benchTurn({ turns, json }: { readonly turns: number; readonly json?: true }): Promise<void> {
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
  const cpuMs: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const before = process.cpuUsage();
    await say(`minha conta é de ${500 + turn} reais`);
    const { user, system } = process.cpuUsage(before);
    cpuMs.push((user + system) / 1000);
  }
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
  figures['reply.own_cpu_ms_p50'] = round(quantile(cpuMs, 0.5));
  console.log(
    `a turn takes ${figures['reply.own_cpu_ms_p50']} ms of processor, everything it talks to included, at no round trip`,
  );
  const { environment } = stack;
  await stack.close();
  const waits = await runVirtually();
  Object.assign(figures, waits, await measureBundles(environment));
  for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(36)}${value}`);
  if (json) console.log(JSON.stringify(figures));
}
