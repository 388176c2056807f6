/** Words that undo a signal or set one, guard by guard: the lead's VOLTAR, an operator's resume, a seller's note, a hook's card (V1, P6). */
import { expect, test } from 'vitest';
import { NOW_MS, useDesk } from '../support/database.ts';
import { at, get, set, somebodyElse } from './support.ts';

const desk = useDesk();
type Row = Readonly<Record<string, unknown>>;
const HELD = {
  opted_out_at: at(-10),
  human_reply_at: at(-10),
  human_reply_until: at(90),
  bot_handoff_at: at(-10),
};

async function aLead(row: Row = {}) {
  const d = desk();
  await somebodyElse(d);
  const other = await d.store.resolveLead(
    { phone: null, lid: '900', bsuid: null, replyTo: '900@lid' },
    NOW_MS,
  );
  await set(d, 'leads', other.id, { ...HELD, kommo_lead_id: 2 });
  const { id } = await d.lead();
  await set(d, 'leads', id, row);
  const ledger = async () =>
    (await d.store.decisionsOf(id, 9)).map(({ kind, reason }) => `${kind} ${reason}`);
  const ms = async () => {
    const now = await get(d, 'leads', id);
    return Object.fromEntries(
      Object.keys(HELD).map((key) => [
        key,
        now[key] === null ? null : new Date(String(now[key])).getTime() - NOW_MS,
      ]),
    );
  };
  const bystander = async () => get(d, 'leads', other.id);
  return { d, id, other: other.id, ledger, ms, bystander, was: await bystander() };
}

const ALL = { opted_out_at: -10, human_reply_at: -10, human_reply_until: 90, bot_handoff_at: -10 };
/** [the signals named, when the word was given, what stands after it, the epoch] */
const WORDS: readonly (readonly [readonly string[], number, Row, number])[] = [
  [['opt_out'], 0, { ...ALL, opted_out_at: null }, 1],
  [['human_reply'], 0, { ...ALL, human_reply_at: null, human_reply_until: null }, 1],
  [['bot_handoff'], 0, { ...ALL, bot_handoff_at: null }, 1],
  [['opt_out', 'bot_handoff'], 0, { ...ALL, opted_out_at: null, bot_handoff_at: null }, 1],
  [['opt_out', 'human_reply', 'bot_handoff'], -10, ALL, 0],
  [['opt_out', 'human_reply', 'bot_handoff'], -11, ALL, 0],
  [[], 0, ALL, 0],
];
test.each(WORDS)(
  'V1 · a word that undoes %j at %i leaves %j, epoch %i',
  async (signals, given, after, epoch) => {
    const { d, id, ms, ledger, bystander, was } = await aLead(HELD);
    const { rows } = await d.supabase.db.query<{ id: string; epoch: number }>(
      'select id, epoch::int from public.release_signals($1, $2, $3, $4, $5)',
      [id, signals, at(given), '{"reason": "note"}', at(0)],
    );
    expect(rows).toEqual([{ id, epoch }]);
    expect(await ms()).toEqual(after);
    expect(await ledger()).toEqual(epoch === 1 ? ['release note'] : []);
    expect(await bystander()).toEqual(was);
  },
);
test('V1 · a word about a signal that does not stand says nothing', async () => {
  const { d, id, ledger } = await aLead();
  await d.supabase.db.query(`select public.release_signals($1, '{opt_out}', $2, '{}', $2)`, [id, at(0)]);
  expect([await ledger(), (await get(d, 'leads', id))['epoch']]).toEqual([[], 0]);
});
test('V1 · one signal is younger than the word: it stands, and the others go', async () => {
  const { d, id, ms } = await aLead({ ...HELD, opted_out_at: at(-1) });
  await d.supabase.db.query(
    `select public.release_signals($1, '{opt_out, bot_handoff}', $2, '{"reason": "note"}', $3)`,
    [id, at(-5), at(0)],
  );
  expect(await ms()).toEqual({ ...ALL, opted_out_at: -1, bot_handoff_at: null });
});
test('design §4 · a person’s stage is released by a live read alone', async () => {
  const { d, id } = await aLead();
  await expect(
    d.supabase.db.query(`select public.release_signals($1, '{human_stage}', $2, '{}', $2)`, [id, at(0)]),
  ).rejects.toThrow(/live read/);
});

