/**
 * What one ordinary reply to a known lead costs: requests by service, and the time of a turn as a ratio to the same number
 * of bare stage reads in the same run, so that the figure survives a change of machine. `npm run bench [-- --turns 30]`.
 */
import { Command } from 'commander';
import { createStack } from '../local/stack.ts';

const LEAD = '+5581990000001';
const TURN_MS = 8_000;

const program = new Command('bench')
  .description('Measures a turn over the embedded stack.')
  .option('--turns <count>', 'turns to run', '30')
  .parse();
const turns = Math.min(Math.max(Number(program.opts<{ turns: string }>().turns) || 30, 1), 500);

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

stack.traffic.length = 0;
const turnsStarted = performance.now();
for (let turn = 0; turn < turns; turn += 1) await say(`minha conta é de ${500 + turn} reais`);
const turnMs = (performance.now() - turnsStarted) / turns;
const perTurn = Map.groupBy(stack.traffic, ({ mount }) => mount);
for (const [mount, requests] of perTurn)
  console.log(`${mount}: ${(requests.length / turns).toFixed(1)} requests a turn`);

const readsStarted = performance.now();
for (let read = 0; read < turns; read += 1) {
  await fetch(`${stack.url}/kommo/api/v4/leads/${stack.kommo.control.cards()[0]?.leadId}`, {
    headers: { authorization: `Bearer ${stack.environment['KOMMO_TOKEN']}` },
  });
}
const readMs = (performance.now() - readsStarted) / turns;
console.log(
  `a turn takes ${turnMs.toFixed(1)} ms, ${(turnMs / readMs).toFixed(1)} times a bare stage read (${turns} of each)`,
);
await stack.close();
