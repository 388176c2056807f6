/** One talk through the real handlers with a model that misbehaves at every turn, each time in another way: the card is no worse for it. */
import { expect, test } from 'vitest';
import { CHARACTERS, characterOf } from '../../../local/emulators/model/characters.ts';
import type { ModelScript } from '../../../local/emulators/model/emulator.ts';
import { useWorlds } from '../../support/world.ts';
import { HARM, talkTo } from './persona.ts';

const world = useWorlds();
const withModel = {
  environment: { LLM_PROVIDER: 'openai', LLM_FALLBACK_PROVIDER: 'openai', LLM_PRICE: '0.30/2.50' },
} as const;

/** Another character for each answer; what is late would only stop the talk, and has a test of its own. */
const inTurn = (): ModelScript => {
  const each = CHARACTERS.filter((character) => character !== 'too_late');
  let asked = 0;
  return (request) => {
    const script = characterOf(each[asked % each.length] ?? 'empty');
    asked += 1;
    return typeof script === 'function' ? script(request) : script;
  };
};

test('T9 · a talk with a model that misbehaves in every way ends in the same card as one without', async () => {
  const plain = await world();
  await talkTo(plain);
  const expected = (await plain.lead()).facts;
  expect(plain.stage()).toBe('REUNIÃO AGENDADA');
  await plain.supabase.control.reset();

  const w = await world(withModel);
  w.model.control.always(inTurn());
  await talkTo(w);
  expect(w.stage(), w.received().join('\n')).toBe('REUNIÃO AGENDADA');
  expect((await w.lead()).facts).toEqual(expected);
  expect(w.received().join('\n')).not.toMatch(HARM);

  // What it cost stands in the ledger beside the decision to speak, in numbers alone.
  const spent = (await w.decisions()).find(({ evidence }) => evidence['model'] !== undefined)?.evidence;
  expect(spent).toMatchObject({ model: 'openai/modelo-local' });
  expect(Number(spent?.['tokensIn'])).toBeGreaterThan(0);
  expect(Number(spent?.['costUsd'])).toBeGreaterThan(0);
});

test('T9 · an answer that comes after its time is not used, and the lead is answered all the same', async () => {
  const w = await world(withModel);
  w.model.control.always(characterOf('too_late'));
  w.saysNow('oi');
  await w.seconds(240);
  expect(w.fromBot()).toHaveLength(1);
  expect((await w.lead()).facts).toMatchObject({ interested: null, hasOwnPlant: null });
  expect(w.logLines.join('\n')).toContain('brain.out_of_time');
});
