/** `knowledge`: what of the company's own files is empty, past its day or at odds, and which passage a question finds. */
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { hitFor, hitsFor, THRESHOLD, wordsOf } from '../../lib/agent/knowledge/index.ts';
import type { Context, Outcome, Run } from '../context.ts';
import { OpsError } from '../failure.ts';
import { compile, sourcesIn } from '../knowledge/compile.ts';
import { KnowledgeError } from '../knowledge/front-matter.ts';
import { remarksOn } from '../knowledge/remarks.ts';

const FOLDER = fileURLToPath(new URL('../../knowledge', import.meta.url));
const SHOWN = 5;

async function check({ clock, say }: Context): Promise<Outcome> {
  try {
    const remarks = remarksOn(compile(sourcesIn(FOLDER)), clock.nowMs());
    for (const { kind, at, text } of remarks) say(`${kind.padEnd(13)} knowledge/${at}: ${text}`);
    const wrong = remarks.filter(({ kind }) => kind !== 'empty').length;
    say(`${remarks.length - wrong} empty, ${wrong} to decide`);
    return { ok: true, answer: { ok: true, remarks } };
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    throw new OpsError(error.problems.map((problem) => `knowledge/${problem}`).join('\n'), {
      advice: 'repair these lines; nothing was published',
      exitCode: 1,
    });
  }
}

/** Answers from what is compiled: the bot that is running here, not an edit that was not yet published. */
const ask =
  (question: string) =>
  async ({ clock, say }: Context): Promise<Outcome> => {
    const names = { agentName: 'Sol', companyName: 'a empresa' };
    const found = hitFor(question, null);
    const rows = hitsFor(question, null)
      .slice(0, SHOWN)
      .map(({ passage, score }) => ({
        id: passage.id,
        at: passage.at,
        score: Math.round(score * 100) / 100,
        answer: wordsOf(passage, { now: clock.nowMs(), ...names }).answer,
      }));
    for (const { id, at, score, answer } of rows)
      say(
        `${score.toFixed(2)}  ${id}  knowledge/${at}\n      ${answer ?? 'not answered: the question is noted for a person'}`,
      );
    say(
      found === null
        ? `nothing reaches ${THRESHOLD}, or two are equally near: the question is noted for a person`
        : `said: ${found.passage.id}`,
    );
    return { ok: true, answer: { ok: true, said: found?.passage.id ?? null, passages: rows } };
  };

export function defineKnowledge(program: Command, run: Run): void {
  const command = program.command('knowledge').description("The company's own files in knowledge/.");
  command
    .command('check')
    .description('What is wrong, empty, past its day, contradictory, or has a figure in two places.')
    .action(() => run(check));
  command
    .command('ask <question>')
    .description('Which passages a question finds, with their scores.')
    .action((question: string) => run(ask(question)));
}
