/** T11 · After two tries a closed question comes with its answers: to tap on Cloud, numbered on Evolution. */
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { MATEUS, useWorlds, type World } from '../support/world.ts';

const aWorld = useWorlds();

/** Up to the menu, which the lead twice leaves without an answer. */
async function leavesTheMenu(w: World): Promise<void> {
  for (const line of ['oi', 'Mateus', '850', 'hum', 'hmm']) await w.says(line);
}

test('T11 · on Cloud the menu put for the third time is a list, and a tapped row is the choice', async () => {
  const w = await aWorld();
  await leavesTheMenu(w);
  const last = w.cloud.control.sent.at(-1);
  expect(last?.type).toBe('interactive');
  expect(last?.text).toMatch(/\n• Usina própria\n• Aluguel de lote\n• Compra com desconto\n/);
  expect(w.cloud.control.sent.filter(({ type }) => type === 'interactive')).toHaveLength(1);
  w.cloud.control.leadSends({
    kind: 'list',
    id: 'compra_energia_desconto',
    text: 'Compra com desconto',
    from: MATEUS.phone,
    name: MATEUS.name,
  });
  await w.seconds(8);
  expect((await w.lead()).facts).toMatchObject({ chosenFlow: 'compra_energia_desconto' });
});

test('T11 · on Evolution the same question names its answers in numbered lines, and a number is the choice', async () => {
  const w = await aWorld({ provider: 'evolution' });
  await leavesTheMenu(w);
  expect(w.fromBot().at(-1)).toMatch(/\?\n1\. Usina própria\n2\. Aluguel de lote\n3\. Compra com desconto\n/);
  await w.says('3');
  expect((await w.lead()).facts).toMatchObject({ chosenFlow: 'compra_energia_desconto' });
});

const TO_OWN_PLANT = ['oi', 'Mateus', '850', 'C', 'não', 'Recife'] as const;
const TO_TIMES = [...TO_OWN_PLANT, 'não tenho', 'não', 'sou eu', 'sim'] as const;

/** The answers of the question that is open, as they were sent. */
async function optionsNow(w: World): Promise<readonly { readonly id: string; readonly title: string }[]> {
  const { dialogue } = await w.lead();
  return z.object({ options: z.array(z.object({ id: z.string(), title: z.string() })) }).parse(dialogue)
    .options;
}
async function taps(w: World, { id, title }: { readonly id: string; readonly title: string }): Promise<void> {
  w.cloud.control.leadSends({ kind: 'button', id, text: title, from: MATEUS.phone, name: MATEUS.name });
  await w.seconds(8);
}

test('T11 · on Cloud a yes-or-no question put for the third time is two buttons, and the tapped one is the answer', async () => {
  const w = await aWorld();
  for (const line of [...TO_OWN_PLANT, 'hum', 'hmm']) await w.says(line);
  const last = w.cloud.control.sent.at(-1);
  expect(last).toMatchObject({ type: 'interactive' });
  expect(last?.text).toMatch(/\?\n\[Já tenho placas\]\n\[Não tenho placas\]$/);
  const [, no] = await optionsNow(w);
  if (!no) throw new Error('there is no second button');
  await taps(w, no);
  expect((await w.lead()).facts).toMatchObject({
    hasOwnPlant: false,
    chosenFlow: 'compra_energia_desconto',
  });
});

test('T11 · on Cloud times put for the third time are buttons, and the tapped one is booked, at that very time', async () => {
  const w = await aWorld();
  for (const line of [...TO_TIMES, 'hum', 'hmm']) await w.says(line);
  expect(w.cloud.control.sent.at(-1)).toMatchObject({ type: 'interactive' });
  const options = await optionsNow(w);
  expect(options.every(({ title }) => title.length <= 20)).toBe(true);
  const last = options.at(-1);
  if (!last) throw new Error('there is no time');
  await taps(w, last);
  await w.says('mateus@exemplo.com');
  expect(w.stage()).toBe('REUNIÃO AGENDADA');
  const [event] = w.google.control.events();
  expect(`slot_${new Date(event?.startsAtMs ?? 0).toISOString()}`).toBe(last.id);
});
