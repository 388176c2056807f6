/** `rotate [secret]`: what to do when a secret changes, in which order, and whether what is configured now works. It changes nothing itself. */
import type { Command } from 'commander';
import type { Context, Outcome, Run } from '../context.ts';
import { wrongUse } from '../failure.ts';
import { ROTATIONS, type SecretVariable, stepsOf } from '../rotations.ts';
import { examine, show } from './doctor.ts';

const VARIABLES = Object.keys(ROTATIONS).filter((name): name is SecretVariable =>
  Object.hasOwn(ROTATIONS, name),
);

async function rotate(context: Context, given: string | undefined): Promise<Outcome> {
  if (given === undefined) {
    for (const name of VARIABLES) context.say(`${name.padEnd(26)} wrong: ${ROTATIONS[name].matters}`);
    context.say('');
    context.say(
      'npm run ops -- rotate <secret> shows the steps for one, and checks the one that is configured now.',
    );
    return { ok: true, answer: { ok: true, secrets: VARIABLES } };
  }
  const variable = VARIABLES.find((name) => name === given.toUpperCase());
  if (!variable) throw wrongUse(`${given} is not one of our secrets`, `one of: ${VARIABLES.join(', ')}`);
  const stage = context.stage ?? '<stage>';
  const steps = stepsOf(variable).map((step) => step.replaceAll('<stage>', stage));
  context.say(`${variable}. While it is wrong: ${ROTATIONS[variable].matters}.`);
  for (const [index, step] of steps.entries()) context.say(`  ${index + 1}. ${step}`);
  context.say('');
  context.say('What is configured here now:');
  const { ok, answer } = show(context, await examine(context, ROTATIONS[variable].checks));
  return { ok, answer: { ...(typeof answer === 'object' && answer), steps } };
}

export function defineRotate(program: Command, run: Run): void {
  program
    .command('rotate')
    .description(
      'What to do when a secret changes, step by step, and whether the configured one works. Changes nothing.',
    )
    .argument('[secret]', 'the variable, such as KOMMO_TOKEN; without it, all are listed')
    .action((secret?: string) => run((context) => rotate(context, secret)));
}
