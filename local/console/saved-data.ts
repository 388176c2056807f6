/**
 * `.data/`: what outlives a restart of `npm start`. The database keeps itself in a folder; the rest is one JSON file,
 * written aside and renamed so that a kill never leaves half of it. A folder that another version wrote is refused whole
 * rather than read in part, and two processes never share one.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import type { KommoState } from '../emulators/kommo/state.ts';
import type { LambdaSnapshot } from '../emulators/lambda/emulator.ts';
import type { SchedulerSnapshot } from '../emulators/scheduler/control.ts';
import type { SqsSnapshot } from '../emulators/sqs/control.ts';
import type { Remembered } from '../emulators/whatsapp/recall.ts';
import { UsageError } from './services.ts';
import type { Words } from './words.ts';

/** Goes up when the form of `state.json` changes. */
const FORMAT = 2;

export type SavedState = {
  /** How far the stack's clock had run ahead of the machine's. */
  readonly aheadMs: number;
  readonly kommo: KommoState;
  readonly sqs: SqsSnapshot;
  readonly scheduler: SchedulerSnapshot;
  /** What Lambda had accepted and not done. */
  readonly lambda: LambdaSnapshot;
  /** Who was who on WhatsApp, and what the phones showed. */
  readonly whatsapp: Remembered;
};

export type SavedData = {
  readonly databaseDir: string;
  /** Null in a new folder. */
  readonly state: SavedState | null;
  save(state: SavedState): void;
  /** `local.env`: the run's settings, for `npm run ops -- … --env-file`. */
  keepEnvironment(environment: Readonly<Record<string, string>>): void;
  /** Where `keepEnvironment` puts it. */
  readonly environmentFile: string;
  /** Lets another process have the folder. */
  release(): void;
};

const Format = z.object({ format: z.literal(FORMAT), migrations: z.record(z.string(), z.string()) });
const State = z.looseObject({
  aheadMs: z.number().check(z.gte(0)),
  kommo: z.looseObject({
    version: z.literal(1),
    leads: z.array(z.unknown()),
    nextIds: z.record(z.string(), z.number()),
  }),
  sqs: z.looseObject({ order: z.number(), queues: z.record(z.string(), z.unknown()) }),
  scheduler: z.looseObject({
    book: z.looseObject({ schedules: z.array(z.unknown()) }),
    firings: z.array(z.unknown()),
  }),
  lambda: z.looseObject({ events: z.array(z.unknown()) }),
  whatsapp: z.object({ contacts: z.array(z.unknown()), phones: z.record(z.string(), z.array(z.unknown())) }),
});

const MIGRATIONS = fileURLToPath(new URL('../../supabase/migrations', import.meta.url));

function migrationHashes(): Record<string, string> {
  const files = readdirSync(MIGRATIONS)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  return Object.fromEntries(
    files.map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(MIGRATIONS, file)))
        .digest('hex'),
    ]),
  );
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function writeWhole(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, JSON.stringify(value));
  renameSync(`${path}.new`, path);
}

/** As Node's `parseEnv` reads it: a value stands between quotes of a kind that it does not hold itself. */
function environmentFile(environment: Readonly<Record<string, string>>): string {
  const quoted = (value: string): string => {
    const quote = ["'", '`', '"'].find((each) => !value.includes(each)) ?? "'";
    return `${quote}${value}${quote}`;
  };
  const all = {
    ...environment,
    AWS_REGION: 'sa-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  return Object.entries(all)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${quoted(value)}\n`)
    .join('');
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function lock(path: string): void {
  const holder = existsSync(path) ? Number(readFileSync(path, 'utf8')) : Number.NaN;
  if (Number.isInteger(holder) && holder > 0 && isAlive(holder))
    throw new UsageError((words) => words.inUse(holder));
  writeFileSync(path, String(process.pid));
}

const incompatible = (why: (words: Words) => string): UsageError =>
  new UsageError((words) => words.incompatible(why(words)));

/**
 * Opens `dir`, made if absent; `reset` empties it first.
 * @throws {UsageError} when another process has it or another version wrote it.
 */
export function openSavedData({ dir, reset }: { dir: string; reset: boolean }): SavedData {
  const paths = {
    lock: join(dir, 'lock'),
    format: join(dir, 'format.json'),
    state: join(dir, 'state.json'),
    database: join(dir, 'database'),
    environment: join(dir, 'local.env'),
  };
  mkdirSync(dir, { recursive: true });
  lock(paths.lock);
  const release = (): void => rmSync(paths.lock, { force: true });
  try {
    if (reset)
      for (const path of [paths.format, paths.state, paths.database])
        rmSync(path, { recursive: true, force: true });
    const migrations = migrationHashes();
    if (existsSync(paths.format) || existsSync(paths.database) || existsSync(paths.state)) {
      const format = z.safeParse(Format, readJson(paths.format));
      if (!format.success) throw incompatible((words) => words.otherFormat);
      // New migrations are applied at start; one that was changed or taken away cannot be undone.
      const changed = Object.entries(format.data.migrations).find(
        ([file, hash]) => migrations[file] !== hash,
      );
      if (changed) throw incompatible((words) => words.changedMigration(changed[0]));
    }
    writeWhole(paths.format, { format: FORMAT, migrations });
    const isThere = existsSync(paths.state);
    const state = z.safeParse(State, readJson(paths.state));
    if (isThere && !state.success) throw incompatible((words) => words.unreadableState);
    return {
      databaseDir: paths.database,
      // Written by `save` of this very format; the emulators' own records are not described a second time here.
      state: isThere ? (state.data as unknown as SavedState) : null,
      save: (next) => writeWhole(paths.state, next),
      keepEnvironment: (environment) => {
        rmSync(paths.environment, { force: true });
        // Tokens of real accounts may be among them.
        writeFileSync(paths.environment, environmentFile(environment), { mode: 0o600 });
      },
      environmentFile: paths.environment,
      release,
    };
  } catch (error) {
    release();
    throw error;
  }
}
