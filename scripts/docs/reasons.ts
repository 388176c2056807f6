/** docs/reasons.md, from the one vocabulary of reasons and its two languages. */

import { type LedgerKind, REASONS } from '../../lib/reasons.ts';
import { EN } from '../../lib/reasons-en.ts';
import { PT } from '../../lib/reasons-pt.ts';

const MEANS: Readonly<Record<LedgerKind, string>> = {
  speak: 'The gate issued a permit, and the message was committed with this line.',
  silence: 'Nothing was said, and nothing waits: the lead wrote to a person, or there is nothing to say.',
  hold: 'Nothing proves either way: the turn waits, nothing is lost. It comes back through the queue, is parked as `held` after three attempts, and is driven again by reconcile; after `HOLD_MAX_HOURS` it becomes a task for a person.',
  close: 'Something ended for good: a conversation, a burst, a ladder.',
  takeover: 'Somebody else holds the conversation from here on.',
  release: 'The conversation came back to the bot.',
};

export function reasonsPage(): string {
  const kinds = Object.entries(REASONS) as readonly [LedgerKind, readonly (keyof typeof EN.reasons)[]][];
  const parts = kinds.map(([kind, reasons]) =>
    [
      `## ${kind}`,
      '',
      `${MEANS[kind]} In words: "${EN.kinds[kind]}", "${PT.kinds[kind]}".`,
      '',
      '| reason | in English | in Portuguese |',
      '|---|---|---|',
      ...reasons.map((reason) => `| \`${reason}\` | ${EN.reasons[reason]} | ${PT.reasons[reason]} |`),
    ].join('\n'),
  );
  return `# Reasons

<!-- Generated from lib/reasons.ts, lib/reasons-en.ts and lib/reasons-pt.ts by \`npm run docs\`. Do not edit. -->

Every decision is one line of the ledger: a kind, a reason, its evidence (I10). These are all of them. \`npm run ops -- why <phone>\` shows them for one lead; nothing shows a raw key.

${parts.join('\n\n')}
`;
}
