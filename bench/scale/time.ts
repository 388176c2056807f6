/**
 * Time that costs nothing: with `BENCH_TIME=virtual` this process's clock stands still while there is anything to do, and jumps to the
 * next timer when all sockets are silent. What is measured is then waiting alone, the same on every machine, and a hundred seconds of a
 * crowd take as long as its work. Imported before everything else.
 */
const machine = {
  setTimeout: globalThis.setTimeout,
  now: Date.now.bind(Date),
};
export const isVirtual = process.env['BENCH_TIME'] === 'virtual';

/** So long the loop has waited for nothing at all, milliseconds: what is under way on a loopback socket comes at once. */
const SILENT_MS = 0.7;

/** What is due so soon after another is due with it. */
const TOGETHER_MS = 2;

type Timer = { readonly order: number; dueMs: number; readonly task: () => void; everyMs: number | null };

function virtualise(): void {
  let nowMs = machine.now();
  let order = 0;
  const timers = new Set<Timer>();
  const byHandle = new WeakMap<object, Timer>();
  const next = (): Timer | null => {
    let first: Timer | null = null;
    for (const timer of timers)
      if (!first || timer.dueMs < first.dueMs || (timer.dueMs === first.dueMs && timer.order < first.order))
        first = timer;
    return first;
  };
  const start = (task: (...args: unknown[]) => void, ms: unknown, args: unknown[], repeats: boolean) => {
    order += 1;
    const waitMs = Math.max(0, Number(ms) || 0);
    const timer: Timer = {
      order,
      dueMs: nowMs + waitMs,
      task: () => task(...args),
      everyMs: repeats ? Math.max(1, waitMs) : null,
    };
    timers.add(timer);
    const handle = {
      ref: () => handle,
      unref: () => handle,
      hasRef: () => true,
      refresh: () => {
        timer.dueMs = nowMs + waitMs;
        timers.add(timer);
        return handle;
      },
      close: () => void timers.delete(timer),
      [Symbol.dispose]: () => void timers.delete(timer),
    };
    byHandle.set(handle, timer);
    return handle;
  };
  const stop =
    (real: (handle: never) => void) =>
    (handle: unknown): void => {
      const timer = typeof handle === 'object' && handle !== null ? byHandle.get(handle) : undefined;
      if (timer) timers.delete(timer);
      else real(handle as never);
    };
  Date.now = () => Math.floor(nowMs);
  performance.now = () => nowMs;
  Object.assign(globalThis, {
    setTimeout: (task: () => void, ms?: unknown, ...args: unknown[]) => start(task, ms, args, false),
    setInterval: (task: () => void, ms?: unknown, ...args: unknown[]) => start(task, ms, args, true),
    clearTimeout: stop(globalThis.clearTimeout),
    clearInterval: stop(globalThis.clearInterval),
  });
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    globalThis.setTimeout(() => controller.abort(new DOMException('timed out', 'TimeoutError')), ms);
    return controller.signal;
  };
  let before = performance.eventLoopUtilization();
  const look = (): void => {
    const { idle } = performance.eventLoopUtilization(before);
    before = performance.eventLoopUtilization();
    const first = idle >= SILENT_MS ? next() : null;
    if (first) {
      nowMs = Math.max(nowMs, first.dueMs + TOGETHER_MS);
      const due = [...timers].filter(({ dueMs }) => dueMs <= nowMs);
      for (const timer of due.sort((a, b) => a.dueMs - b.dueMs || a.order - b.order)) {
        if (timer.everyMs === null) timers.delete(timer);
        else timer.dueMs = nowMs + timer.everyMs;
        timer.task();
      }
    }
    machine.setTimeout(look, 1);
  };
  machine.setTimeout(look, 1);
}
if (isVirtual) virtualise();

/** Waits on this time. */
export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => globalThis.setTimeout(resolve, ms));
