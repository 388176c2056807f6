/** `npm run bench -- hearing`: what leads write, as it is read; what a model may not say; which passage answers. */
import { Command } from 'commander';
import { flat, isMet, measureHearing } from './hearing/measure.ts';
import { keepHearing } from './hearing/page.ts';

type Options = { readonly json?: true; readonly save?: true };

/** Figures only: which rows fail stays unsaid, but for the looked part (test/agent/corpus). */
export const hearingCommand = (): Command =>
  new Command('hearing')
    .description('The corpus of utterances by kind and part, the guardrails, the retrieval of questions.')
    .option('--save', 'keep the figures and write docs/benchmarks.md from them')
    .option('--json', 'all figures as one flat object on the last line')
    .action(run);

async function run(options: Options): Promise<void> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const hearing = await measureHearing();
  for (const { kind, ...parts } of hearing.kinds)
    say(
      `${kind}: ${Object.entries(parts)
        .filter(([, { of }]) => of > 0)
        .map(([part, share]) => `${part} ${share.right}/${share.of}${isMet(share) ? '' : ' (below)'}`)
        .join(', ')}`,
    );
  const { guardrails, questions } = hearing;
  say(`harmful passed: ${guardrails.passed} of ${guardrails.harmful}`);
  say(`honest refused: ${guardrails.refused} of ${guardrails.honest}`);
  say(
    `held questions: ${questions.right} right, ${questions.owned} owned, ${questions.wrong} wrong, of ${questions.of}`,
  );
  if (options.save === true) say(`wrote ${keepHearing(hearing)}`);
  if (options.json === true) say(JSON.stringify(flat(hearing)));
}
