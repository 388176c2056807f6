/** Keys, templates and reminders, alone (I6, F17, F18), and what the stage table says of a place. */
import { beforeAll, expect, test } from 'vitest';
import { type BusinessHours, loadBusinessHours } from '../../lib/calendar/business-hours.ts';
import { Firing, reminderKey, reminderOf, scheduleName, stepKey } from '../../lib/follow-up/firing.ts';
import { nextReminder, reminderDueMs } from '../../lib/follow-up/reminder-plan.ts';
import { type TemplateValues, templateFor } from '../../lib/follow-up/template.ts';
import {
  createStageMap,
  hasMeeting,
  ruleOf,
  STAGE_KEYS,
  STAGE_PLACES,
  STAGES,
  type StageMapError,
} from '../../lib/pipeline.ts';
import { MeetingId } from '../../lib/store/rows.ts';
import { parseWeeklyHours } from '../../lib/weekly-hours.ts';
import { LEAD_ID } from './support/leads.ts';

const MEETING = MeetingId.parse('00000000-0000-4000-8000-000000000005');
const HOUR = 3_600_000;

test('I6, F18 · a step’s key names lead, cycle and step; a reminder’s its meeting, start and step; and it is found again by it', () => {
  expect(stepKey({ leadId: LEAD_ID, cycle: 3, step: 'close' })).toBe(`follow-up:${LEAD_ID}:3:close`);
  const firing = {
    kind: 'reminder',
    leadId: LEAD_ID,
    meetingId: MEETING,
    startsAtMs: 1_795_438_800_000,
    step: '24h',
  } as const;
  expect(reminderKey(firing)).toBe(`reminder:${MEETING}:1795438800:24h`);
  expect(reminderOf(LEAD_ID, reminderKey(firing))).toEqual(firing);
  expect(reminderKey({ ...firing, startsAtMs: 1_795_438_800_999 })).toBe(reminderKey(firing));
  for (const key of ['', 'follow-up:x:3:1', `reminder:${MEETING}:1795438800:3h`, `reminder:${MEETING}::24h:`])
    expect(reminderOf(LEAD_ID, key)?.step ?? null).toBe(key.endsWith('24h:') ? '24h' : null);
  expect(scheduleName({ kind: 'step', leadId: LEAD_ID })).toBe(`lead-${LEAD_ID}`);
  expect(scheduleName({ kind: 'reminder', leadId: LEAD_ID })).toBe(`meeting-${LEAD_ID}`);
});
test.each([
  [{ kind: 'step', leadId: LEAD_ID, cycle: 0, step: 1 }, true],
  [{ kind: 'step', leadId: LEAD_ID, cycle: -1, step: 1 }, false],
  [{ kind: 'step', leadId: LEAD_ID, cycle: 0, step: 0 }, false],
  [{ kind: 'step', leadId: LEAD_ID, cycle: 0, step: 'close' }, true],
])('a schedule carries %j: taken: %s', (firing, taken) => {
  expect(Firing.safeParse(firing).success).toBe(taken);
});

const values: TemplateValues = { first_name: 'Mateus', meeting_link: null } as never;
const template = { name: 'retomada', language: 'pt_BR', params: [{ name: 'nome', value: 'first_name' }] };
const templates = { step1: template, reminder_24h: { ...template, name: 'lembrete' } } as never;
test('a template is of its step or its reminder, filled; one that lacks a value is none', () => {
  expect(templateFor(1, { templates, values })).toEqual({
    name: 'retomada',
    language: 'pt_BR',
    params: [{ name: 'nome', text: 'Mateus' }],
  });
  expect(templateFor('24h', { templates, values })?.name).toBe('lembrete');
  expect([templateFor(2, { templates, values }), templateFor('2h', { templates, values })]).toEqual([
    null,
    null,
  ]);
  for (const first_name of [null, '', '  '])
    expect(templateFor(1, { templates, values: { ...values, first_name } as never })).toBeNull();
});

