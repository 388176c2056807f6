/**
 * `npm start`: the embedded stack for a person to play with. It owns the process: options, `.data/`, and how it all ends;
 * the run itself is `console/run.ts`. Everything that fails at start is one line and exit code 1.
 */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ConfigError, loadDeploymentConfig } from '../lib/config.ts';
import { readStartOptions, type StartOptions } from './console/options.ts';
import type { Running } from './console/run.ts';
import { openSavedData, type SavedData } from './console/saved-data.ts';
import { chooseServices, UsageError } from './console/services.ts';
import { type Words, wordsIn } from './console/words.ts';

/** Whoever pressed Ctrl-C gets the prompt back within three seconds. */
const STOP_MAX_MS = 2_700;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const say = (stream: NodeJS.WriteStream, line: string): void => void stream.write(`${line}\n`);
const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/** Asked before anything is opened, so that the commonest mistake has no side effect. @throws the listen error. */
async function assertFree(port: number): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(port, '127.0.0.1', resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}

/** The one line for a start that failed. */
function problemInWords(error: unknown, port: number, words: Words): string {
  if (error instanceof UsageError) return error.inWords(words);
  if (error instanceof ConfigError) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return words.portTaken(port);
  if (code === 'EACCES') return words.noRight(port);
  return words.notStarted(firstLine(error));
}

function stopOnSignal(running: Running, data: SavedData, screen: NodeJS.WriteStream, words: Words): void {
  let isStopping = false;
  const stop = async (): Promise<void> => {
    let isSaved = false;
    setTimeout(() => process.exit(isSaved ? 0 : 1), STOP_MAX_MS).unref();
    await running.rest();
    isSaved = true;
    await running.close();
    data.release();
    say(screen, words.goodbye);
    process.exit(0);
  };
  for (const signal of SIGNALS)
    process.on(signal, () => {
      // npm and the terminal both pass Ctrl-C on: the second one is the same wish.
      if (isStopping) return;
      isStopping = true;
      stop().catch((error: unknown) => {
        say(process.stderr, words.notStopped(firstLine(error)));
        process.exit(1);
      });
    });
}

async function start(options: StartOptions): Promise<void> {
  const words = wordsIn(options.lang);
  // With --json, stdout is for the one line.
  const screen = options.json ? process.stderr : process.stdout;
  const services = chooseServices(process.env, options);
  await assertFree(options.port);
  const data = openSavedData({ dir: join(process.cwd(), '.data'), reset: options.reset });
  try {
    loadDeploymentConfig(process.env);
    const { checkRealEnds, claimProject } = await import('./console/real-ends.ts');
    for (const line of await checkRealEnds(services.settings, services.real)) say(screen, line(words));
    if (services.supabase) await claimProject(services.supabase);
    say(screen, services.supabase ? words.usingSupabase(services.supabase.url) : words.starting);
    // Only now: loading the stack takes longer than finding out that it must not start.
    const { run } = await import('./console/run.ts');
    const running = await run({
      options,
      services,
      data,
      print: (line) => say(screen, line),
      warn: (line) => say(process.stderr, line),
    });
    stopOnSignal(running, data, screen, words);
    if (options.json)
      say(
        process.stdout,
        JSON.stringify({ ...running.addresses, port: running.port, provider: options.provider }),
      );
    else say(screen, running.welcome);
  } catch (error) {
    data.release();
    throw error;
  }
}

// Whoever reads the output may go first (`| head`): that ends nothing.
process.stdout.on('error', () => {});
const options = readStartOptions(process.argv, process.env);
start(options).catch((error: unknown) => {
  const words = wordsIn(options.lang);
  say(process.stderr, `${words.error}: ${problemInWords(error, options.port, words)}`);
  process.exit(1);
});
