/** What an operator turns off for everybody, by its SQL functions (V5). */
import * as z from 'zod/mini';
import { toIso } from '../clock.ts';
import type { PersonName } from '../person-name.ts';
import type { Rpc } from './rpc.ts';

export const switchCalls = ({ call, rows }: Rpc) => ({
  /** Once this has returned, no bubble is committed for anybody; null lets the bot speak again. `by`: a person, where one is known by name. */
  stopSpeech: async (stoppedAtMs: number | null, by: PersonName | null = null): Promise<void> =>
    void (await call('stop_speech', {
      p_stopped_at: stoppedAtMs === null ? null : toIso(stoppedAtMs),
      p_by: by,
    })),
  /** Since when nobody is spoken to, epoch milliseconds; null: the bot speaks. */
  speechStoppedAt: async (): Promise<number | null> => {
    const [at] = await rows('speech_stopped_at', {});
    return at === undefined ? null : Date.parse(z.string().parse(at));
  },
});
