/** The ladder alone: every boundary as a row, every promise as a law. */

import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type BusinessHours, loadBusinessHours } from '../../lib/calendar/business-hours.ts';
import { instantOf } from '../../lib/calendar/zone.ts';
import {
  type DoneStep,
  type LadderRules,
  type LadderState,
  type Next,
  next,
  STEP_GAP_MS,
} from '../../lib/follow-up/ladder-plan.ts';
import { LADDER_STOPS } from '../../lib/reasons.ts';
import { parseWeeklyHours } from '../../lib/weekly-hours.ts';

const SAO_PAULO = 'America/Sao_Paulo';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A civil time in São Paulo: `2026-11-23 07:59`. */
const at = (text: string): number => {
  const [date = '', clock = ''] = text.split(' ');
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return instantOf({ date, minute: hour * 60 + minute, timezone: SAO_PAULO });
};
const civil = (ms: number): string => new Date(ms - 3 * HOUR).toISOString().slice(0, 16).replace('T', ' ');

let hours: BusinessHours;
beforeAll(async () => {
  hours = await loadBusinessHours({
    hours: parseWeeklyHours('mon-fri 08:00-18:00'),
    timezone: SAO_PAULO,
    daysOff: 'national',
  });
});

const evolution = (overrides: Partial<LadderRules> = {}): LadderRules => ({
  stepsMs: [30 * MINUTE, 24 * HOUR, 48 * HOUR],
  closeAfterMs: 24 * HOUR,
  hours,
  windowMs: null,
  hasTemplate: () => false,
  ...overrides,
});
const cloud = (overrides: Partial<LadderRules> = {}): LadderRules =>
  evolution({ windowMs: 24 * HOUR, ...overrides });

/** Spoken to at this civil time, the lead's own message ten seconds before. */
const spoken = (anchor: string, overrides: Partial<LadderState> = {}): LadderState => ({
  stop: null,
  anchorMs: at(anchor),
  lastInboundMs: at(anchor) - 10_000,
  done: [],
  ...overrides,
});
const shown = (what: Next): string => {
  switch (what.kind) {
    case 'none':
      return `none: ${what.reason}`;
    case 'close':
      return `close at ${civil(what.dueAtMs)}`;
    case 'skip':
      return `skip ${what.step} at ${civil(what.dueAtMs)}`;
    case 'step':
      return `${what.how} ${what.step} at ${civil(what.dueAtMs)}`;
  }
};
const sent = (step: number, time: string): DoneStep => ({ step, atMs: at(time), isSent: true });

/** Plays the whole ladder: each thing happens when it is due, until the close. */
function play(state: LadderState, rules: LadderRules): readonly Next[] {
  const played: Next[] = [];
  let current = state;
  let nowMs = state.anchorMs ?? 0;
  for (let moves = 0; moves <= rules.stepsMs.length; moves += 1) {
    const what = next(current, nowMs, rules);
    played.push(what);
    if (what.kind === 'none' || what.kind === 'close') return played;
    nowMs = what.dueAtMs;
    current = {
      ...current,
      done: [...current.done, { step: what.step, atMs: what.dueAtMs, isSent: what.kind === 'step' }],
    };
  }
  return played;
}

describe('F2 · 30 min, 24 h, 48 h from one anchor, and the close a day after the last', () => {
  test('a Tuesday morning in the middle of the week', () => {
    expect(play(spoken('2026-11-24 10:00'), evolution()).map(shown)).toEqual([
      'text 1 at 2026-11-24 10:30',
      'text 2 at 2026-11-25 10:00',
      'text 3 at 2026-11-26 10:00',
      'close at 2026-11-27 10:00',
    ]);
  });
  test('the close is a move of the card: it waits for no opening, not even on a Saturday', () => {
    expect(play(spoken('2026-11-25 10:00'), evolution()).at(-1)).toEqual({
      kind: 'close',
      dueAtMs: at('2026-11-28 10:00'),
    });
  });
  test('a step sent late moves the close, not the next step', () => {
    const late = spoken('2026-11-24 10:00', { done: [sent(1, '2026-11-24 12:00')] });
    expect(shown(next(late, at('2026-11-24 12:00'), evolution()))).toBe('text 2 at 2026-11-25 10:00');
    const last = spoken('2026-11-24 10:00', {
      done: [sent(1, '2026-11-24 10:30'), sent(2, '2026-11-25 10:00'), sent(3, '2026-11-26 15:00')],
    });
    expect(shown(next(last, at('2026-11-26 15:00'), evolution()))).toBe('close at 2026-11-27 15:00');
  });
});

