import { describe, expect, it } from '@jest/globals';
import {
  type AnnualSession,
  annualColumn,
  annualLayout,
} from '../../../../src/programmes/domain/annual-table.js';
import {
  isSamePlan,
  type Plan,
  planDifference,
  planFaults,
  plannedTotals,
  takenOver,
} from '../../../../src/programmes/domain/plan.js';
import { underTheirWholes, withParts } from '../../../../src/programmes/domain/programme-tree.js';
import { countSessions } from '../../../../src/programmes/domain/session-counts.js';
import { addDays } from '../../../../src/shared/civil-time.js';

const PLAN: Plan = {
  planned: 12,
  plannedMax: null,
  qualifier: 'exact',
  unit: '回',
  status: 'continued',
  reason: null,
  text: null,
};
const plan = (given: Partial<Plan> = {}): Plan => ({ ...PLAN, ...given });

describe('a plan', () => {
  it('is another one as soon as a word of it is', () => {
    expect(isSamePlan(plan(), plan())).toBe(true);
    expect(isSamePlan(null, plan({ planned: null }))).toBe(false);
    expect(isSamePlan(null, null)).toBe(true);
    expect(planDifference(plan(), plan({ planned: 0 }))).toEqual({
      before: { planned: 12 },
      after: { planned: 0 },
    });
  });

  it.each([
    [{}, undefined],
    [{ planned: 0 }, undefined],
    [{ planned: null, qualifier: 'about', text: '随時' }, undefined],
    [{ qualifier: 'range', plannedMax: 13 }, undefined],
    [{ qualifier: 'range', plannedMax: 12 }, 'planRangeBackwards'],
    [{ qualifier: 'range' }, 'planRangeOpen'],
    [{ qualifier: 'range', planned: null, plannedMax: 3 }, 'planRangeOpen'],
    [{ plannedMax: 13 }, 'planMaxAlone'],
  ] as const)('%j: %s', (given, code) => {
    expect(planFaults(plan(given)).map((fault) => fault.code)).toEqual(code ? [code] : []);
  });

  it('is taken over into the next year as what it is then', () => {
    expect(takenOver(plan({ status: 'new', reason: '国の補助' }), 'continued')).toEqual(plan());
    expect(takenOver(plan({ status: 'suspended', reason: '工事' }), 'continued')).toMatchObject({
      reason: '工事',
    });
    expect(takenOver(plan({ status: 'trial' }), 'trial')).toMatchObject({ status: 'trial' });
    expect(takenOver(plan({ status: 'cancelled' }), 'continued')).toBeNull();
    expect(takenOver(plan(), 'ended')).toBeNull();
    expect(takenOver(null, 'continued')).toBeNull();
  });
});

describe('totals', () => {
  const row = (id: string, given: Plan | null, partOfId: string | null = null) => ({
    id,
    partOfId,
    plan: given,
  });

  it('add plans by unit, with the hedges among them said, and leave out what does not take place', () => {
    const rows = [
      row('a', plan()),
      row('b', plan({ planned: 2, plannedMax: 3, qualifier: 'range' })),
      row('c', plan({ planned: 1500, unit: '件', qualifier: 'about' })),
      row('d', plan({ status: 'suspended' })),
      row('e', plan({ status: 'cancelled' })),
      row('f', plan({ planned: 0 })),
      row('g', null),
    ];
    expect(plannedTotals(rows)).toEqual([
      { unit: '回', from: 14, to: 15, isHedged: false },
      { unit: '件', from: 1500, to: 1500, isHedged: true },
    ]);
  });

  it('take the whole’s own number for all its parts, and the parts where it has none', () => {
    const parts = [row('p', plan({ planned: 3 }), 'w'), row('q', plan({ planned: 4 }), 'p')];
    expect(plannedTotals([row('w', plan({ planned: 10 })), ...parts])).toMatchObject([{ from: 10 }]);
    expect(plannedTotals([row('w', null), ...parts])).toMatchObject([{ from: 3 }]);
    expect(plannedTotals([row('w', null), row('p', null, 'w'), parts[1] as never])).toMatchObject([
      { from: 4 },
    ]);
  });

  it('count a sitting of two programmes in each of them, and once in all', () => {
    const zero = { dated: 0, undated: 0, cancelled: 0, held: 0 };
    const groups = [
      { ...zero, programmeIds: ['a'], fiscalYear: 2025, dated: 3, held: 1 },
      { ...zero, programmeIds: ['a', 'b'], fiscalYear: 2025, dated: 2, cancelled: 1 },
      { ...zero, programmeIds: ['b'], fiscalYear: 2024, dated: 9 },
    ];
    expect(countSessions(groups, new Set(['a']), 2025)).toEqual({
      dated: 5,
      undated: 0,
      cancelled: 1,
      held: 1,
    });
    expect(countSessions(groups, new Set(['b']), 2025)).toMatchObject({ dated: 2 });
    expect(countSessions(groups, new Set(['a', 'b']), 2025)).toMatchObject({ dated: 5, cancelled: 1 });
    expect(countSessions(groups, new Set(['c']), 2025)).toEqual(zero);
  });

  it('find parts of parts, and put each under its whole', () => {
    const tree = [
      { id: 'q', partOfId: 'p' },
      { id: 'w', partOfId: null },
      { id: 'p', partOfId: 'w' },
      { id: 'x', partOfId: 'elsewhere' },
    ];
    expect(underTheirWholes(tree).map(({ id, depth }) => `${depth}${id}`)).toEqual(['0w', '1p', '2q', '0x']);
    expect([...withParts(tree, 'w')].sort()).toEqual(['p', 'q', 'w']);
  });
});

