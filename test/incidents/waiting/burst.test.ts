/** W13 · Only what will itself be answered may supersede, and whatever ends without a turn hands on the burst that waits. */
import { expect, test } from 'vitest';
import { MATEUS, type World } from '../../support/world.ts';
import { type MomentWorld, useMoments } from '../races/moments.ts';

const world = useMoments();
const CONTENT = 'minha conta vem 600 reais';

const sticker = (w: World) =>
  w.whatsapp.leadSends({ kind: 'sticker', from: MATEUS.phone, name: MATEUS.name });
const late = (w: World) =>
  w.whatsapp.leadSays({
    from: MATEUS.phone,
    name: MATEUS.name,
    text: 'atrasada',
    at: w.clock.nowMs() - 16 * 60_000,
  });
const reaction = async (w: World) => {
  const first = (await w.messages()).find(({ author }) => author === 'bot');
  if (first?.providerId) w.whatsapp.react({ id: first.providerId, emoji: '👍' });
};
const edit = (w: World) => w.whatsapp.edit({ id: lastOfLead(w), text: 'minha conta vem 650 reais' });
const lastOfLead = (w: World): string =>
  w.whatsapp.phone(MATEUS.phone).findLast(({ from }) => from === 'lead')?.providerId ?? '';
/** Only the Cloud API tells of a message whose content may follow. */
const placeholder = (w: World) =>
  w.cloud.control.leadSends({
    kind: 'unsupported',
    what: 'unknown',
    placeholder: true,
    from: MATEUS.phone,
    name: MATEUS.name,
  });

type Aside = readonly [what: string, happens: (w: World) => unknown];
const ASIDES: readonly Aside[] = [
  ['a sticker', sticker],
  ['a message of 16 minutes ago', late],
  ['two stickers and a late message', (w) => [sticker(w), late(w), sticker(w)]],
  ['a reaction', reaction],
  ['an edit of it', edit],
];
const CLOUD_ASIDES: readonly Aside[] = [...ASIDES, ['a placeholder whose content never comes', placeholder]];

async function begun(options: Parameters<typeof world>[0]): Promise<MomentWorld> {
  const w = await world(options);
  await w.says('oi');
  await w.says('sou o Mateus');
  await w.minutes(20);
  return w;
}

for (const provider of ['cloud', 'evolution'] as const) {
  for (const [what, happens] of provider === 'cloud' ? CLOUD_ASIDES : ASIDES) {
    test(`W13 · ${provider}: ${what} after a text does not swallow its answer`, async () => {
      const w = await begun({ provider });
      for (const [round, gapMs] of [500, 3_000, 5_500, 9_000].entries()) {
        const before = w.fromBot().length;
        w.saysNow(`${CONTENT}, ${round}`);
        await w.clock.advance(gapMs);
        await happens(w);
        await w.minutes(2);
        expect([gapMs, w.fromBot().length > before]).toEqual([gapMs, true]);
      }
      expect((await w.messages()).filter(({ disposition }) => disposition === 'pending')).toEqual([]);
    });

    test(`W13 · ${provider}: ${what} while the model thinks: the text is answered, once`, async () => {
      const w = await begun({ provider, thinksForMs: 14_000 });
      const spoken = async () => (await w.decisions()).filter(({ kind }) => kind === 'speak').length;
      const before = await spoken();
      w.saysNow(CONTENT);
      await w.seconds(12);
      await happens(w);
      await w.minutes(25);
      // W3: what stays empty becomes an ordinary message, and is asked about in a turn of its own.
      expect(await spoken()).toBe(before + (happens === placeholder ? 2 : 1));
    });
  }
}

test('W13 · a text that a newer one superseded, which was then deleted, is answered', async () => {
  const w = await begun({ provider: 'cloud' });
  const before = w.fromBot().length;
  w.saysNow(CONTENT);
  await w.seconds(2);
  const id = w.whatsapp.leadSays({ from: MATEUS.phone, name: MATEUS.name, text: 'apaga essa' });
  await w.seconds(1);
  w.whatsapp.revoke({ id });
  await w.minutes(10);
  expect(w.fromBot().length).toBeGreaterThan(before);
});

test('W13 · a text, then the word that brings an opted-out lead back: both are answered together', async () => {
  const w = await begun({ provider: 'cloud' });
  await w.says('PARAR');
  const before = w.fromBot().length;
  w.saysNow(CONTENT);
  await w.seconds(2);
  w.saysNow('VOLTAR');
  await w.seconds(2);
  sticker(w);
  await w.minutes(10);
  expect(w.fromBot().length).toBeGreaterThan(before);
  expect((await w.messages()).filter(({ disposition }) => disposition === 'pending')).toEqual([]);
});

test('W13 · a text in line behind another line of the same lead: what comes in there first is no reason for silence', async () => {
  const w = await begun({ provider: 'cloud', thinksForMs: 10_000 });
  const before = w.fromBot().length;
  w.saysNow(CONTENT);
  await w.seconds(8);
  // While the model thinks, a message reaches the row by another line: the permit's cycle is over.
  await w.supabase.db.exec('update public.leads set cycle = cycle + 1');
  await w.minutes(10);
  expect(w.fromBot().length).toBeGreaterThan(before);
});

test('R7 · a sticker that still stands in line stops a follow-up all the same', async () => {
  const w = await world({ provider: 'cloud' });
  await w.says('oi');
  await w.seconds(30 * 60 - 8 - 2);
  const before = w.fromBot().length;
  sticker(w);
  await w.seconds(5);
  expect(w.fromBot().length).toBe(before);
});