describe('F5, F6 · a step due in quiet hours goes out at the next opening', () => {
  test.each([
    ['2026-11-24 07:28', 'text 1 at 2026-11-24 08:00'],
    ['2026-11-24 07:29', 'text 1 at 2026-11-24 08:00'],
    ['2026-11-24 07:30', 'text 1 at 2026-11-24 08:00'],
    ['2026-11-24 07:31', 'text 1 at 2026-11-24 08:01'],
    ['2026-11-24 17:29', 'text 1 at 2026-11-24 17:59'],
    ['2026-11-24 17:30', 'text 1 at 2026-11-25 08:00'],
    ['2026-11-24 17:31', 'text 1 at 2026-11-25 08:00'],
    // Friday → Monday.
    ['2026-11-27 17:29', 'text 1 at 2026-11-27 17:59'],
    ['2026-11-27 17:30', 'text 1 at 2026-11-30 08:00'],
    ['2026-11-28 12:00', 'text 1 at 2026-11-30 08:00'],
    // Friday 20 November 2026 is Consciência Negra.
    ['2026-11-19 17:30', 'text 1 at 2026-11-23 08:00'],
    // Carnival is no national holiday: Monday 8 and Tuesday 9 February 2027 are working days to the ladder.
    ['2027-02-05 17:45', 'text 1 at 2027-02-08 08:00'],
    ['2027-02-08 17:45', 'text 1 at 2027-02-09 08:00'],
    // Christmas is a Friday; 1 January too.
    ['2026-12-24 17:45', 'text 1 at 2026-12-28 08:00'],
    ['2026-12-31 17:45', 'text 1 at 2027-01-04 08:00'],
  ])('spoken to at %s: %s', (anchor, expected) => {
    expect(shown(next(spoken(anchor), at(anchor), evolution()))).toBe(expected);
  });
  test('over the end of the year the whole ladder keeps its order', () => {
    expect(play(spoken('2026-12-30 17:45'), evolution()).map(shown)).toEqual([
      'text 1 at 2026-12-31 08:00',
      'text 2 at 2026-12-31 17:45',
      'text 3 at 2027-01-04 08:00',
      'close at 2027-01-05 08:00',
    ]);
  });
});

describe('two steps that a deferral pushes together stay four hours apart', () => {
  test('Friday evening: Monday brings the first and the second, the third has Tuesday', () => {
    expect(play(spoken('2026-11-27 17:45'), evolution()).map(shown)).toEqual([
      'text 1 at 2026-11-30 08:00',
      'text 2 at 2026-11-30 12:00',
      'text 3 at 2026-11-30 16:00',
      'close at 2026-12-01 16:00',
    ]);
  });
  test('four hours that end after closing end the next morning', () => {
    const late = spoken('2026-11-27 17:45', { done: [sent(1, '2026-11-30 15:00')] });
    expect(shown(next(late, at('2026-11-30 15:00'), evolution()))).toBe('text 2 at 2026-12-01 08:00');
  });
  test.each([
    ['2026-11-24 09:59', 'text 2 at 2026-11-24 13:59'],
    ['2026-11-23 10:30', 'text 2 at 2026-11-24 10:00'],
  ])('after a first step at %s: %s', (first, expected) => {
    const state = spoken('2026-11-23 10:00', { done: [sent(1, first)] });
    expect(shown(next(state, at(first), evolution()))).toBe(expected);
  });
  test('a ladder that is meant to be quicker than that is', () => {
    const quick = evolution({ stepsMs: [10 * MINUTE, 30 * MINUTE] });
    expect(play(spoken('2026-11-24 10:00'), quick).map(shown)).toEqual([
      'text 1 at 2026-11-24 10:10',
      'text 2 at 2026-11-24 10:30',
      'close at 2026-11-25 10:30',
    ]);
  });
});

