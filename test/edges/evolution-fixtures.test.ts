/** Every recorded webhook of Evolution API, raw, through the gateway, the real handlers and the queue. */
import { test } from 'vitest';
import { useWorlds } from '../support/world.ts';
import { EVOLUTION_RECORDINGS } from './support/evolution-recordings.ts';
import { peopleExist } from './support/recorded.ts';

const world = useWorlds();

test.each(Object.entries(EVOLUTION_RECORDINGS))(
  'evolution/%s comes to what its README says',
  async (name, { at, run }) => {
    const w = await world({ provider: 'evolution', startMs: at * 1000 });
    peopleExist(w);
    await run(w, `evolution/${name}`);
  },
);
