/** The same talk through the real handlers, without a model and with each that misbehaves on purpose: the card is no worse for it. */
import { expect, test } from 'vitest';
import { CHARACTERS, type Character, characterOf } from '../../../local/emulators/model/characters.ts';
import { useWorlds } from '../../support/world.ts';
import { HARM, talkTo } from './persona.ts';

const world = useWorlds();
const withModel = { environment: { LLM_PROVIDER: 'openai', LLM_FALLBACK_PROVIDER: 'openai' } } as const;
/** Doubts cost a line each, and each is settled by one answer. */
const MORE_TURNS_MAX = 8;
const PATIENCE: Readonly<Partial<Record<Character | 'none', number>>> = { late: 20, too_late: 100 };
const without: { facts?: unknown; turns?: number } = {};

test.each<Character | 'none'>(['none', ...CHARACTERS])(
  'T9 · %s: booked all the same, with the same card',
  async (character) => {
    const w = await world(character === 'none' ? {} : withModel);
    if (character !== 'none') w.model.control.always(characterOf(character));
    const turns = await talkTo(w, PATIENCE[character] ?? 0);
    expect(w.stage(), w.received().join('\n')).toBe('REUNIÃO AGENDADA');
    const { facts, signals } = await w.lead();
    expect(facts).toMatchObject({
      name: 'Mateus Andrade',
      billBrl: 850,
      chosenFlow: 'compra_energia_desconto',
    });
    expect(signals.optedOutAtMs).toBeNull();
    expect(w.received().join('\n')).not.toMatch(HARM);
    if (character === 'none') Object.assign(without, { facts, turns });
    expect(facts).toEqual(without.facts);
    expect(turns).toBeLessThanOrEqual((without.turns ?? 0) + MORE_TURNS_MAX);
  },
);