describe('the 24 h window of the Cloud API', () => {
  test('without a template the 24 h step is brought forward to 23 h 30 min, and the 48 h one is skipped', () => {
    expect(play(spoken('2026-11-24 10:00'), cloud()).map(shown)).toEqual([
      'text 1 at 2026-11-24 10:30',
      'text 2 at 2026-11-25 09:29',
      'skip 3 at 2026-11-26 10:00',
      'close at 2026-11-27 10:00',
    ]);
  });
  test('with templates nothing moves', () => {
    expect(play(spoken('2026-11-24 10:00'), cloud({ hasTemplate: () => true })).map(shown)).toEqual([
      'text 1 at 2026-11-24 10:30',
      'template 2 at 2026-11-25 10:00',
      'template 3 at 2026-11-26 10:00',
      'close at 2026-11-27 10:00',
    ]);
  });
  test('a template for one step alone is used for that one', () => {
    expect(play(spoken('2026-11-24 10:00'), cloud({ hasTemplate: (step) => step === 3 })).map(shown)).toEqual(
      [
        'text 1 at 2026-11-24 10:30',
        'text 2 at 2026-11-25 09:29',
        'template 3 at 2026-11-26 10:00',
        'close at 2026-11-27 10:00',
      ],
    );
  });
  test('brought forward into quiet hours: the opening, if the window is still open then, else a skip', () => {
    // 23 h 30 min end at 07:49; the window at 08:19.
    expect(
      shown(
        next(
          spoken('2026-11-24 08:19', { done: [sent(1, '2026-11-24 08:49')] }),
          at('2026-11-24 09:00'),
          cloud(),
        ),
      ),
    ).toBe('text 2 at 2026-11-25 08:00');
    // They end at 07:33, the window at 08:03: too near for a message to arrive in time.
    expect(
      shown(
        next(
          spoken('2026-11-24 08:03', { done: [sent(1, '2026-11-24 08:33')] }),
          at('2026-11-24 09:00'),
          cloud(),
        ),
      ),
    ).toBe('skip 2 at 2026-11-25 08:03');
  });
  test('Friday evening leaves nothing but templates', () => {
    expect(play(spoken('2026-11-27 17:45'), cloud()).map(shown)).toEqual([
      'skip 1 at 2026-11-30 08:00',
      'skip 2 at 2026-11-30 08:00',
      'skip 3 at 2026-11-30 08:00',
      'close at 2026-12-01 08:00',
    ]);
    expect(
      shown(next(spoken('2026-11-27 17:45'), at('2026-11-27 17:45'), cloud({ hasTemplate: () => true }))),
    ).toBe('template 1 at 2026-11-30 08:00');
  });
  test.each([
    [23 * HOUR + 55 * MINUTE, 'text'],
    [23 * HOUR + 55 * MINUTE + 1, 'template'],
  ])('the edge: a step due %i ms after the lead wrote goes as %s', (sinceMs, how) => {
    const anchorMs = at('2026-11-24 10:00');
    const state: LadderState = {
      stop: null,
      anchorMs,
      lastInboundMs: anchorMs + 30 * MINUTE - sinceMs,
      done: [],
    };
    expect(next(state, anchorMs, cloud({ hasTemplate: () => true }))).toMatchObject({
      kind: 'step',
      step: 1,
      how,
    });
  });
  test('a lead that never wrote has no window: a template, or nothing', () => {
    const silent = spoken('2026-11-24 10:00', { lastInboundMs: null });
    expect(play(silent, cloud()).map(({ kind }) => kind)).toEqual(['skip', 'skip', 'skip', 'close']);
    expect(shown(next(silent, at('2026-11-24 10:00'), cloud({ hasTemplate: () => true })))).toBe(
      'template 1 at 2026-11-24 10:30',
    );
    expect(shown(next(silent, at('2026-11-24 10:00'), evolution()))).toBe('text 1 at 2026-11-24 10:30');
  });
});

