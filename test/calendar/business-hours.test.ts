/** Opening hours: parsed, in a zone, less Brazil's days off. Edges in pairs. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type BusinessHours,
  createBusinessHours,
  loadBusinessHours,
} from '../../lib/calendar/business-hours.ts';
import { addDays, civilDateAt, instantOf } from '../../lib/calendar/zone.ts';
import { ConfigError, loadConversationConfig } from '../../lib/config.ts';
import { parseWeeklyHours } from '../../lib/weekly-hours.ts';

const SAO_PAULO = 'America/Sao_Paulo';
const HOURS = parseWeeklyHours('mon-fri 08:00-18:00');
/** A civil time in São Paulo, `2026-11-23 07:59`. */
const at = (text: string, timezone = SAO_PAULO): number => {
  const [date = '', clock = ''] = text.split(' ');
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return instantOf({ date, minute: hour * 60 + minute, timezone });
};

let national: BusinessHours;
let forMeetings: BusinessHours;
beforeAll(async () => {
  national = await loadBusinessHours({ hours: HOURS, timezone: SAO_PAULO, daysOff: 'national' });
  forMeetings = await loadBusinessHours({ hours: HOURS, timezone: SAO_PAULO, daysOff: 'national_and_bank' });
});

describe('BUSINESS_HOURS', () => {
  test('days, runs of days and several parts', () => {
    const week = parseWeeklyHours('Mon-Fri 08:00-12:00, mon-fri 14:00-18:00, sat 09:00-12:30');
    expect(week[1]).toEqual([
      { opensAtMinute: 480, closesAtMinute: 720 },
      { opensAtMinute: 840, closesAtMinute: 1080 },
    ]);
    expect(week[6]).toEqual([{ opensAtMinute: 540, closesAtMinute: 750 }]);
    expect(week[0]).toEqual([]);
  });
  test('a run goes round the end of the week', () => {
    const week = parseWeeklyHours('sat-mon 00:00-24:00');
    expect(week.map((day) => day.length)).toEqual([1, 1, 0, 0, 0, 0, 1]);
  });
  test.each([
    ['always', 'form'],
    ['mon-fri 8-18', 'form'],
    ['seg-sex 08:00-18:00', 'form'],
    ['mon-fri 08:00-24:30', 'form'],
    ['mon-fri 08:60-18:00', 'form'],
    ['mon-fri 18:00-08:00', 'closes before'],
    ['mon 08:00-12:00, mon 11:00-13:00', 'twice'],
  ])('%s is refused by name', (text, why) => {
    expect(() => parseWeeklyHours(text)).toThrow(why);
    expect(() => loadConversationConfig({ BUSINESS_HOURS: text })).toThrow(ConfigError);
    expect(() => loadConversationConfig({ BUSINESS_HOURS: text })).toThrow(
      /BUSINESS_HOURS .*decides when meetings/,
    );
  });
  test('hours that never open are a fault, not a wait for ever', () => {
    const never = createBusinessHours({ hours: HOURS, timezone: SAO_PAULO, isDayOff: () => true });
    expect(() => never.nextOpening(at('2026-11-23 10:00'))).toThrow('closed for more than');
  });
});

