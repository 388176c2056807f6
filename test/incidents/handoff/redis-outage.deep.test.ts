/** H20, R16: with Redis gone each function sends under its own share of the rate, in real seconds, and decides as ever. */
import { expect, test } from 'vitest';
import { CLARA, useWorlds } from '../../support/world.ts';
import { takeovers, useMoments } from '../races/moments.ts';
import { countingBrain } from './cast.ts';

const world = useWorlds();
const moment = useMoments();
const SETTLED_MINUTES = 8;

for (const [how, status] of [
  ['unreachable', undefined],
  ['answering 500', 500],
] as const) {
  test(`H20 · Redis ${how}: the bot still speaks where it may, falls silent on a move nobody told of, and comes back`, async () => {
    const w = await world({ brains: [countingBrain()] });
    w.upstash.control.down(status);
    await w.says('oi');
    expect(w.fromBot()).toEqual(['resposta 1']);
    w.moves('atendimento_humano', { told: false });
    await w.says('oi?');
    expect(w.fromBot()).toEqual(['resposta 1']);
    expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });

    w.moves('em_qualificacao', { told: false });
    await w.minutes(1);
    await w.says('voltei');
    expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
  });

  test(`H20 · Redis ${how}: a seller's hook and a seller's own answer are recorded all the same`, async () => {
    const w = await world({ brains: [countingBrain()] });
    await w.says('oi');
    await w.says('oi', CLARA);
    const answered = w.fromBot();
    w.upstash.control.down(status);
    w.moves('atendimento_humano');
    w.whatsapp.personAnswers({ to: CLARA.phone, text: 'Oi, Clara, aqui é o Marcos' });
    await w.minutes(1);
    expect((await w.lead()).signals.humanStageAtMs).not.toBeNull();
    expect((await w.lead(CLARA)).signals.humanReplyAtMs).not.toBeNull();

    await w.says('oi?');
    await w.says('oi, Marcos', CLARA);
    expect(w.fromBot()).toEqual(answered);
    expect(w.fromBot(CLARA)).toHaveLength(1);
  });
}

for (const [name, takesOver] of takeovers()) {
  test(`R16, I4 · with Redis down, ${name} silences`, async () => {
    const w = await moment();
    await w.says('oi');
    const before = w.fromBot();
    w.upstash.control.down();
    takesOver(w);
    await w.minutes(1);
    await w.says('oi?');
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot()).toEqual(before);
  });
}
