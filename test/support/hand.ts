/** A process that does one task after the other for a long run, and whose end, of whatever kind, ends the run. */
import { fork } from 'node:child_process';

export type Hand<Task, Told> = {
  /**
   * What it tells of this task; `at` says in an error what it was at. One at a time.
   * @throws when the process ends first, however it ends, or says nothing for too long: nobody then waits for ever.
   */
  ask(task: Task, at: string): Promise<Told>;
  /** Lets it go. Idempotent; does not wait. */
  end(): void;
};

/** A task takes seconds; on a machine that is busy elsewhere, a minute. */
const SILENT_MS = 10 * 60_000;
/** Between being told that nobody listens any more, and being ended. */
const FAREWELL_MS = 5_000;

/**
 * `detached`: a session of its own, which an interrupt at the terminal does not reach. `silentMs`: how long a task may take, in the
 * machine's own time. What it prints is printed here.
 */
export function startHand<Task extends object, Told>(
  script: string,
  {
    env = {},
    detached = false,
    silentMs = SILENT_MS,
  }: { env?: Readonly<Record<string, string>>; detached?: boolean; silentMs?: number } = {},
): Hand<Task, Told> {
  const child = fork(script, {
    detached,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let asked: { readonly resolve: (told: Told) => void; readonly fail: (how: string) => void } | null = null;
  let ended: string | null = null;
  const isOver = (how: string): void => {
    ended ??= how;
    asked?.fail(ended);
  };
  // Our own script's words.
  child.on('message', (told: Told) => asked?.resolve(told));
  child.on('exit', (code, signal) => isOver(`ended with ${signal ?? code}`));
  // It could not be started, or not be written to.
  child.on('error', (error) => isOver(`cannot be reached: ${error.message}`));

  return {
    ask: async (task, at) => {
      let silence: NodeJS.Timeout | undefined;
      try {
        return await new Promise<Told>((resolve, reject) => {
          const fail = (how: string): void => reject(new Error(`${at}: the worker ${how}`));
          if (ended !== null) return fail(ended);
          asked = { resolve, fail };
          silence = setTimeout(() => {
            fail(`has said nothing for ${Math.round(silentMs / 1000)} seconds`);
            child.kill('SIGKILL');
          }, silentMs);
          child.send(task);
        });
      } finally {
        clearTimeout(silence);
        asked = null;
      }
    },
    end: () => {
      if (child.connected) child.disconnect();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const cut = setTimeout(() => child.kill('SIGKILL'), FAREWELL_MS);
      child.once('exit', () => clearTimeout(cut));
    },
  };
}
