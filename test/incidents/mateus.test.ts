/** The incident this product exists for. */
import { expect, test } from 'vitest';
import { useWorlds } from '../support/world.ts';

const world = useWorlds();

for (const provider of ['cloud', 'evolution'] as const) {
  test(`H1 · ${provider}: a card moved to ATENDIMENTO HUMANO silences the bot although Kommo's webhook was lost`, async () => {
    const w = await world({ provider });
    await w.says('oi');
    const before = w.fromBot();
    expect(before.length).toBeGreaterThan(0);

    w.moves('atendimento_humano', { told: false });
    await w.minutes(1);
    await w.says('oi?');

    expect(w.fromBot()).toEqual(before);
    expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
    // I5: what was said is in the history.
    expect((await w.messages()).at(-1)).toMatchObject({ body: 'oi?', disposition: 'silenced' });
  });

  test(`H3, I7 · ${provider}: moved back, the bot answers the next message with no webhook, and not the old one`, async () => {
    const w = await world({ provider });
    await w.says('oi');
    w.moves('atendimento_humano', { told: false });
    await w.says('oi?');
    const before = w.fromBot();
    w.moves('em_qualificacao', { told: false });
    await w.minutes(1);
    expect(w.fromBot()).toEqual(before);

    await w.says('voltei');
    expect(w.fromBot().length).toBeGreaterThan(before.length);
  });
}
