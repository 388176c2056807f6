/**
 * P1, §6: a seller makes a second card for the same person, or closes the first of two, while the bot is at work on an answer. The hook of
 * the new contact is enough; a closed card beside an open one of the bot's says nothing.
 */
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

for (const told of [true, false])
  test(`§6, I7 · the lead’s own card, closed (${told ? 'told' : 'untold'}) beside an open one of the bot’s, takes nobody over`, async () => {
    const w = await world({ thinksForMs: 14_000, says });
    await w.says('oi');
    await w.minutes(1);
    const contactId = w.kommo.control.card(w.cardId()).contacts[0]?.id;
    if (contactId === undefined) throw new Error('the card has no contact');
    w.kommo.control.addLead({ name: 'segunda usina', contactId, statusId: STATUS.em_qualificacao });
    await w.says('tudo bem?');
    await w.minutes(1);
    expect(w.fromBot()).toHaveLength(6);
    const { epoch } = await w.lead();
    w.saysNow('alguém?');
    await w.seconds(12);
    w.moves('won', { told });
    await w.minutes(4);
    expect(w.fromBot()).toHaveLength(9);
    expect((await w.lead()).epoch).toBe(epoch);
    expect((await w.decisions()).filter(({ kind }) => kind === 'takeover')).toEqual([]);
  });
