/** `npm start` as a process of its own, in a folder of its own, as a person runs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';
import * as z from 'zod/mini';

const MAIN = fileURLToPath(new URL('../../../local/main.ts', import.meta.url));
/** Variables that would make this run use somebody's real services. */
const REAL = [
  'SUPABASE_URL',
  'SUPABASE_SERVICE_KEY',
  'REDIS_URL',
  'UPSTASH_REDIS_REST_URL',
  'UPSTASH_REDIS_REST_TOKEN',
  'DEBOUNCE_SECONDS',
  'WHATSAPP_PROVIDER',
];

const Ready = z.object({
  gateway: z.string(),
  local: z.string(),
  kommo: z.string(),
  cloud: z.string(),
  evolution: z.string(),
  supabase: z.string(),
  upstash: z.string(),
  sqs: z.string(),
  scheduler: z.string(),
  lambda: z.string(),
  port: z.number(),
  provider: z.string(),
});
type Ready = z.infer<typeof Ready>;

export type Ended = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
};

export type Started = {
  readonly addresses: Ready;
  readonly pid: number;
  /** Everything printed so far. */
  output(): { readonly stdout: string; readonly stderr: string };
  /** POST to `/_local/<verb>`, or GET without a body; the parsed answer. */
  local(verb: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  /** Sends the signal and waits for the end. `tookMs` counts from the signal. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
};

type Run = {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly out: { stdout: string; stderr: string };
};

/** Call once at the top of a test file. What a test left running is ended after it, by its own id. */
export function useStarts() {
  let runs: Run[] = [];
  let dirs: string[] = [];
  afterEach(async () => {
    for (const { child, ended } of runs) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    }
    for (const dir of dirs) await rm(dir, { recursive: true, force: true });
    runs = [];
    dirs = [];
  });

  const aFolder = async (): Promise<string> => {
    const dir = await mkdtemp(join(tmpdir(), 'bastao-start-'));
    dirs.push(dir);
    return dir;
  };

  const run = ({
    args,
    dir,
    env = {},
  }: {
    args: readonly string[];
    dir: string;
    env?: Readonly<Record<string, string>>;
  }): Run => {
    const inherited = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !REAL.includes(name)),
    );
    const child = spawn(process.execPath, [MAIN, '--lang', 'pt', ...args], {
      cwd: dir,
      env: { ...inherited, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      out.stderr += text;
    });
    const startedAtMs = performance.now();
    const ended = new Promise<Ended>((resolve) => {
      child.once('close', (code) => resolve({ code, ...out, tookMs: performance.now() - startedAtMs }));
    });
    const started = { child, ended, out };
    runs.push(started);
    return started;
  };

  /** Runs it to its end: for starts that are refused. */
  const refused = (options: Parameters<typeof run>[0]): Promise<Ended> => {
    const { child, ended, out } = run(options);
    // One that starts after all is stopped, and its exit code 0 fails the test at once.
    child.stdout?.on('data', () => /Pronto|"gateway"/.test(out.stdout) && child.kill('SIGTERM'));
    return ended;
  };

  /** Starts with `--json` on a free port and waits until it is up. */
  const started = async ({
    args = [],
    dir,
    env,
  }: {
    args?: readonly string[];
    dir: string;
    env?: Readonly<Record<string, string>>;
  }): Promise<Started> => {
    const { child, ended, out } = run({ args: ['--json', '--port', '0', ...args], dir, ...(env && { env }) });
    await new Promise<void>((resolve, reject) => {
      child.stdout?.on('data', () => out.stdout.includes('\n') && resolve());
      ended.then(({ code, stderr }) => reject(new Error(`ended with ${code}: ${stderr}`)), reject);
    });
    const addresses = Ready.parse(JSON.parse(out.stdout));
    return {
      addresses,
      pid: child.pid ?? 0,
      output: () => out,
      local: async (verb, body) => {
        const response = await fetch(
          `${addresses.local}/${verb}`,
          body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
        );
        return { status: response.status, body: await response.json() };
      },
      stop: async (signal = 'SIGTERM') => {
        const signalledAtMs = performance.now();
        child.kill(signal);
        return { ...(await ended), tookMs: performance.now() - signalledAtMs };
      },
    };
  };

  return { aFolder, refused, started };
}