describe('open or closed', () => {
  test.each([
    ['2026-11-23 07:59', false],
    ['2026-11-23 08:00', true],
    ['2026-11-23 17:59', true],
    ['2026-11-23 18:00', false],
    ['2026-11-27 17:59', true],
    ['2026-11-28 10:00', false],
    ['2026-11-29 10:00', false],
    ['2026-11-30 08:00', true],
  ])('F6 · %s in São Paulo: open is %s', (time, open) => {
    expect(national.isOpen(at(time))).toBe(open);
  });

  test.each([
    ['2026-11-23 07:59', '2026-11-23 08:00'],
    ['2026-11-23 08:00', '2026-11-23 08:00'],
    ['2026-11-23 17:59', '2026-11-23 17:59'],
    ['2026-11-23 18:00', '2026-11-24 08:00'],
    ['2026-11-27 18:00', '2026-11-30 08:00'],
    ['2026-11-28 12:00', '2026-11-30 08:00'],
    // Thursday 31 December → Friday is a holiday → the Monday after.
    ['2026-12-31 18:00', '2027-01-04 08:00'],
    ['2026-12-24 18:00', '2026-12-28 08:00'],
  ])('F5 F6 · what is due %s goes out %s', (due, expected) => {
    expect(new Date(national.nextOpening(at(due)))).toEqual(new Date(at(expected)));
  });

  const HOLIDAYS = [
    '2026-01-01',
    '2026-04-03',
    '2026-04-21',
    '2026-05-01',
    '2026-09-07',
    '2026-10-12',
    '2026-11-02',
    '2026-11-20',
    '2026-12-25',
    '2027-01-01',
  ];
  test.each(HOLIDAYS)('F6 · %s is a national holiday', (date) => {
    expect(national.isOpen(at(`${date} 10:00`))).toBe(false);
    expect(forMeetings.isOpen(at(`${date} 10:00`))).toBe(false);
  });
  test.each(['2026-02-16', '2026-02-17', '2026-06-04'])(
    'F6 S2 · %s is no holiday of the law, and no day for a meeting',
    (date) => {
      expect(national.isOpen(at(`${date} 10:00`))).toBe(true);
      expect(forMeetings.isOpen(at(`${date} 10:00`))).toBe(false);
    },
  );
  test.each(['2026-02-18', '2026-12-24', '2026-12-31', '2026-03-09'])(
    '%s is a day like any other',
    (date) => {
      expect(forMeetings.isOpen(at(`${date} 15:00`))).toBe(true);
    },
  );

  test('F5 F6 · nothing is early, nothing leaves a closed hour, nothing is dropped', () => {
    const anInstant = fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2030-12-31') });
    fc.assert(
      fc.property(anInstant, (due) => {
        const next = national.nextOpening(due);
        expect(next).toBeGreaterThanOrEqual(due);
        expect(next - due).toBeLessThan(6 * 24 * 3_600_000);
        expect(national.isOpen(next)).toBe(true);
        if (next > due) expect(national.isOpen(next - 1)).toBe(false);
        expect(
          national
            .openings({ fromMs: due, toMs: next + 1 })
            .some((o) => o.startsAtMs <= next && next < o.endsAtMs),
        ).toBe(true);
      }),
    );
  });
});

describe('zones', () => {
  test('F13 · the zone decides the day and the hour, not the machine', () => {
    // 23:30 of Sunday in São Paulo is 02:30 of Monday in UTC.
    expect(civilDateAt(Date.parse('2026-11-23T02:30:00Z'), SAO_PAULO)).toBe('2026-11-22');
    expect(new Date(at('2026-11-23 08:00')).toISOString()).toBe('2026-11-23T11:00:00.000Z');
    expect(new Date(at('2026-11-23 08:00', 'America/Noronha')).toISOString()).toBe(
      '2026-11-23T10:00:00.000Z',
    );
    expect(new Date(at('2026-11-23 08:00', 'America/Rio_Branco')).toISOString()).toBe(
      '2026-11-23T13:00:00.000Z',
    );
  });
  test('F13 · a change of clocks moves no opening by an hour', () => {
    // Brazil's last summer time ended on 2019-02-17 at midnight; New York begins its own on 2026-03-08.
    expect(new Date(at('2019-02-15 08:00')).toISOString()).toBe('2019-02-15T10:00:00.000Z');
    expect(new Date(at('2019-02-18 08:00')).toISOString()).toBe('2019-02-18T11:00:00.000Z');
    expect(new Date(at('2026-03-08 02:30', 'America/New_York')).toISOString()).toBe(
      '2026-03-08T07:30:00.000Z',
    );
    expect(new Date(at('2026-11-01 01:30', 'America/New_York')).toISOString()).toBe(
      '2026-11-01T05:30:00.000Z',
    );
  });
  test('F13 · a civil time and its instant are one, in every zone and season', () => {
    const zones = fc.constantFrom(
      SAO_PAULO,
      'America/Noronha',
      'America/New_York',
      'Europe/Lisbon',
      'Asia/Kolkata',
      'UTC',
    );
    fc.assert(
      fc.property(
        zones,
        fc.integer({ min: 0, max: 4000 }),
        fc.integer({ min: 4 * 60, max: 1439 }),
        (timezone, days, minute) => {
          const date = addDays('2018-01-01', days);
          const ms = instantOf({ date, minute, timezone });
          expect(civilDateAt(ms, timezone)).toBe(date);
          const clock = new Intl.DateTimeFormat('en-GB', {
            timeZone: timezone,
            hour: '2-digit',
            minute: '2-digit',
          }).format(ms);
          expect(clock).toBe(
            `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`,
          );
        },
      ),
    );
  });
});
