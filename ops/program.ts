/** The command line: which command, with which options, and what its end means for the shell. */
import { Command, CommanderError } from 'commander';
import { ConfigError } from '../lib/config.ts';
import { spokenIn } from '../lib/language.ts';
import { StoreError } from '../lib/store/rpc.ts';
import { defineDoctor } from './commands/doctor.ts';
import { defineExport } from './commands/export.ts';
import { defineForget } from './commands/forget.ts';
import { defineHeld } from './commands/held.ts';
import { defineInvoke } from './commands/invoke.ts';
import { defineKnowledge } from './commands/knowledge.ts';
import { definePause } from './commands/pause.ts';
import { defineQuestions } from './commands/questions.ts';
import { defineRedrive } from './commands/redrive.ts';
import { defineReport } from './commands/report.ts';
import { defineRestored } from './commands/restored.ts';
import { defineResume } from './commands/resume.ts';
import { defineRotate } from './commands/rotate.ts';
import { defineSetup } from './commands/setup.ts';
import { defineSmoke } from './commands/smoke.ts';
import { defineStart, defineStop } from './commands/stop.ts';
import { defineWhy } from './commands/why.ts';
import { type Context, type GlobalOptions, openContext, type Run } from './context.ts';
import { type ExitCode, OpsError } from './failure.ts';
import type { Surroundings } from './surroundings.ts';
import { type Words, wordsIn } from './words.ts';

const COMMANDS: readonly ((program: Command, run: Run) => void)[] = [
  defineStop,
  defineStart,
  defineDoctor,
  defineSetup,
  defineSmoke,
  defineWhy,
  defineReport,
  defineHeld,
  definePause,
  defineResume,
  defineRedrive,
  defineInvoke,
  defineExport,
  defineForget,
  defineRestored,
  defineRotate,
  defineKnowledge,
  defineQuestions,
];

/** Problem and advice in the words of whoever failed; a bug keeps its name only, for its message could quote a row. */
function explained(error: unknown, words: Words): OpsError {
  if (error instanceof OpsError) return error;
  if (error instanceof ConfigError)
    return new OpsError(error.message, {
      advice: words.setWhatIsNamed,
      exitCode: 2,
      cause: error,
    });
  if (error instanceof StoreError)
    return new OpsError(words.databaseSilent(error.code), {
      advice: words.doctorKnowsWhy,
      cause: error,
    });
  const name = error instanceof Error ? error.name : 'unknown';
  return new OpsError(words.broke(name), {
    advice: words.doctorKnowsWhether,
    cause: error,
  });
}

/** Runs one command. Never throws; the answer is the process's exit code. */
export async function runOps(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { terminal } = surroundings;
  let code: ExitCode = 0;
  const program = new Command('npm run ops --')
    .description(
      'What the team needs on the first day and on the worst day. Settings come from the environment; see docs/runbook.md.',
    )
    .option('--stage <name>', 'the deployed stage; run it inside `npx sst shell --stage <name>`')
    .option('--env-file <path>', 'a file of NAME=value settings, which wins over the environment')
    .option('--json', 'one JSON document on stdout instead of lines')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    });

  const run: Run = async (work, speaks) => {
    const words = wordsIn(speaks === 'both' ? spokenIn(argv, surroundings.environment) : 'en');
    const options = program.opts<GlobalOptions>();
    const fail = (error: unknown): void => {
      const { message, advice, exitCode } = explained(error, words);
      code = exitCode;
      terminal.progress('');
      if (options.json) terminal.print(JSON.stringify({ ok: false, error: message, advice }));
      else {
        terminal.note(`${words.error}: ${message}`);
        terminal.note(`  → ${advice}`);
      }
    };
    let context: Context | null = null;
    try {
      context = openContext(surroundings, options, words);
      const { ok, answer } = await work(context);
      if (options.json) terminal.print(JSON.stringify(answer));
      code = ok ? 0 : 1;
    } catch (error) {
      fail(error);
    } finally {
      context?.connection.close();
    }
  };
  for (const define of COMMANDS) define(program, run);
  // Globals are understood behind the command too.
  for (const command of program.commands) command.exitOverride().configureOutput(program.configureOutput());

  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}
