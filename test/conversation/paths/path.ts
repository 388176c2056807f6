/** A whole talk as a table: what the lead says, and what the card in Kommo shows after it. Every turn states only what it changed. */
import { expect } from 'vitest';
import type { World } from '../../support/world.ts';

export const JOANA = { phone: '+5581990000031', name: 'jo 🌻' } as const;

/** The card as a seller sees it. */
export type CardShows = {
  readonly stage: string;
  readonly name: string;
  readonly bill: number | null;
  readonly solution: string | null;
  readonly score: number | null;
  readonly hasLink: boolean;
  readonly tags: readonly string[];
  readonly notes: number;
  readonly tasks: number;
};

/** Said as one message, or as several of one burst; then what changed on the card and what the lead heard. */
export type Step = readonly [
  says: string | readonly string[],
  changes: Partial<CardShows> & { readonly hears?: RegExp | 'nothing' },
];

const FRESH: CardShows = {
  stage: 'NOVO LEAD',
  name: JOANA.name,
  bill: null,
  solution: null,
  score: null,
  hasLink: false,
  tags: ['SDR_IA'],
  notes: 0,
  tasks: 0,
};

/** The only card there is, its contact's name and phone included. */
export function cardOf(w: World) {
  const [card, ...others] = w.kommo.control.cards();
  if (!card) throw new Error('there is no card in Kommo');
  const number = (field: string): number | null =>
    card.fields[field] === undefined ? null : Number(card.fields[field]);
  const shows: CardShows = {
    stage: card.stage,
    name: card.name,
    bill: number('Valor Conta Energia'),
    solution: card.fields['Solução Solar'] === undefined ? null : String(card.fields['Solução Solar']),
    score: number('Score de Qualificação'),
    hasLink: card.fields['Link da Reunião'] !== undefined,
    tags: card.tags,
    notes: card.notes.length,
    tasks: card.tasks.length,
  };
  return { card, others, shows };
}

/**
 * Talks the path through and looks at the card after every turn. Returns what the card shows in the end. `words`: where a model
 * words the reply, that something was said is told, not what.
 */
export async function walk(
  w: World,
  steps: readonly Step[],
  from: CardShows = FRESH,
  { words = 'exact' }: { readonly words?: 'exact' | 'any' } = {},
): Promise<CardShows> {
  let expected = from;
  for (const [says, { hears = /./, ...changes }] of steps) {
    const before = w.fromBot(JOANA).length;
    const lines = typeof says === 'string' ? [says] : says;
    for (const line of lines) w.saysNow(line, JOANA);
    await w.seconds(8);
    const heard = w.fromBot(JOANA).slice(before).join('\n');
    expected = { ...expected, ...changes };
    const { card, others, shows } = cardOf(w);
    expect({ after: says, ...shows }).toEqual({ after: says, ...expected });
    expect(others).toEqual([]);
    // C1: the contact is who sellers look for; the phone never changes.
    expect({
      after: says,
      contact: card.contacts.map(({ name }) => name),
      whatsapp: card.fields['WhatsApp'],
    }).toEqual({
      after: says,
      contact: [expected.name],
      whatsapp: JOANA.phone,
    });
    if (hears === 'nothing') expect({ after: says, heard }).toEqual({ after: says, heard: '' });
    else
      expect({ after: says, heard }).toEqual({
        after: says,
        heard: expect.stringMatching(words === 'exact' ? hears : /./),
      });
  }
  return expected;
}
