/** Each promise of the demo, kept and broken. */
import { expect, test } from 'vitest';
import {
  botIsSilent,
  botMentions,
  botSends,
  type Expectation,
  fateOf,
  fieldIs,
  hookWasLost,
  nothingBroke,
  nothingTwice,
  type Seen,
  silentBecause,
  stageIs,
  stageReadsAreYoung,
  turnIsHeld,
} from '../../../local/demo/expectation.ts';

/** A scene in which nothing happened. */
const seen = (parts: Partial<Seen> = {}): Seen => ({
  bubbles: [],
  decisions: [],
  inbound: [],
  stage: null,
  fields: {},
  hooksLost: 0,
  duplicates: 0,
  failures: [],
  ...parts,
});
const bubble = (text: string, stageAgeMs: number | null = 10) => ({ text, stageAgeMs });

const CASES: readonly [name: string, expectation: Expectation, kept: Seen, broken: readonly Seen[]][] = [
  ['silence', botIsSilent, seen(), [seen({ bubbles: [bubble('oi')] })]],
  ['so many bubbles', botSends(1), seen({ bubbles: [bubble('oi')] }), [seen(), seen({ bubbles: [bubble('a'), bubble('b')] })]],
  ['words', botMentions('Helena'), seen({ bubbles: [bubble('Aqui é Helena')] }), [seen(), seen({ bubbles: [bubble('Aqui é Ana')] })]],
  [
    'the reason of a silence',
    silentBecause('human_stage'),
    seen({ decisions: [{ kind: 'silence', reason: 'human_stage' }] }),
    [seen(), seen({ decisions: [{ kind: 'silence', reason: 'opt_out' }] }), seen({ decisions: [{ kind: 'hold', reason: 'human_stage' }] })],
  ],
  [
    'a held turn',
    turnIsHeld,
    seen({ decisions: [{ kind: 'hold', reason: 'server_error' }] }),
    [seen(), seen({ decisions: [{ kind: 'silence', reason: 'human_stage' }] })],
  ],
  [
    'the fate of a message',
    fateOf('oi?', 'silenced'),
    seen({ inbound: [{ text: 'oi?', disposition: 'silenced' }] }),
    [
      seen(),
      seen({ inbound: [{ text: 'oi?', disposition: 'answered' }] }),
      // Recorded twice is as bad as not at all.
      seen({
        inbound: [
          { text: 'oi?', disposition: 'silenced' },
          { text: 'oi?', disposition: 'silenced' },
        ],
      }),
    ],
  ],
  ['the stage', stageIs('NOVO LEAD'), seen({ stage: 'NOVO LEAD' }), [seen(), seen({ stage: 'QUALIFICADO' })]],
  ['a field', fieldIs('Valor', '850'), seen({ fields: { Valor: 850 } }), [seen(), seen({ fields: { Valor: '85' } })]],
  ['a lost hook', hookWasLost, seen({ hooksLost: 1 }), [seen()]],
  [
    'δ',
    stageReadsAreYoung(1000),
    seen({ bubbles: [bubble('a', 0), bubble('b', 1000)] }),
    // A send whose δ nobody knows is no proof.
    [seen({ bubbles: [bubble('a', 1001)] }), seen({ bubbles: [bubble('a', null)] }), seen({ bubbles: [bubble('a', -1)] })],
  ],
  ['no copies', nothingTwice, seen(), [seen({ duplicates: 1 })]],
  ['no failures', nothingBroke, seen(), [seen({ failures: ['conversation: boom'] })]],
];

for (const [name, expectation, good, bad] of CASES)
  test(`${name}: kept when it is so, broken when it is not`, () => {
    expect(expectation(good).kept).toBe(true);
    for (const world of bad) expect(expectation(world)).toMatchObject({ kept: false, saw: expect.stringMatching(/./) });
  });