type Note = {
  readonly note?: number;
  readonly command?: string;
  readonly given: number;
  readonly at?: number;
};
async function obey(it: Awaited<ReturnType<typeof aLead>>, lead: string, note: Note) {
  const { rows } = await it.d.supabase.db.query<{ id: string }>(
    'select id from public.obey_note($1, $2, $3, $4, 60, 7, $5)',
    [lead, note.note ?? 1, note.command ?? 'humano', at(note.given), at(note.at ?? 0)],
  );
  expect(rows).toEqual([{ id: lead }]);
}
test('V1 · /humano holds the lead from the note’s time, for the pause’s length', async () => {
  const it = await aLead();
  await obey(it, it.id, { given: -5 });
  expect(await it.ms()).toMatchObject({ human_reply_at: -5, human_reply_until: 59_995 });
  expect(await it.ledger()).toEqual(['takeover note']);
});
test('V1 · a note from a clock ahead of ours counts from now', async () => {
  const it = await aLead();
  await obey(it, it.id, { given: 5000 });
  expect(await it.ms()).toMatchObject({ human_reply_at: 0, human_reply_until: 60_000 });
});
test('V1 · /bot undoes a person’s reply and the bot’s hand-over, and no stop', async () => {
  const it = await aLead(HELD);
  await obey(it, it.id, { command: 'bot', given: -5 });
  expect(await it.ms()).toEqual({
    ...ALL,
    human_reply_at: null,
    human_reply_until: null,
    bot_handoff_at: null,
  });
  expect(await it.bystander()).toEqual(it.was);
});
test('V1 · a /bot ahead of our clock undoes nothing that is younger than now', async () => {
  const it = await aLead({ ...HELD, human_reply_at: at(10) });
  await obey(it, it.id, { command: 'bot', given: 5000 });
  expect(await it.ms()).toMatchObject({ human_reply_at: 10, bot_handoff_at: null });
});
test('V1 · the same note is obeyed once: told again it holds nobody', async () => {
  const it = await aLead();
  await obey(it, it.id, { given: -5 });
  await set(it.d, 'leads', it.id, { human_reply_at: null, human_reply_until: null });
  await obey(it, it.id, { given: -5 });
  expect(await it.ms()).toMatchObject({ human_reply_at: null });
  expect((await get(it.d, 'leads', it.id))['epoch']).toBe(1);
});

/** [the note before it, the note, whether a person holds the lead after both] */
const ORDERS: readonly (readonly [string, Note & { readonly of?: 'other' }, Note, boolean])[] = [
  ['a /bot given after it', { command: 'bot', given: -4 }, { note: 2, given: -5 }, false],
  ['a /bot given in its moment', { command: 'bot', given: -5 }, { note: 2, given: -5 }, true],
  ['a /bot given before it', { command: 'bot', given: -6 }, { note: 2, given: -5 }, true],
  ['a /bot about another lead', { command: 'bot', given: -4, of: 'other' }, { note: 2, given: -5 }, true],
];
test.each(ORDERS)('V1 · a /humano that comes behind %s', async (_what, before, note, holds) => {
  const it = await aLead();
  await obey(it, before.of === 'other' ? it.other : it.id, before);
  await obey(it, it.id, note);
  expect((await it.ms())['human_reply_at'] !== null).toBe(holds);
});
test('V1 · a /humano given later does not outlive an older one’s end, nor forbid it', async () => {
  const it = await aLead();
  await obey(it, it.id, { given: -4 });
  await set(it.d, 'leads', it.id, { human_reply_at: null, human_reply_until: null });
  await obey(it, it.id, { note: 2, given: -5 });
  expect(await it.ms()).toMatchObject({ human_reply_at: -5 });
});
test('V1 · a /bot that comes behind a later /bot is obeyed all the same', async () => {
  const it = await aLead();
  await obey(it, it.id, { command: 'bot', given: -4 });
  await set(it.d, 'leads', it.id, { bot_handoff_at: at(-9) });
  await obey(it, it.id, { note: 2, command: 'bot', given: -5 });
  expect(await it.ms()).toMatchObject({ bot_handoff_at: null });
});

test('P6, H7 · a hook about a card takes every lead of that card over, and nobody of another', async () => {
  const it = await aLead({ kommo_lead_id: 1 });
  const spouse = await it.d.store.resolveLead(
    { phone: null, lid: '901', bsuid: null, replyTo: '901@lid' },
    NOW_MS,
  );
  await set(it.d, 'leads', spouse.id, { kommo_lead_id: 1 });
  const { rows } = await it.d.supabase.db.query<{ id: string }>(
    'select id from public.record_card_takeover(1, $1, $2)',
    [at(-5), at(0)],
  );
  expect(rows.map(({ id }) => id).sort()).toEqual([it.id, spouse.id].sort());
  for (const id of [it.id, spouse.id])
    expect((await get(it.d, 'leads', id))['human_stage_at']).not.toBeNull();
  expect(await it.bystander()).toEqual(it.was);
});
