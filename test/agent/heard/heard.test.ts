/** T1, T3, T4, T6, T13 · what leads write, as it is read. The rows of this folder were written before the readers; a kind stays above its figure. */
import { expect, test } from 'vitest';
import { openingDialogue } from '../../../lib/agent/dialogue.ts';
import { emptyFacts, FLOWS } from '../../../lib/agent/extract/facts.ts';
import { hear } from '../../../lib/agent/read-burst.ts';
import { measure } from './measure.ts';

/** Nearly all: what these rows say was made right, and new rows may bring a few that are not. */
const AT_LEAST = 0.97;

test.each(measure())('$kind are read right', ({ kind, total, wrong }) => {
  const share = 1 - wrong.length / total;
  process.stdout.write(
    `${kind}: ${total - wrong.length}/${total} (${(share * 100).toFixed(1)} %)${wrong.map((row) => `\n  ${JSON.stringify(row)}`).join('')}\n`,
  );
  expect(share).toBeGreaterThanOrEqual(AT_LEAST);
});

test('each kind has its rows once, seven hundred in all', () => {
  expect(measure().reduce((sum, { total }) => sum + total, 0)).toBeGreaterThanOrEqual(700);
});

test('T4 · lacking a thing refuses no solution: "não tenho placa solar" keeps the usina própria that was chosen', () => {
  const facts = { ...emptyFacts, name: 'Ana', bills: [1200], billBrl: 1200, chosenFlow: FLOWS[0] ?? null };
  for (const text of ['não tenho placa solar', 'não tenho painéis', 'não possuo placas solares ainda']) {
    const heard = hear({
      facts,
      dialogue: { ...openingDialogue, stage: 'fluxo', lastQuestion: 'own_plant', menuShown: [...FLOWS] },
      burst: [{ kind: 'text', text }],
    });
    expect(heard.facts).toMatchObject({ chosenFlow: 'instalacao_usina_propria', hasOwnPlant: false });
  }
});
