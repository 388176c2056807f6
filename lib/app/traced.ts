/** The trace of a function that speaks, and the names of its far ends. */
import type { FollowUpConfig } from '../config.ts';
import type { Log } from '../log.ts';
import type { Trace } from '../trace.ts';
import { createTrace } from '../tracing/trace.ts';

export function traceOf(config: FollowUpConfig, { log }: { readonly log: Log }): Trace {
  const { traces, kommo, supabaseUrl, redisUrl, cloud, evolution, model, fallbackModel, google } = config;
  if (traces === null) return createTrace(null, { log });
  const ends: readonly (readonly [string, string | null | undefined])[] = [
    ['kommo', kommo.baseUrl],
    ['postgres', supabaseUrl],
    ['redis', redisUrl],
    ['whatsapp', cloud?.apiUrl ?? evolution?.url],
    ['model', model?.baseUrl],
    ['model', fallbackModel?.baseUrl],
    ['calendar', google?.apiUrl],
  ];
  return createTrace(
    {
      endpoint: traces.endpoint,
      headers: traces.otlpHeaders,
      farEnds: ends.flatMap(([name, url]) => (url ? [[name, url] as const] : [])),
    },
    { log },
  );
}
