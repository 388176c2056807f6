/** W14: what tells of the account's health is read, counted and alarmed, and an instance that goes down quietly is noticed. */
import { expect, test } from 'vitest';
import { ACCOUNT_FIELDS } from '../../lib/whatsapp/cloud-account.ts';
import { useWorlds, type World } from '../support/world.ts';

const world = useWorlds();

const lines = (w: World, noun: string, level = 'error') =>
  w.logLines.filter((line) => line.includes(`"${noun}"`) && line.includes(`"level":"${level}"`));

/** A body of each field, as Meta's pages show them, and what a person has to see of it. */
const TOLD: readonly (readonly [field: string, value: Record<string, unknown>, sees: RegExp | null])[] = [
  [
    'account_update',
    {
      phone_number: '558190001000',
      event: 'PARTNER_REMOVED',
      disconnection_info: { reason: 'PRIMARY_INACTIVITY', initiated_by: 'SYSTEM' },
    },
    /PARTNER_REMOVED.*PRIMARY_INACTIVITY/,
  ],
  ['account_update', { event: 'ACCOUNT_OFFBOARDED' }, /ACCOUNT_OFFBOARDED/],
  [
    'account_update',
    { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE' } },
    /SCHEDULE_FOR_DISABLE/,
  ],
  [
    'account_update',
    {
      event: 'ACCOUNT_RESTRICTION',
      restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: 1 }],
    },
    /RESTRICTED_BIZ_INITIATED_MESSAGING/,
  ],
  ['account_update', { event: 'A_WORD_OF_TOMORROW' }, /A_WORD_OF_TOMORROW/],
  ['account_update', { event: 'ACCOUNT_RECONNECTED' }, null],
  [
    'phone_number_quality_update',
    { display_phone_number: '558190001000', event: 'FLAGGED', current_limit: 'TIER_1K' },
    /FLAGGED.*TIER_1K/,
  ],
  ['phone_number_quality_update', { event: 'DOWNGRADE', current_limit: 'TIER_250' }, /DOWNGRADE/],
  ['phone_number_quality_update', { event: 'UPGRADE', current_limit: 'TIER_10K' }, null],
  [
    'account_alerts',
    { entity_type: 'WABA', alert_info: { alert_severity: 'CRITICAL', alert_type: 'OBA_REJECTED' } },
    /CRITICAL.*OBA_REJECTED/,
  ],
  ['account_alerts', { alert_severity: 'WARNING', alert_type: 'X' }, /WARNING/],
  ['account_review_update', { decision: 'REJECTED' }, /REJECTED/],
  ['phone_number_name_update', { decision: 'DEFERRED', requested_verified_name: 'Solar' }, /DEFERRED/],
  ['business_capability_update', { max_daily_conversation_per_phone: 250 }, null],
  ['security', { display_phone_number: '558190001000', event: 'PIN_CHANGED', requester: '1' }, /PIN_CHANGED/],
  [
    'message_template_status_update',
    { event: 'PAUSED', message_template_name: 'retomada', message_template_language: 'pt_BR' },
    /PAUSED.*retomada/,
  ],
  ['message_template_quality_update', { new_quality_score: 'RED', message_template_name: 'retomada' }, /RED/],
  [
    'template_category_update',
    { new_category: 'MARKETING', previous_category: 'UTILITY', message_template_name: 'retomada' },
    /MARKETING/,
  ],
  // Of the account, though under `messages`.
  ['messages', { errors: [{ code: 131_031, title: 'Business Account locked' }] }, /131031/],
];

test('W14 · every field that Meta tells of an account by reaches a person where it is bad news, and nobody where it is not', async () => {
  const w = await world();
  expect(TOLD.map(([field]) => field)).toEqual(expect.arrayContaining([...ACCOUNT_FIELDS]));
  for (const [field, value, sees] of TOLD) {
    const before = lines(w, 'whatsapp.account_alarm').length;
    w.cloud.control.tells(field, {
      ...value,
      ...(field === 'messages' && { metadata: { phone_number_id: '106500000001000' } }),
    } as Parameters<typeof w.cloud.control.tells>[1]);
    await w.seconds(8);
    const heard = lines(w, 'whatsapp.account_alarm').slice(before);
    expect(heard, `${field} ${JSON.stringify(value)}`).toHaveLength(sees ? 1 : 0);
    if (sees) expect(heard[0]).toMatch(sees);
    expect(heard.join()).not.toContain('558190001000');
  }
});

test('W14 · an instance that only says connecting is an alarm after two minutes, until it is open again', async () => {
  const w = await world({ provider: 'evolution' });
  await w.minutes(2);
  w.evolution.control.disconnect({ transient: true });
  await w.minutes(1);
  expect(lines(w, 'vitals.whatsapp')).toEqual([]);
  await w.minutes(3);
  expect(lines(w, 'vitals.whatsapp').length).toBeGreaterThan(0);
  expect(lines(w, 'vitals.whatsapp')[0]).toContain('"state":"connecting"');
  w.evolution.control.reconnect();
  await w.minutes(1);
  const rung = lines(w, 'vitals.whatsapp').length;
  await w.minutes(5);
  expect(lines(w, 'vitals.whatsapp')).toHaveLength(rung);
});

test('W14 · an Evolution that answers nobody is an alarm as well: it tells of nothing any more', async () => {
  const w = await world({ provider: 'evolution' });
  w.evolution.control.licensed(false);
  await w.minutes(4);
  expect(lines(w, 'vitals.whatsapp')[0]).toContain('http_503');
});

test('W14 · an instance that is logged out from the phone is an alarm at once', async () => {
  const w = await world({ provider: 'evolution' });
  w.evolution.control.logOut();
  await w.seconds(10);
  expect(lines(w, 'whatsapp.alarm').length).toBeGreaterThan(0);
});

test('W12 · a body over the cap is refused loudly', async () => {
  const w = await world();
  const answer = await fetch(`${w.url}/webhooks/whatsapp/cloud`, {
    method: 'POST',
    body: JSON.stringify({ filler: 'a'.repeat(3 * 1024 * 1024) }),
  });
  expect(answer.status).toBe(413);
  expect(lines(w, 'webhook.too_large')).toHaveLength(1);
});

test('P14 · a Kommo slower than the bound is no silent bot: nothing is committed on a stale read, it is told, and said once it is quick', async () => {
  const w = await world();
  await w.says('oi');
  const said = w.fromBot().length;
  w.kommo.control.fault({ kind: 'latency', ms: 1_400, times: 'always', match: { path: '/api/v4/leads' } });
  await w.says('Mateus');
  await w.minutes(2);
  expect(w.fromBot()).toHaveLength(said);
  expect(lines(w, 'egress.read_too_slow').length).toBeGreaterThan(0);
  expect((await w.decisions()).map(({ reason }) => reason)).toContain('kommo_slow');
  w.kommo.control.clearFaults();
  await w.minutes(12);
  expect(w.fromBot().length).toBeGreaterThan(said);
});