describe('whom nobody follows up', () => {
  test.each(LADDER_STOPS)('R7, H13 · %s: nothing is planned', (stop) => {
    expect(next(spoken('2026-11-24 10:00', { stop }), at('2026-11-24 10:00'), evolution())).toEqual({
      kind: 'none',
      reason: stop,
    });
  });
  test('a lead to whom the bot has said nothing in this cycle', () => {
    expect(
      shown(next(spoken('2026-11-24 10:00', { anchorMs: null }), at('2026-11-24 10:00'), evolution())),
    ).toBe('none: never_spoke');
  });
});

describe('an outage', () => {
  test('a step overdue in the opening hours is due now, one overdue in the night at the opening', () => {
    expect(shown(next(spoken('2026-11-24 10:00'), at('2026-11-24 15:00'), evolution()))).toBe(
      'text 1 at 2026-11-24 15:00',
    );
    expect(shown(next(spoken('2026-11-24 10:00'), at('2026-11-24 22:00'), evolution()))).toBe(
      'text 1 at 2026-11-25 08:00',
    );
  });
  test('three days of it: no burst afterwards', () => {
    const state = spoken('2026-11-23 10:00', { done: [sent(1, '2026-11-26 10:00')] });
    expect(shown(next(state, at('2026-11-26 10:00'), evolution()))).toBe('text 2 at 2026-11-26 14:00');
  });
});

