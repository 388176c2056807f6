/** The stand-in over loopback, and the real client pointed at it. */
import { Redis } from '@upstash/redis';
import { createVirtualClock, type VirtualClock } from '../../../../local/clock.ts';
import { type HttpStack, serve } from '../../../../local/emulators/http.ts';
import { createUpstashEmulator, type UpstashEmulator } from '../../../../local/emulators/upstash/emulator.ts';

export const TOKEN = 'token';
/** A Friday morning. */
export const START_MS = Date.parse('2026-03-06T12:00:00.250Z');

export type Server = {
  readonly clock: VirtualClock;
  readonly emulator: UpstashEmulator;
  readonly stack: HttpStack;
  readonly url: string;
  readonly redis: Redis;
  /** A raw request, as no client would send it. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
};

export async function aServer({
  redisUrl,
  startMs = START_MS,
}: {
  redisUrl?: string | undefined;
  startMs?: number;
} = {}): Promise<Server> {
  const clock = createVirtualClock({ mode: 'manual', startMs });
  const emulator = createUpstashEmulator({ clock, token: TOKEN, redisUrl });
  const stack = await serve({ mounts: { '/upstash': emulator.handler } });
  const url = `${stack.url}/upstash`;
  return {
    clock,
    emulator,
    stack,
    url,
    // `retry: false` still sends a request twice (client 1.39): it repeats while `attempt <= 1`.
    redis: new Redis({ url, token: TOKEN, retry: { retries: 0 }, enableTelemetry: false }),
    post: (path, body, headers = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { authorization: `Bearer ${TOKEN}`, ...headers },
      }),
    close: async () => {
      await emulator.close();
      await stack.close();
    },
  };
}
