/** `npm run bench -- <name>`: what is measured over the embedded stack, one file per subcommand. */
import { Command } from 'commander';
import { addTalks } from './talks/command.ts';

const program = new Command('bench').description('Measures the product over the embedded stack.');
addTalks(program);
await program.parseAsync();
