import type { Brain } from '../../lib/agent/brain.ts';
import { createScriptedBrain } from '../../lib/agent/scripted.ts';
import type { VirtualClock } from '../clock.ts';

const THINKING_MS = 3_000;

/** The scripted brain, as slow as a model where `isSlow` says so. Tells how often it began. */
export function slowBrain(
  clock: () => VirtualClock,
  isSlow: () => boolean = () => true,
): { brain: Brain; begun: () => number } {
  const scripted = createScriptedBrain();
  let begun = 0;
  return {
    begun: () => begun,
    brain: {
      reply: async (conversation) => {
        begun += 1;
        if (isSlow()) await clock().sleep(THINKING_MS);
        return scripted.reply(conversation);
      },
    },
  };
}
