/**
 * The machine's clock, timers and chance, in a simulation's hands. Put in place once per process; outside of a simulation
 * each passes on to the machine's own, so that tests in the same process notice nothing.
 */
import nodeCrypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { currentScope, runIn, type Scheduler, simulation } from './scheduler.ts';

const real = {
  Date: globalThis.Date,
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  clearImmediate: globalThis.clearImmediate,
  random: Math.random,
  performanceNow: performance.now.bind(performance),
  abortTimeout: AbortSignal.timeout.bind(AbortSignal),
  getRandomValues: globalThis.crypto.getRandomValues.bind(globalThis.crypto),
  randomUUID: nodeCrypto.randomUUID,
  randomBytes: nodeCrypto.randomBytes,
  randomFillSync: nodeCrypto.randomFillSync,
};

/** The machine's own time, whatever is simulated: for measuring. */
export const machineMs = (): number => real.performanceNow();

/** As the code that asks sees it: a container's clock may be off. */
const seenMs = (scheduler: Scheduler): number => scheduler.nowMs() + (currentScope()?.skewMs ?? 0);

class SimulatedDate extends real.Date {
  constructor(...args: unknown[]) {
    const scheduler = args.length === 0 ? simulation() : null;
    if (scheduler) super(seenMs(scheduler));
    // Date's overloads take whatever was given.
    else super(...(args as []));
  }
  static override now(): number {
    const scheduler = simulation();
    return scheduler ? seenMs(scheduler) : real.Date.now();
  }
  /** A date made before, or by a part that kept the machine's own class, is a date too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return Object.prototype.toString.call(value) === '[object Date]';
  }
}

type Callback = (...args: unknown[]) => void;

/** What `setTimeout` and its kin answer. */
class SimulatedTimer {
  #cancel: () => void = () => {};
  readonly #arm: () => () => void;
  constructor(arm: (timer: SimulatedTimer) => () => void) {
    this.#arm = () => arm(this);
    this.refresh();
  }
  refresh(): this {
    this.#cancel();
    this.#cancel = this.#arm();
    return this;
  }
  close(): this {
    this.#cancel();
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
  [Symbol.dispose](): void {
    this.#cancel();
  }
}

function startTimer(scheduler: Scheduler, ms: number, call: () => void, isRepeated: boolean): SimulatedTimer {
  const scope = currentScope();
  return new SimulatedTimer((timer) =>
    runIn(scope, () =>
      scheduler.after(ms, () => {
        if (isRepeated) timer.refresh();
        call();
      }),
    ),
  );
}

function fillFrom<T extends ArrayBufferView>(scheduler: Scheduler, view: T): T {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = scheduler.ids.int(256);
  return view;
}

function uuidFrom(scheduler: Scheduler): string {
  const bytes = fillFrom(scheduler, Buffer.alloc(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function abortAfter(scheduler: Scheduler, ms: number): AbortSignal {
  const controller = new AbortController();
  scheduler.after(ms, () =>
    controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
  );
  return controller.signal;
}

/** By `Object.assign`: each of these has overloads and a promisified twin that nothing here uses. */
function simulatedTimers(): object {
  const timer =
    (whenReal: Callback, { isRepeated = false, leastMs = 1 } = {}) =>
    (callback: Callback, ms?: number, ...args: unknown[]): unknown => {
      const scheduler = simulation();
      if (!scheduler) return whenReal(callback, ms, ...args);
      return startTimer(scheduler, Math.max(leastMs, ms || 0), () => callback(...args), isRepeated);
    };
  const clear =
    (whenReal: Callback) =>
    (timer: unknown): void => {
      if (timer instanceof SimulatedTimer) timer.close();
      else whenReal(timer);
    };
  return {
    setTimeout: timer(real.setTimeout as unknown as Callback),
    setInterval: timer(real.setInterval as unknown as Callback, { isRepeated: true }),
    setImmediate: (callback: Callback, ...args: unknown[]): unknown => {
      const scheduler = simulation();
      if (!scheduler) return real.setImmediate(callback, ...args);
      return startTimer(scheduler, 0, () => callback(...args), false);
    },
    clearTimeout: clear(real.clearTimeout as unknown as Callback),
    clearInterval: clear(real.clearInterval as unknown as Callback),
    clearImmediate: clear(real.clearImmediate as unknown as Callback),
  };
}

let isInstalled = false;

/** Idempotent. */
export function installMachine(): void {
  if (isInstalled) return;
  isInstalled = true;
  Object.assign(globalThis, { Date: SimulatedDate }, simulatedTimers());
  Object.defineProperty(SimulatedDate, 'name', { value: 'Date' });
  Math.random = () => simulation()?.ids.next() ?? real.random();
  performance.now = () => simulation()?.exactMs() ?? real.performanceNow();
  AbortSignal.timeout = (ms) => {
    const scheduler = simulation();
    return scheduler ? abortAfter(scheduler, ms) : real.abortTimeout(ms);
  };
  const randomUUID = (options?: nodeCrypto.RandomUUIDOptions): string => {
    const scheduler = simulation();
    return scheduler ? uuidFrom(scheduler) : real.randomUUID(options);
  };
  const getRandomValues = <T extends ArrayBufferView>(view: T): T => {
    const scheduler = simulation();
    return scheduler ? fillFrom(scheduler, view) : (real.getRandomValues(view as never) as T);
  };
  Object.assign(globalThis.crypto, { randomUUID, getRandomValues });
  Object.assign(nodeCrypto, {
    randomUUID,
    randomBytes: (size: number, heard?: (error: Error | null, bytes: Buffer) => void): unknown => {
      const scheduler = simulation();
      if (!scheduler) return heard ? real.randomBytes(size, heard) : real.randomBytes(size);
      const bytes = fillFrom(scheduler, Buffer.alloc(size));
      return heard ? heard(null, bytes) : bytes;
    },
    randomFillSync: (view: NodeJS.ArrayBufferView, ...rest: number[]): unknown => {
      const scheduler = simulation();
      return scheduler ? fillFrom(scheduler, view) : real.randomFillSync(view, ...(rest as []));
    },
  });
  syncBuiltinESMExports();
}
