/**
 * A second of this process takes `BENCH_TIME_FACTOR` seconds of the machine: what is measured is waiting, and on a machine that is too
 * small or busy for all containers at once the processor would be measured in its place. Imported first, in every process of the bench;
 * `BENCH_TIME_FROM` is where their common time begins.
 */
const factor = Number(process.env['BENCH_TIME_FACTOR'] ?? 1);
const from = Number(process.env['BENCH_TIME_FROM'] ?? 0);

if (factor !== 1 && from > 0) {
  const machineNow = Date.now.bind(Date);
  const machineTimeout = globalThis.setTimeout;
  Date.now = () => Math.floor(from + (machineNow() - from) / factor);
  performance.now = () => (machineNow() - from) / factor;
  globalThis.setTimeout = Object.assign(
    (task: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
      machineTimeout(task, ms * factor, ...args),
    machineTimeout,
  );
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    machineTimeout(
      () => controller.abort(new DOMException('The operation timed out', 'TimeoutError')),
      ms * factor,
    ).unref();
    return controller.signal;
  };
}

/** Waits on this time. */
export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => globalThis.setTimeout(resolve, ms));
