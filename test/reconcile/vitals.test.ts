/** The vital signs that no event tells: each minute on the log, from which the alarms are counted. */
import { expect, test } from 'vitest';
import { createLog } from '../../lib/log.ts';
import { watchToken } from '../../lib/reconcile/token-watch.ts';
import { createVirtualClock } from '../../local/clock.ts';
import { ops } from '../ops/support/ops.ts';
import { CLARA, START_MS, useWorlds, type World } from '../support/world.ts';

const world = useWorlds();

const DAY_SECONDS = 86_400;
const token = (claims: unknown): string =>
  `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

function daysTold(value: string): readonly unknown[] {
  const lines: string[] = [];
  const clock = createVirtualClock({ mode: 'manual', startMs: START_MS });
  watchToken({
    token: value,
    clock,
    log: createLog({ nowMs: clock.nowMs, write: (line) => lines.push(line) }),
  });
  return lines.map((line) => JSON.parse(line).daysLeft);
}

/** Every line with this noun, oldest first. */
const told = (w: World, noun: string): readonly Record<string, unknown>[] =>
  w.logLines.map((line): Record<string, unknown> => JSON.parse(line)).filter(({ event }) => event === noun);

test('I3 · who is held is told each minute, also when nobody is', async () => {
  const w = await world();
  await w.says('oi');
  await w.minutes(3);
  expect(told(w, 'vitals.held').length).toBeGreaterThanOrEqual(3);
  expect(told(w, 'vitals.held').every(({ leads }) => leads === 0)).toBe(true);

  w.kommo.control.down();
  await w.says('Mateus');
  await w.minutes(3);
  expect(told(w, 'vitals.held').at(-1)).toMatchObject({ leads: 1 });
});

test('O5 · a hook that Kommo gave up is told within minutes, and one that works is told as well', async () => {
  const w = await world();
  await w.minutes(2);
  expect(told(w, 'vitals.kommo_hook').at(-1)).toMatchObject({ level: 'info', down: 0 });

  const state = w.kommo.snapshot();
  await w.supabase.control.reset();
  const givenUp = await world({
    kommoState: { ...state, subscriptions: state.subscriptions.map((row) => ({ ...row, disabled: true })) },
  });
  await givenUp.minutes(2);
  expect(told(givenUp, 'vitals.kommo_hook').at(-1)).toMatchObject({ level: 'error', down: 1 });
});

test('while Kommo cannot be read the hook is neither called well nor down', async () => {
  const w = await world();
  w.kommo.control.down();
  await w.minutes(12);
  expect(told(w, 'vitals.kommo_hook')).toEqual([]);
});

test('V2 · a business that nobody writes to for its working hours is told to be deaf, and each message says it is not', async () => {
  const w = await world({ environment: { INBOUND_SILENCE_HOURS: '1' } });
  const silent = () => told(w, 'vitals.inbound').map((line) => line['silent']);
  await w.minutes(20);
  // Nobody has ever written: a stage that was deployed a minute ago is not deaf.
  expect(silent()).toEqual([]);
  await w.says('oi');
  await w.says('pare de me mandar mensagem');
  await w.minutes(50);
  expect(silent()).not.toContain(1);
  await w.minutes(30);
  expect(told(w, 'vitals.inbound').at(-1)).toMatchObject({ level: 'error', silent: 1 });
  await w.says('oi', CLARA);
  await w.minutes(20);
  expect(told(w, 'vitals.inbound').at(-1)).toMatchObject({ level: 'info', silent: 0 });
});

test('V2 · hours in which nobody works are no silence, and a bot that was stopped is not called deaf', async () => {
  const w = await world({
    environment: { INBOUND_SILENCE_HOURS: '1', BUSINESS_HOURS: 'mon-fri 08:00-10:30' },
  });
  await w.says('oi');
  await w.says('pare de me mandar mensagem');
  await w.minutes(90);
  expect(told(w, 'vitals.inbound').map((line) => line['silent'])).not.toContain(1);
  const before = told(w, 'vitals.inbound').length;
  expect(before).toBeGreaterThan(0);
  expect(await ops(w, ['stop'])).toMatchObject({ code: 0 });
  await w.minutes(20);
  expect(told(w, 'vitals.inbound')).toHaveLength(before);
});

test('the days that the token has left are told from its own claims', async () => {
  const w = await world({
    environment: { KOMMO_TOKEN: token({ exp: Math.floor(START_MS / 1000) + 13 * DAY_SECONDS + 60 }) },
  });
  await w.minutes(1);
  expect(told(w, 'vitals.kommo_token').at(0)).toMatchObject({ daysLeft: 13 });
});

test.each([
  ['a day and a second', DAY_SECONDS + 1, 1],
  ['a second less than a day', DAY_SECONDS - 1, 0],
  ['ended an hour ago', -3600, -1],
])('days left: %s', (_, seconds, days) => {
  expect(daysTold(token({ exp: START_MS / 1000 + seconds }))).toEqual([days]);
});

test.each([['local_kommo_token'], ['a.b.c'], [token({ sub: '1' })], [token({ exp: 'soon' })], ['']])(
  'a token that tells no end gives no number (%s)',
  (value) => {
    expect(daysTold(value)).toEqual([]);
  },
);
