/** What one command works with, and how it speaks: lines for a person, or one JSON document for a program. */
import { Option } from 'commander';
import { LANGUAGES } from '../lib/language.ts';
import { type Connection, connect } from './connection.ts';
import { resolveEnvironment } from './environment.ts';
import { wrongUse } from './failure.ts';
import type { Surroundings } from './surroundings.ts';
import type { Words } from './words.ts';

/** The options that every command takes. */
export type GlobalOptions = { readonly stage?: string; readonly json?: boolean; readonly envFile?: string };

export type Context = Surroundings & {
  /** Null: no deployed stage was named. */
  readonly stage: string | null;
  readonly json: boolean;
  /** Of the language asked for in a command that speaks both; the others speak English. */
  readonly words: Words;
  readonly connection: Connection;
  /** A line for a person; with `--json` the answer says it. */
  say(line: string): void;
  /** True when a person said yes, or `--yes` was given. @throws {OpsError} of exit code 2 where nobody can be asked. */
  confirm(question: string, options: { yes: boolean }): Promise<boolean>;
};

/** Of the commands that speak both languages. Read from the command line before it is parsed (`spokenIn`). */
export const languageOption = (): Option =>
  new Option('--lang <en|pt>', "the command's language; without it the terminal's (LANG)").choices(LANGUAGES);

/** `answer` is what `--json` prints. */
export type Outcome = { readonly ok: boolean; readonly answer: unknown };

/**
 * Runs a command's work within a context and turns its end into the exit code. Given to each command's definition.
 * `speaks`: both languages, by `languageOption`; English alone where it is left out.
 */
export type Run = (work: (context: Context) => Promise<Outcome>, speaks?: 'both') => Promise<void>;

export function openContext(
  surroundings: Surroundings,
  { stage, json = false, envFile }: GlobalOptions,
  words: Words,
): Context {
  const resolved = resolveEnvironment(surroundings.environment, { stage, envFile });
  const { terminal, clock } = surroundings;
  return {
    ...surroundings,
    environment: resolved.environment,
    stage: resolved.stage,
    json,
    words,
    connection: connect({ environment: resolved.environment, clock }),
    say: (line) => {
      if (!json) terminal.print(line);
    },
    confirm: async (question, { yes }) => {
      if (yes) return true;
      if (json || !terminal.isInteractive)
        throw wrongUse(`${question} There is nobody to ask.`, 'say so with --yes');
      return /^(y|yes|s|sim)$/i.test(await terminal.ask(`${question} [y/N] `));
    },
  };
}
