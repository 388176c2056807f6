/** `npm run bench -- <what>`: every measurement of the project, each in a file of its own. Without a word it lists them. */
import { Command } from 'commander';
import { handoffCommand } from './handoff.ts';
import { turnCommand } from './turn.ts';

const program = new Command('npm run bench --')
  .description(
    'Measures the product on its embedded stack. Every bench prints one flat JSON object last with --json.',
  )
  .showHelpAfterError()
  .addCommand(turnCommand())
  .addCommand(handoffCommand());

if (process.argv.length <= 2) program.outputHelp();
else await program.parseAsync();
