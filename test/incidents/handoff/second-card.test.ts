/** P1: a seller makes a second card for the same person while the bot is at work on an answer. The hook of the new contact is enough. */
import { expect, test } from 'vitest';
import { STATUS } from '../../../local/stack.ts';
import { useMoments } from '../races/moments.ts';

const world = useMoments();
const says = (_: unknown, turn: number): readonly string[] =>
  [1, 2, 3].map((part) => `Resposta ${turn}.${part}`);

for (const [moment, seconds] of [
  ['in the debounce', 2],
  ['while the bot thinks', 12],
  ['in the last second of its thinking', 19],
] as const)
  test(`P1, R2 · a second card with a person, made ${moment}, stops the answer before its first bubble`, async () => {
    const w = await world({ thinksForMs: 14_000, says });
    await w.says('oi');
    await w.seconds(60);
    expect(w.fromBot()).toHaveLength(3);
    w.saysNow('alguém?');
    await w.seconds(seconds);
    w.kommo.control.addLead({
      name: 'Mateus (balcão)',
      phone: '+5581990000001',
      statusId: STATUS.atendimento_humano,
    });
    await w.minutes(2);
    expect(w.fromBot()).toHaveLength(3);
    expect((await w.lead()).signals.humanStageAtMs).not.toBeNull();
    expect((await w.lead()).heldAtMs).toBeNull();
  });
