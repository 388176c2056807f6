/** The Redis stand-in on loopback, on the test's clock; the real client talks to it. */
import { Redis as Upstash } from '@upstash/redis';
import type { Clock } from '../../../lib/clock.ts';
import { createVirtualClock } from '../../../local/clock.ts';
import { serve } from '../../../local/emulators/http.ts';
import { createUpstashEmulator } from '../../../local/emulators/upstash/emulator.ts';

export type FakeRedis = {
  /** A client of its own, as another function would have. */
  client(): Upstash;
  /** True: connections are cut. */
  down: boolean;
  /** Commands since the last `commands.length = 0`. */
  readonly commands: string[][];
  /** HTTP requests since the start. */
  roundTrips(): number;
  close(): Promise<void>;
};

const TOKEN = 'test';

export async function createFakeRedis(clock: Clock): Promise<FakeRedis> {
  const emulator = createUpstashEmulator({
    clock: { ...createVirtualClock({ mode: 'manual' }), nowMs: clock.nowMs },
    token: TOKEN,
  });
  const commands: string[][] = [];
  const state = { down: false };
  const stack = await serve({
    mounts: {
      '/': async (request) => {
        if (!state.down) {
          // The client of @upstash/redis sends one command at `/` and a list of them elsewhere.
          const body: unknown = await request.clone().json();
          const isOne = new URL(request.url).pathname === '/';
          for (const command of isOne ? [body as unknown[]] : (body as unknown[][]))
            commands.push(command.map(String));
        }
        return emulator.handler(request);
      },
    },
  });
  return {
    client: () =>
      new Upstash({
        url: stack.url,
        token: TOKEN,
        responseEncoding: false,
        enableTelemetry: false,
        retry: false,
      }),
    get down() {
      return state.down;
    },
    set down(value) {
      state.down = value;
      if (value) emulator.control.down();
      else emulator.control.up();
    },
    commands,
    roundTrips: () => stack.traffic.length,
    close: async () => {
      await emulator.close();
      await stack.close();
    },
  };
}
