import { expect, test } from 'vitest';
import { choiceIn } from '../../../lib/agent/extract/choice.ts';
import { emailIn } from '../../../lib/agent/extract/email.ts';
import { FLOWS } from '../../../lib/agent/extract/facts.ts';
import { billIn } from '../../../lib/agent/extract/money.ts';
import { nameIn } from '../../../lib/agent/extract/name.ts';
import { wantsHumanIn } from '../../../lib/agent/extract/wants-human.ts';
import { yesNoIn } from '../../../lib/agent/extract/yes-no.ts';
import { isOptOut } from '../../../lib/agent/opt-out.ts';
import { BILLS, CHOICES, EMAILS, NAMES, OPT_OUTS, WANTS_HUMAN, YES_NO } from './corpus.ts';

type Kind = {
  readonly title: string;
  readonly atLeast: number;
  readonly rows: readonly (readonly [text: string, expected: unknown])[];
  readonly read: (text: string) => unknown;
};

const chosenIn = (text: string): unknown => {
  const choice = choiceIn(text, FLOWS);
  return choice.kind === 'chosen' ? choice.flow : null;
};
const billsIn = (text: string): unknown => {
  const mention = billIn(text, { asked: true });
  return mention.kind === 'none' ? [] : mention.billsBrl;
};

const KINDS: readonly Kind[] = [
  { title: 'N1 · names', atLeast: 0.98, rows: NAMES, read: (text) => nameIn(text, { asked: true }) },
  { title: 'N2 · bills', atLeast: 0.98, rows: BILLS, read: billsIn },
  { title: 'N3 · choices', atLeast: 0.95, rows: CHOICES, read: chosenIn },
  { title: 'yes and no', atLeast: 0.95, rows: YES_NO, read: yesNoIn },
  { title: 'e-mails', atLeast: 0.95, rows: EMAILS, read: emailIn },
  { title: 'opt-out', atLeast: 0.95, rows: OPT_OUTS, read: isOptOut },
  { title: 'wish for a person', atLeast: 0.95, rows: WANTS_HUMAN, read: wantsHumanIn },
];

test.each(KINDS)('$title are read right in the corpus', ({ title, atLeast, rows, read }) => {
  const wrong = rows
    .map(([text, expected]) => ({ text, expected, got: read(text) }))
    .filter(({ expected, got }) => JSON.stringify(expected) !== JSON.stringify(got));
  const accuracy = 1 - wrong.length / rows.length;
  process.stdout.write(
    `${title}: ${rows.length - wrong.length}/${rows.length} (${(accuracy * 100).toFixed(1)} %)${wrong.map((row) => `\n  ${JSON.stringify(row)}`).join('')}\n`,
  );
  expect(accuracy).toBeGreaterThanOrEqual(atLeast);
});

test('the corpus has at least 300 different utterances', () => {
  const texts = KINDS.flatMap(({ title, rows }) => rows.map(([text]) => `${title}: ${text}`));
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts.length).toBeGreaterThanOrEqual(300);
});
