/** The trace of a function by its configuration. What sends it is read at the first turn that is traced, so nobody else's start pays for it. */
import type { Log } from '../log.ts';
import { NO_TRACE, type Trace } from '../trace.ts';
import type { OtlpConfig } from './otlp.ts';

/** @param config null: nobody collects. */
export function createTrace(config: OtlpConfig | null, { log }: { readonly log: Log }): Trace {
  if (config === null) return NO_TRACE;
  let opened: Promise<Trace> | null = null;
  const open = (): Promise<Trace> => {
    opened ??= import('./otlp.ts').then(
      ({ openOtlp }) => openOtlp(config, { log }),
      (error: unknown) => {
        log.error('trace.unavailable', { error });
        return NO_TRACE;
      },
    );
    return opened;
  };
  return {
    turn: async (name, fields, work, told) => (await open()).turn(name, fields, work, told),
    flush: async () => {
      if (opened !== null) await (await opened).flush();
    },
  };
}
