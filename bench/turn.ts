/**
 * What one ordinary reply to a known lead costs: requests by service, and the time of a turn as a ratio to the same number
 * of bare stage reads in the same run, so that the figure survives a change of machine.
 */
import { Command } from 'commander';
import { createStack } from '../local/stack.ts';
import { wholeNumber } from './option.ts';

const LEAD = '+5581990000001';
const TURN_MS = 8_000;

export const turnCommand = (): Command =>
  new Command('turn')
    .description('what an ordinary reply costs: requests by service, and its time')
    .option('--turns <count>', 'turns to run', wholeNumber(1, 500), 30)
    .option('--json', 'one flat object on the last line')
    .action(measure);

async function measure({ turns, json }: { turns: number; json?: true }): Promise<void> {
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
  const perTurn = [...Map.groupBy(stack.traffic, ({ mount }) => mount)].map(
    ([mount, requests]) => [mount, requests.length / turns] as const,
  );
  for (const [mount, requests] of perTurn) console.log(`${mount}: ${requests.toFixed(1)} requests a turn`);

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
  if (json) {
    const requests = perTurn.map(([mount, count]) => [`turn.requests${mount.replace('/', '.')}`, count]);
    console.log(
      JSON.stringify({
        'turn.ms': turnMs,
        'turn.stage_reads': turnMs / readMs,
        ...Object.fromEntries(requests),
      }),
    );
  }
}
