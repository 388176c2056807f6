/** A few simulated worlds with every set of tests; `npm run simulate` plays a thousand. */
import { expect, test } from 'vitest';
import { createAims } from './aims.ts';
import { NO_FAULTS } from './faults.ts';
import { type Plan, planOf } from './plan.ts';
import { play } from './play.ts';

const CALM: Plan = {
  seed: 1,
  provider: 'cloud',
  people: 1,
  isOneHome: false,
  thinkMs: 3_000,
  bubbles: 2,
  rates: NO_FAULTS,
  acts: [],
};

test('R9, I2 · after a move that no hook told of, nothing leaves later than δ, and the return is answered', async () => {
  const { violations, takeovers } = await play({
    ...CALM,
    acts: [
      { atMs: 0, who: 0, kind: 'says', words: 'quanto custa?' },
      { atMs: 7_000, who: 0, kind: 'moves', to: 'atendimento_humano', told: 'lost', by: 'marcos' },
      { atMs: 20_000, who: 0, kind: 'says', words: 'oi?' },
    ],
  });
  expect({ violations, takeovers }).toEqual({ violations: [], takeovers: 1 });
});

test('I1–I10 · a handful of worlds with every kind of fault keeps every promise', async () => {
  const broken = [];
  for (const seed of [5, 6, 8]) {
    const { violations } = await play(planOf(seed));
    if (violations.length > 0) broken.push({ seed, violations });
  }
  expect(broken).toEqual([]);
});

test('I1, I6 · a deed aimed at the second commit is done once, then; a strike befalls the requests that it counts, no others', () => {
  const call = (path: string) =>
    ({ mount: '/supabase', method: 'POST', path, body: '{}', scope: undefined }) as const;
  const aims = createAims();
  const done: string[] = [];
  aims.wait({ at: 'commit', nth: 2, when: 'arrives' }, (name) => done.push(name));
  aims.strike({ at: 'commit', nth: 2, when: 'leaves' }, 'lost_after', { times: 1, ms: 0 });
  const met = ['rpc/commit_send', 'rpc/settle_sends', 'rpc/commit_send', 'rpc/commit_send'].map((path) => {
    const { struck, moments } = aims.meet(call(`/rest/v1/${path}`));
    for (const { run } of moments) run(path);
    return struck?.how ?? null;
  });
  expect({ met, done }).toEqual({ met: [null, null, 'lost_after', null], done: ['rpc/commit_send'] });
});
