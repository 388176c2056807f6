/** A worker process: plays the worlds it is told of, one after the other, and hands over each one's tally. */
import { z } from 'zod';
import type { Field, System } from './field.ts';
import { sha256 } from './journal.ts';
import { judge } from './judge.ts';
import { planWorld } from './plan.ts';
import { playWorld } from './play.ts';
import { SYSTEMS } from './systems/systems.ts';
import { tallyOf } from './tally.ts';

const Order = z.object({ system: z.string(), seed: z.number(), world: z.number() });

/** The field of a world, kept to be asked for its errors when the world is over. */
function watched(system: System): { system: System; errors: () => readonly string[] } {
  let field: Field | null = null;
  return {
    system: {
      ...system,
      open: async (world) => {
        field = await system.open(world);
        return field;
      },
    },
    errors: () => field?.errors?.() ?? [],
  };
}

process.on('message', (message) => {
  const { system: name, seed, world } = Order.parse(message);
  const play = async (): Promise<void> => {
    const make = SYSTEMS[name];
    if (!make) throw new Error(`nobody knows the system ${name}`);
    const { system, errors } = watched(await make());
    const journal = await playWorld(system, planWorld(seed, world));
    process.send?.({
      system: name,
      tally: tallyOf(judge(journal), { world, journal: sha256(journal), errors: errors().length }),
    });
  };
  play().catch((error: unknown) => {
    console.error(`world ${world} of seed ${seed} on ${name}:`, error);
    process.exit(1);
  });
});
// Nobody is left to answer.
process.on('disconnect', () => process.exit(0));
