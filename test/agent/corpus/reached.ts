/**
 * How many of the held utterances of each kind were read right when this was last measured: the mark is 97 %, and no kind may fall
 * below what it had reached. `npx vitest run test/agent/corpus` prints the figures.
 */
export const REACHED: Readonly<Record<string, number>> = {
  names: 42,
  bills: 63,
  choices: 49,
  'yes-no': 38,
  emails: 17,
  'opt-outs': 46,
  'wants-human': 22,
  places: 13,
  'own-plant': 12,
  'side-plant': 6,
  loyalty: 10,
  'side-loyalty': 2,
  decision: 12,
  'side-decision': 2,
  whose: 22,
  'side-bill': 10,
  'side-name': 7,
  'corrections-bill': 13,
  'corrections-name': 6,
  moods: 26,
  language: 16,
  times: 57,
  refusals: 24,
};
