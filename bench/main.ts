/** The benches by name: `npm run bench -- <name> --help`. With `--json` the last line is one flat object. */
import { Command } from 'commander';
import { costCommand } from './cost.ts';
import { handoffCommand } from './handoff.ts';
import { hearingCommand } from './hearing.ts';
import { scaleCommand } from './scale.ts';
import { sqlCommand } from './sql.ts';
import { talksCommand } from './talks.ts';
import { turnCommand } from './turn.ts';

await new Command('bench')
  .description('Measures the product. Each bench says what it needs: npm run bench -- <name> --help')
  .addCommand(turnCommand())
  .addCommand(sqlCommand())
  .addCommand(talksCommand())
  .addCommand(handoffCommand())
  .addCommand(hearingCommand())
  .addCommand(costCommand())
  .addCommand(scaleCommand())
  .parseAsync();