describe('the sheet of a year', () => {
  const session = (startsOn: string | null, given: Partial<AnnualSession> = {}): AnnualSession => ({
    programmeId: 'p',
    alsoForIds: [],
    courseId: 'c',
    number: null,
    title: null,
    topic: null,
    format: null,
    lecturer: null,
    startsOn,
    endsOn: null,
    startTime: '10:00:00',
    endTime: '12:00:00',
    dateText: null,
    within: null,
    status: 'scheduled',
    cancelReason: null,
    venue: null,
    venueEn: null,
    ...given,
  });
  const daily = (days: number, weekdays: readonly number[]) =>
    Array.from({ length: days }, (_, index) => addDays('2025-04-07', index))
      .filter((_, index) => weekdays.includes((index % 7) + 1))
      .map((day) => session(day));
  const linesOf = (column: ReturnType<typeof annualColumn>) =>
    column.months.reduce((sum, { entries }) => sum + entries.length, 0);

  it('sums up what is held on three days a week, and nothing rarer or shorter', () => {
    const habits = (sessions: AnnualSession[]) => annualColumn('p', sessions, 2025, false).habits.length;
    expect(habits(daily(70, [1, 3, 5]))).toBe(1);
    expect(habits(daily(70, [1, 3]))).toBe(0);
    // An intensive week is not a habit.
    expect(habits(daily(7, [1, 2, 3, 4, 5]))).toBe(0);
    const three = ['10:00:00', '13:00:00', '15:00:00'].flatMap((startTime) =>
      daily(70, [2]).map((one) => ({ ...one, startTime })),
    );
    expect(habits(three)).toBe(0);
  });

  it('says which weekdays have which times', () => {
    const mixed = daily(70, [1, 2, 3, 4]).map((one, index) =>
      index % 4 === 1 ? { ...one, startTime: '13:00:00', endTime: null } : one,
    );
    expect(annualColumn('p', mixed, 2025, false).habits[0]?.slots).toEqual([
      { weekdays: [1, 3, 4], times: [{ start: '10:00', end: '12:00' }] },
      { weekdays: [2], times: [{ start: '13:00', end: null }] },
    ]);
  });

  it('places a session without a date in the one month that is known, and no other', () => {
    const within = (from: string, until: string) => session(null, { within: { from, until } });
    const column = annualColumn(
      'p',
      [within('2025-09-01', '2025-09-30'), within('2025-10-01', '2026-03-31'), session(null)],
      2025,
      true,
    );
    expect(column.months.filter(({ entries }) => entries.length > 0).map(({ month }) => month)).toEqual([
      '2025-09',
    ]);
    expect(column.unplaced).toHaveLength(2);
    expect(column.usual.times).toBeNull();
  });

  it('loses no session, whatever it folds together', () => {
    const weekly = daily(350, [2]).map((one, index) => ({ ...one, topic: index % 5 === 0 ? '特別' : null }));
    const column = annualColumn('p', weekly, 2025, false);
    const dates = column.months.flatMap(({ entries }) => entries.flatMap((entry) => entry.dates));
    expect(dates).toHaveLength(weekly.length);
    expect(new Set(dates.map(({ date }) => date)).size).toBe(weekly.length);
    expect(linesOf(column)).toBeLessThan(weekly.length);
    expect(linesOf(annualColumn('p', weekly.slice(0, 12), 2025, false))).toBe(12);
  });

  it('chooses rows or columns for the months by what fits', () => {
    expect([0, 1, 2, 4, 5, 30].map(annualLayout)).toEqual([
      'list',
      'list',
      'months_down',
      'months_down',
      'months_across',
      'months_across',
    ]);
  });
});
