/** Done-when 4: a worker killed at any await of a turn loses no message and sends nothing twice. */
import { expect, test } from 'vitest';
import { useWorlds } from '../../support/world.ts';
import { DEATHS, type Death, isRead, runTurn, type TurnRun } from './worker.ts';

const world = useWorlds();

const TURNS = {
  'the first contact': { before: [], text: 'oi' },
  'a later turn': { before: ['oi', 'sou o Mateus'], text: 'minha conta vem 600 reais' },
} as const;

/** Deaths after which nobody can know whether a bubble left: between its commit and the answer to its POST. */
function mayBeUnknown(at: string): boolean {
  return at.endsWith('/rpc/commit_send') || /\/messages$|\/sendText\//.test(at);
}

/** What is wrong with a world in which the turn died, next to one in which it lived. */
function wrongs(run: TurnRun, lived: TurnRun, death: Death): string[] {
  const at = run.requests[death.request - 1] ?? 'after the last request';
  const missing = lived.fromBot.filter((text) => !run.fromBot.includes(text));
  const unsaid = missing.filter((text) => !run.unknown.includes(text));
  const found = [
    run.copies > 0 && 'a text is on the phone twice',
    JSON.stringify(run.inbound) !== JSON.stringify(lived.inbound) && `the history is ${JSON.stringify(run.inbound)}`,
    run.unaccounted.length > 0 && `neither sent nor flagged: ${run.unaccounted}`,
    unsaid.length > 0 && `never said: ${unsaid}`,
    run.fromBot.some((text) => !lived.fromBot.includes(text)) && `said something else: ${run.fromBot}`,
    missing.length > (mayBeUnknown(at) ? 1 : 0) && `${missing.length} bubbles given up`,
    JSON.stringify(run.cards) !== JSON.stringify(lived.cards) && `the card is ${JSON.stringify(run.cards)}`,
    run.contacts !== lived.contacts && `${run.contacts} contacts`,
  ];
  return found.flatMap((wrong) => (wrong === false ? [] : [`killed at ${death.request} (${death.how} ${at}): ${wrong}`]));
}

for (const provider of ['cloud', 'evolution'] as const) {
  for (const [name, turn] of Object.entries(TURNS)) {
    test(
      `I5, I6, M2, M15 · ${provider}: a worker killed at any request of ${name} loses nothing and sends nothing twice`,
      async () => {
        const run = async (death: Death | null): Promise<TurnRun> => {
          const w: { reset(): Promise<void> }[] = [];
          const result = await runTurn(
            async (options) => {
              const opened = await world(options);
              w.push(opened.supabase.control);
              return opened;
            },
            { provider, ...turn, death },
          );
          for (const control of w) await control.reset();
          return result;
        };
        const lived = await run(null);
        expect(lived.fromBot).toHaveLength((turn.before.length + 1) * 3);
        expect(lived.cards).toHaveLength(1);
        expect(lived.contacts).toBe(1);

        const found: string[] = [];
        let points = 0;
        for (let request = 1; request <= lived.requests.length; request += 1) {
          for (const how of isRead(lived.requests[request - 1] ?? '') ? (['cut'] as const) : DEATHS) {
            points += 1;
            found.push(...wrongs(await run({ how, request }), lived, { how, request }));
          }
        }
console.log(points, lived.requests.join("\n"), found.join("\n"));
        expect(found).toEqual([]);
        expect(points).toBeGreaterThan(20);
      },
      120_000,
    );
  }
}
