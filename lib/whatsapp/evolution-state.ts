/** Is the instance open? Asked, not waited for: most drops send `connecting` and no `close` (facts/whatsapp.md §1.7, §9.4). */
import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import { createHttp, endpoint } from './http.ts';
import { jsonOf, textOrNull } from './lenient.ts';

const TIMEOUTS = { connectMs: 3_000, headersMs: 5_000, bodyMs: 2_000 } as const;
const TOTAL_MS = 6_000;
const ANSWER_MAX_BYTES = 64 * 1024;
const Answer = z.looseObject({ instance: z.looseObject({ state: textOrNull }) });

/** Answers `open`, another state as Evolution spells it, or why it could not be asked. Never throws. */
export function createEvolutionState({
  url,
  apiKey,
  instance,
  clock,
}: {
  url: string;
  apiKey: string;
  instance: string;
  clock: Clock;
}): () => Promise<string> {
  const http = createHttp({ clock, timeouts: TIMEOUTS });
  return async () => {
    const answer = await http.request({
      method: 'GET',
      url: endpoint(url, `instance/connectionState/${encodeURIComponent(instance)}`),
      headers: { apikey: apiKey },
      maxBytes: ANSWER_MAX_BYTES,
      totalMs: TOTAL_MS,
    });
    if (answer.kind !== 'answered') return answer.kind;
    return Answer.safeParse(jsonOf(answer.bytes)).data?.instance.state ?? `http_${answer.status}`;
  };
}
