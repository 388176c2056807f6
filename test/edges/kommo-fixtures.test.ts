/** Every recorded hook of Kommo, raw, through the gateway, the real handlers and the queue. */
import { test } from 'vitest';
import { useWorlds } from '../support/world.ts';
import { accountWith } from './support/kommo-account.ts';
import { ANAS_CARD, KOMMO_RECORDINGS, liesAndIsReleased } from './support/kommo-recordings.ts';
import { peopleExist } from './support/recorded.ts';

const world = useWorlds();

test.each(Object.entries(KOMMO_RECORDINGS))(
  'H5 · kommo/webhooks/%s comes to what its README says',
  async (name, { at, cards, run }) => {
    const w = await world({ startMs: at * 1000, kommoState: accountWith(cards) });
    peopleExist(w);
    await run(w, `kommo/webhooks/${name}`);
  },
);

test('R9 · a hook about a card that never left the bot silences for seconds, until the live read', async () => {
  const w = await world({ startMs: 1795439040_000, kommoState: accountWith(ANAS_CARD) });
  peopleExist(w);
  await liesAndIsReleased(w);
});
