/** Each promise of the demo, kept and broken. */
import { expect, test } from 'vitest';
import {
  botIsSilent,
  botMentions,
  botSends,
  botSpeaksAt,
  cardStays,
  type Expectation,
  fateOf,
  fieldIs,
  hookWasLost,
  ledgerSays,
  movesOnceTo,
  nothingBroke,
  nothingTwice,
  oneTaskWaits,
  type Seen,
  silentBecause,
  stageIs,
  stageReadsAreYoung,
  tagIs,
  turnIsHeld,
  wordsAreNew,
} from '../../../local/demo/expectation.ts';
import { wordsIn } from '../../../local/demo/words.ts';

const words = wordsIn('pt');
/** A scene in which nothing happened. */
const seen = (parts: Partial<Seen> = {}): Seen => ({
  bubbles: [],
  earlierTexts: [],
  moves: [],
  decisions: [],
  inbound: [],
  stage: null,
  fields: {},
  tags: [],
  openTasks: 0,
  hooksLost: 0,
  duplicates: 0,
  failures: [],
  ...parts,
});
/** 24/11 10:00:38 in São Paulo. */
const AT_MS = Date.parse('2026-11-24T13:00:38Z');
const bubble = (text: string, stageAgeMs: number | null = 10, atMs = AT_MS) => ({ text, stageAgeMs, atMs });

const CASES: readonly [name: string, expectation: Expectation, kept: Seen, broken: readonly Seen[]][] = [
  ['silence', botIsSilent, seen(), [seen({ bubbles: [bubble('oi')] })]],
  [
    'so many bubbles',
    botSends(1),
    seen({ bubbles: [bubble('oi')] }),
    [seen(), seen({ bubbles: [bubble('a'), bubble('b')] })],
  ],
  [
    'words',
    botMentions('Helena'),
    seen({ bubbles: [bubble('Aqui é Helena')] }),
    [seen(), seen({ bubbles: [bubble('Aqui é Ana')] })],
  ],
  [
    'the reason of a silence',
    silentBecause('human_stage'),
    seen({ decisions: [{ kind: 'silence', reason: 'human_stage' }] }),
    [
      seen(),
      seen({ decisions: [{ kind: 'silence', reason: 'opt_out' }] }),
      seen({ decisions: [{ kind: 'hold', reason: 'human_stage' }] }),
    ],
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
  [
    'a field',
    fieldIs('Valor', '850'),
    seen({ fields: { Valor: 850 } }),
    [seen(), seen({ fields: { Valor: '85' } })],
  ],
  [
    'the minute',
    botSpeaksAt('24/11 10:00'),
    seen({ bubbles: [bubble('a')] }),
    [
      seen(),
      seen({ bubbles: [bubble('a'), bubble('b')] }),
      seen({ bubbles: [bubble('a', 10, AT_MS + 60_000)] }),
    ],
  ],
  [
    'new words',
    wordsAreNew,
    seen({ bubbles: [bubble('a'), bubble('b')], earlierTexts: ['c'] }),
    [
      seen(),
      seen({ bubbles: [bubble('a')], earlierTexts: ['a'] }),
      seen({ bubbles: [bubble('a'), bubble('a')] }),
    ],
  ],
  [
    'a line of the ledger',
    ledgerSays('close', 'no_answer'),
    seen({ decisions: [{ kind: 'close', reason: 'no_answer' }] }),
    [
      seen(),
      seen({ decisions: [{ kind: 'silence', reason: 'no_answer' }] }),
      seen({
        decisions: [
          { kind: 'close', reason: 'no_answer' },
          { kind: 'close', reason: 'no_answer' },
        ],
      }),
    ],
  ],
  [
    'one move',
    movesOnceTo('NÃO INTERESSADO'),
    seen({ moves: ['NÃO INTERESSADO'] }),
    [seen(), seen({ moves: ['QUALIFICADO'] }), seen({ moves: ['NÃO INTERESSADO', 'NÃO INTERESSADO'] })],
  ],
  ['no move', cardStays, seen(), [seen({ moves: ['QUALIFICADO'] })]],
  [
    'a tag',
    tagIs('sem-resposta'),
    seen({ tags: ['SDR_IA', 'sem-resposta'] }),
    [seen(), seen({ tags: ['SDR_IA'] })],
  ],
  [
    'a task',
    oneTaskWaits,
    seen({ openTasks: 1 }),
    // Two would call two people.
    [seen(), seen({ openTasks: 2 })],
  ],
  ['a lost hook', hookWasLost, seen({ hooksLost: 1 }), [seen()]],
  [
    'δ',
    stageReadsAreYoung(1000),
    seen({ bubbles: [bubble('a', 0), bubble('b', 1000)] }),
    // A send whose δ nobody knows is no proof.
    [
      seen({ bubbles: [bubble('a', 1001)] }),
      seen({ bubbles: [bubble('a', null)] }),
      seen({ bubbles: [bubble('a', -1)] }),
    ],
  ],
  ['no copies', nothingTwice, seen(), [seen({ duplicates: 1 })]],
  ['no failures', nothingBroke, seen(), [seen({ failures: ['conversation: boom'] })]],
];

for (const [name, expectation, good, bad] of CASES)
  test(`${name}: kept when it is so, broken when it is not`, () => {
    expect(expectation(good, words).kept).toBe(true);
    for (const world of bad)
      expect(expectation(world, words)).toMatchObject({ kept: false, saw: expect.stringMatching(/./) });
  });
