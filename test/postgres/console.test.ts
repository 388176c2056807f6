/** What the page reads, at 100,000 leads: each read by an index of its own, and quick enough for somebody who waits for it. */
import { expect, test } from 'vitest';
import { fillCrowd } from './support/crowd.ts';
import { openWatcher, type Step } from './support/plans.ts';
import { person } from './support/scene.ts';
import { tell, useServer } from './support/server.ts';

const server = useServer();

const LEADS = 100_000;
const CALLS = 9;
const NOW = '2026-11-29T12:00:00Z';
/** One step of a plan looks at so many rows at most: a page of a list. */
const MAX_ROWS = 400;
/** The page asks a board of 200 leads once; the rest with every click or every few seconds. */
const MAX_MS = 250;

const stepsOf = (step: Step): readonly Step[] => [step, ...(step.Plans ?? []).flatMap(stepsOf)];
const indexesOf = (step: Step): readonly string[] =>
  stepsOf(step).flatMap((each) => ('Index Name' in each ? [String(each['Index Name'])] : []));

/** Each read, somewhere in the middle of what there is, and the index that is its own. */
const READS: readonly {
  readonly name: string;
  readonly index: string;
  args(n: number): Readonly<Record<string, unknown>>;
}[] = [
  {
    name: 'console_board',
    index: 'leads_latest',
    args: (n) => ({ p_before: NOW, p_before_id: person(n).id, p_at: NOW, p_limit: 200 }),
  },
  {
    name: 'console_leads',
    index: 'lead_addresses_pkey',
    args: (n) => ({ p_keys: [person(n).phone, person(n + 1).lid], p_at: NOW }),
  },
  {
    name: 'console_talk',
    index: 'messages_of_lead',
    args: (n) => ({ p_lead_id: person(n).id, p_below: null, p_limit: 200 }),
  },
  {
    name: 'console_ledger',
    index: 'decisions_of_lead',
    args: (n) => ({ p_lead_id: person(n).id, p_below: null, p_limit: 100 }),
  },
  { name: 'console_news', index: 'decisions_pkey', args: (n) => ({ p_above: n, p_limit: 200 }) },
];

test('C14 · at 100,000 leads every read of the page goes by an index of its own, and none keeps anybody waiting', async () => {
  const { db } = server();
  await fillCrowd(db, { leads: LEADS, turns: 2 });
  const watcher = await openWatcher(db);
  const told: string[] = [];
  for (const { name, index, args } of READS) {
    const times: number[] = [];
    let used: ReadonlySet<string> = new Set();
    for (let turn = 0; turn < CALLS; turn += 1) {
      const given = args(Math.floor((LEADS * (turn + 0.5)) / CALLS));
      const watched = await watcher.watch(name, given);
      expect(watched.refused, name).toBeNull();
      for (const ran of watched.plans) {
        used = new Set([...used, ...indexesOf(ran.Plan)]);
        for (const step of stepsOf(ran.Plan).filter((each) => each['Relation Name'] !== undefined)) {
          const rows = (step['Actual Rows'] + (step['Rows Removed by Filter'] ?? 0)) * step['Actual Loops'];
          expect(rows, `${name}: ${step['Node Type']} of ${step['Relation Name']}`).toBeLessThanOrEqual(
            MAX_ROWS,
          );
        }
      }
      const ms = await watcher.time(name, given);
      if (ms !== null && turn > 1) times.push(ms);
    }
    expect([...used], name).toContain(index);
    const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.POSITIVE_INFINITY;
    told.push(`${name} ${median.toFixed(1)} ms by ${index}`);
    expect(median, name).toBeLessThanOrEqual(MAX_MS);
  }
  await watcher.close();
  tell(`${LEADS} leads: ${told.join(', ')}`);
});
