/** `questions`: what leads asked that nothing in knowledge/ answers, most asked first: the company's list of what to write next. */
import type { Command } from 'commander';
import { passageOf } from '../../lib/agent/knowledge/company.ts';
import type { Context, Outcome, Run } from '../context.ts';

const SHOWN = 100;

async function questions({ connection, say }: Context): Promise<Outcome> {
  const asked = await connection.database().questionsOfLeads(SHOWN);
  const rows = asked.map(({ about, text, leads, last_at: lastAt }) => ({
    leads,
    text,
    about,
    at: about === null ? null : (passageOf(about)?.at ?? null),
    lastAt,
  }));
  for (const { leads, text, about, at } of rows)
    say(
      `${String(leads).padStart(5)}  ${text}\n       ${about === null ? 'no passage is near it' : `${about}${at === null ? '' : `, knowledge/${at}`}`}`,
    );
  say(rows.length === 0 ? 'no lead waits for an answer' : `${rows.length} questions, most asked first`);
  return { ok: true, answer: { ok: true, questions: rows } };
}

export function defineQuestions(program: Command, run: Run): void {
  program
    .command('questions')
    .description('What leads asked that nothing in knowledge/ answers, most asked first.')
    .action(() => run(questions));
}
