/** T11 · After two tries a closed question comes with its answers: to tap on Cloud, numbered on Evolution. */
import { expect, test } from 'vitest';
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