describe('laws', () => {
  const YEAR_FROM = at('2026-01-01 00:00');
  const someLadder = fc.record({
    anchorMs: fc.integer({ min: YEAR_FROM, max: YEAR_FROM + 2 * 365 * 24 * HOUR }),
    writtenAgoMs: fc.option(fc.integer({ min: 0, max: 30 * HOUR }), { nil: null }),
    stepsMs: fc
      .uniqueArray(fc.integer({ min: 1, max: 96 * 60 }), { minLength: 1, maxLength: 5 })
      .map((minutes) => minutes.toSorted((a, b) => a - b).map((minute) => minute * MINUTE)),
    isCloud: fc.boolean(),
    templates: fc.uniqueArray(fc.integer({ min: 1, max: 5 })),
    /** How late each thing happens. */
    latenessMs: fc.array(fc.integer({ min: 0, max: 50 * HOUR }), { minLength: 6, maxLength: 6 }),
  });
  type SomeLadder = typeof someLadder extends fc.Arbitrary<infer T> ? T : never;

  /** Every thing happens late, is looked at again then, and happens only when it is due. */
  function lived({ anchorMs, writtenAgoMs, stepsMs, isCloud, templates, latenessMs }: SomeLadder) {
    const rules = evolution({
      stepsMs,
      windowMs: isCloud ? 24 * HOUR : null,
      hasTemplate: (step) => templates.includes(step),
    });
    const lastInboundMs = writtenAgoMs === null ? null : anchorMs - writtenAgoMs;
    const done: DoneStep[] = [];
    const happened: { what: Next; atMs: number }[] = [];
    let nowMs = anchorMs;
    for (let looks = 0; looks < 40; looks += 1) {
      const what = next({ stop: null, anchorMs, lastInboundMs, done: [...done] }, nowMs, rules);
      if (what.kind === 'none') throw new Error('nothing speaks against it');
      if (what.dueAtMs > nowMs) {
        nowMs = what.dueAtMs + (looks % 3 === 0 ? (latenessMs[looks % latenessMs.length] ?? 0) : 0);
        continue;
      }
      happened.push({ what, atMs: nowMs });
      if (what.kind === 'close') return { happened, rules, lastInboundMs };
      done.push({ step: what.step, atMs: nowMs, isSent: what.kind === 'step' });
    }
    throw new Error('the ladder has no end');
  }

  test('F1, F6, F9 · it ends in exactly one close, no step twice, none early, none in quiet hours, and time never runs back', () => {
    fc.assert(
      fc.property(someLadder, (ladder) => {
        const { happened } = lived(ladder);
        expect(happened.filter(({ what }) => what.kind === 'close')).toHaveLength(1);
        const steps = happened.flatMap(({ what }) =>
          what.kind === 'step' || what.kind === 'skip' ? [what.step] : [],
        );
        expect(steps).toEqual(ladder.stepsMs.map((_, index) => index + 1));
        const times = happened.map(({ atMs }) => atMs);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        for (const { what, atMs } of happened)
          if (what.kind === 'step') expect(hours.isOpen(atMs)).toBe(true);
        const dues = happened.map(({ what }) => (what.kind === 'none' ? 0 : what.dueAtMs));
        expect(dues).toEqual(dues.toSorted((a, b) => a - b));
      }),
      { numRuns: 1000 },
    );
  });
  test('no step before its distance from the anchor, but one brought into the window', () => {
    fc.assert(
      fc.property(someLadder, (ladder) => {
        for (const { what, atMs } of lived(ladder).happened) {
          if (what.kind !== 'step') continue;
          const isEarly = atMs < ladder.anchorMs + (ladder.stepsMs[what.step - 1] ?? 0);
          if (isEarly) expect(ladder.isCloud && what.how === 'text').toBe(true);
        }
      }),
    );
  });
  test('on the Cloud API no free text ever leaves outside the window', () => {
    fc.assert(
      fc.property(someLadder, (ladder) => {
        const { happened, lastInboundMs } = lived({ ...ladder, isCloud: true });
        for (const { what, atMs } of happened) {
          if (what.kind !== 'step' || what.how !== 'text') continue;
          expect(lastInboundMs).not.toBeNull();
          expect(atMs).toBeLessThan((lastInboundMs ?? 0) + 24 * HOUR);
        }
      }),
    );
  });
  test('two steps that left are four hours apart, or as far as the ladder itself wants them', () => {
    fc.assert(
      fc.property(someLadder, (ladder) => {
        const left = lived(ladder).happened.flatMap(({ what, atMs }) =>
          what.kind === 'step' ? [{ step: what.step, atMs }] : [],
        );
        for (const [index, later] of left.entries()) {
          const before = left[index - 1];
          if (before === undefined) continue;
          const meantMs = (ladder.stepsMs[later.step - 1] ?? 0) - (ladder.stepsMs[before.step - 1] ?? 0);
          expect(later.atMs - before.atMs).toBeGreaterThanOrEqual(Math.min(STEP_GAP_MS, meantMs));
        }
      }),
    );
  });
  test('asking twice at one moment gives one answer, and a later look never brings a plan forward', () => {
    fc.assert(
      fc.property(someLadder, fc.integer({ min: 0, max: 60 * HOUR }), (ladder, laterMs) => {
        const rules = evolution({ stepsMs: ladder.stepsMs });
        const state: LadderState = {
          stop: null,
          anchorMs: ladder.anchorMs,
          lastInboundMs: ladder.anchorMs,
          done: [],
        };
        const first = next(state, ladder.anchorMs, rules);
        const second = next(state, ladder.anchorMs + laterMs, rules);
        expect(next(state, ladder.anchorMs, rules)).toEqual(first);
        if (first.kind !== 'none' && second.kind !== 'none')
          expect(second.dueAtMs).toBeGreaterThanOrEqual(first.dueAtMs);
      }),
    );
  });
});