let hours: BusinessHours;
beforeAll(async () => {
  hours = await loadBusinessHours({
    hours: parseWeeklyHours('mon-fri 08:00-18:00'),
    timezone: 'America/Sao_Paulo',
    daysOff: 'national',
  });
});
/** Monday 23 November 2026 in São Paulo. */
const monday = (hour: number): number => Date.parse('2026-11-23T03:00:00Z') + hour * HOUR;

test('F17 · an opening exactly as late as is still of use is waited for; a moment later the reminder comes before the closing', () => {
  // Friday the 20th is a holiday, so the closing before it is Thursday's. Meant for Sunday; Monday's opening is six hours before two, and less before half past one.
  expect(reminderDueMs('24h', { startsAtMs: monday(14), hours })).toBe(monday(8));
  expect(reminderDueMs('24h', { startsAtMs: monday(14) - 1, hours })).toBe(monday(17.5 - 4 * 24));
});
test('F17 · a company that was closed for a fortnight has no closing to come before: its next opening', () => {
  const opens = monday(8);
  const never: BusinessHours = { ...hours, nextOpening: () => opens, openings: () => [] };
  expect(reminderDueMs('24h', { startsAtMs: monday(9), hours: never })).toBe(opens);
});
test('F17 · the reminder that a schedule woke us for is the first that is looked at, and nobody is told an earlier one after it', () => {
  const of = { startsAtMs: monday(8 + 24), done: [], hours };
  expect(nextReminder({ ...of, armed: null, nowMs: monday(0) }).next?.step).toBe('24h');
  expect(nextReminder({ ...of, armed: '24h', nowMs: monday(0) }).next?.step).toBe('24h');
  expect(nextReminder({ ...of, armed: '2h', nowMs: monday(0) }).next?.step).toBe('2h');
  expect(nextReminder({ ...of, armed: null, done: ['24h'], nowMs: monday(0) }).next?.step).toBe('2h');
});

test('design §6 · a meeting stands behind one stage alone', () => {
  expect(STAGE_PLACES.filter(hasMeeting)).toEqual(['reuniao_agendada']);
  expect(hasMeeting(null)).toBe(false);
  expect(STAGE_PLACES.filter((place) => ruleOf(place).endsTalk)).toEqual([
    'desqualificado',
    'nao_interessado',
  ]);
});
const statuses = STAGE_KEYS.map((key, index) => ({
  statusId: 11 + index,
  name: STAGES[key].name as string,
  isUnsorted: false,
}));
const problem = (extra: typeof statuses, configuredIds = {}): string => {
  try {
    createStageMap({ pipeline: { pipelineId: 1, statuses: extra }, configuredIds });
    return '';
  } catch (error) {
    return (error as StageMapError).message;
  }
};
test('C7 · two stages of one name are named, and an id settles which is meant', () => {
  const twice = [...statuses, { statusId: 99, name: '1. novo lead', isUnsorted: false }];
  expect(problem(twice)).toContain('"Novo lead" and "1. novo lead" are one name');
  expect(problem(twice, { novo_lead: 99 })).toBe('');
  expect(problem(statuses)).toBe('');
  expect(problem(statuses.slice(1))).toContain('has "Em qualificação"');
});
test('C7 · won and lost are a person’s, unless one is configured as a stage of the table', () => {
  const map = (configuredIds: object, more: typeof statuses = []) =>
    createStageMap({ pipeline: { pipelineId: 1, statuses: [...statuses, ...more] }, configuredIds });
  const place = (of: ReturnType<typeof map>, statusId: number) => of.placeOf({ pipelineId: 1, statusId });
  expect([142, 143].map((id) => place(map({}), id))).toEqual(['won', 'lost']);
  const own = map({ nao_interessado: 143, desqualificado: 142 }, [
    { statusId: 142, name: 'Ganho', isUnsorted: false },
    { statusId: 143, name: 'Perdido', isUnsorted: false },
  ]);
  expect([142, 143].map((id) => place(own, id))).toEqual(['desqualificado', 'nao_interessado']);
});
