/** `npm run soak [-- --messages 50000 --leads 5000 --seed S --provider cloud --json]`: exits 0 only if the books balance and memory is flat. */
import { Command, Option } from 'commander';
import { isSound, soak } from './soak.ts';

const program = new Command('soak')
  .description(
    'A long run over the local stack: memory flat, nothing lost, doubled or out of order, nothing private in the log.',
  )
  .option('--messages <count>', 'messages of leads', Number, 1_000)
  .option('--leads <count>', 'leads', Number, 100)
  .option('--full', '50,000 messages over 5,000 leads')
  .option('--seed <number>', 'what is drawn', Number, 20_261_123)
  .addOption(new Option('--provider <name>', 'transport').choices(['cloud', 'evolution']).default('cloud'))
  .option('--json', 'one flat object on the last line')
  .parse();
const { messages, leads, full, seed, provider, json } = program.opts<{
  messages: number;
  leads: number;
  full?: boolean;
  seed: number;
  provider: 'cloud' | 'evolution';
  json?: boolean;
}>();

const report = await soak({
  ...(full ? { messages: 50_000, leads: 5_000 } : { messages, leads }),
  seed,
  provider,
  onProgress: ({ messages: sent, heapMiB, externalMiB }) =>
    console.log(`${sent} messages: heap ${heapMiB} MiB, outside it ${externalMiB} MiB`),
});
const { samples: _samples, dispositions, leaks, failures, ...figures } = report;
for (const [name, value] of Object.entries({ ...figures, ...dispositions })) console.log(`${name}: ${value}`);
for (const what of [...leaks.map((leak) => `in the log: ${leak}`), ...failures]) console.error(what);
if (json)
  console.log(
    JSON.stringify({
      ...Object.fromEntries(Object.entries(figures).map(([name, value]) => [`soak.${name}`, value])),
      'soak.leaks': leaks.length,
      'soak.failures': failures.length,
    }),
  );
process.exitCode = isSound(report) ? 0 : 1;
