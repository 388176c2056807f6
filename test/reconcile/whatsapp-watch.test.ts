/** W14 · the watch over an Evolution instance, where Redis, which remembers since when it is not open, is away. */
import { expect, test } from 'vitest';
import { createLog } from '../../lib/log.ts';
import { watchWhatsApp } from '../../lib/reconcile/whatsapp-watch.ts';

const NOW_MS = 1_795_438_800_000;
const away = async (): Promise<never> => {
  throw new Error('Redis is away');
};

test.each(['open', 'close'])(
  'I4, W14 · with Redis away and the instance %s, the watch warns and the other repairs go on',
  async (state) => {
    const lines: string[] = [];
    await watchWhatsApp({
      readState: async () => state,
      redis: { get: away, set: away, del: away },
      clock: { nowMs: () => NOW_MS },
      log: createLog({ nowMs: () => NOW_MS, write: (line) => lines.push(line) }),
    });
    expect(lines.join('\n')).toContain('whatsapp.state_forgotten');
    expect(lines.join('\n')).toContain('vitals.whatsapp');
  },
);
