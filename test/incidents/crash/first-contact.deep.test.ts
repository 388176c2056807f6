/** Done-when 4: a worker killed at any await of the first contact loses no message and sends nothing twice. */
import { expect, test } from 'vitest';
import { useWorlds } from '../../support/world.ts';
import { dieEverywhere } from './worker.ts';

const world = useWorlds();
/** Some thirty worlds, one after the other. */
const TIMEOUT_MS = 600_000;

for (const provider of ['cloud', 'evolution'] as const) {
  test(
    `I5, I6, R8, M2, M15, C18 · ${provider}: a worker killed at any request of the first contact loses nothing and sends nothing twice`,
    async ({ annotate }) => {
      const { lived, points, wrongs } = await dieEverywhere(world, {
        provider,
        ...{ before: [], text: 'oi' },
      });
      // The one that lived: three bubbles to each message, one card of one contact.
      expect(lived.fromBot).toHaveLength(3);
      expect(lived.cards).toHaveLength(1);
      expect(lived.contacts).toBe(1);
      expect(wrongs).toEqual([]);
      expect(points).toBeGreaterThan(20);
      await annotate(`${points} deaths`);
    },
    TIMEOUT_MS,
  );
}
