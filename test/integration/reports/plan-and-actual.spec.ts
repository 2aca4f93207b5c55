import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Messages } from '../../../src/platform/views/messages.js';
import { TEMPLATES } from '../../../src/platform/views/paths.js';
import type { Plan } from '../../../src/programmes/domain/plan.js';
import type { Wording } from '../../../src/programmes/plans/plan-words.js';
import {
  type Circumstances,
  type Counts,
  measuresOf,
  NOTHING_COUNTED,
} from '../../../src/reports/domain/measures.js';
import type { Reported, YearRow } from '../../../src/reports/domain/plan-and-actual.js';
import { councilLine, markNote } from '../../../src/reports/figures/council-words.js';

const directory = join(TEMPLATES, 'messages');
const messages = new Messages(directory, readdirSync(directory));
const ja: Wording = { t: messages.translator('ja'), language: 'ja' };
const en: Wording = { t: messages.translator('en'), language: 'en' };

const COUNTED_PLAINLY: Circumstances = {
  idle: null,
  severalOrganizations: false,
  ofMunicipality: false,
  completable: false,
};
const plan = (given: Partial<Plan>): Plan => ({
  planned: null,
  plannedMax: null,
  qualifier: 'about',
  unit: '回',
  status: 'continued',
  reason: null,
  text: null,
  ...given,
});
/** A year as a report has it: of sessions as they were counted. */
const year = (
  fiscalYear: number,
  { plan: planned = null, counted = {} }: { plan?: Plan | null; counted?: Partial<Counts> } = {},
): YearRow => {
  const { held, attendances, uniquePeople } = measuresOf({ ...NOTHING_COUNTED, ...counted }, COUNTED_PLAINLY);
  return {
    ...{
      fiscalYear,
      plan: planned,
      isBaseline: false,
      planNow: null,
      cancelledSessions: null,
      records: null,
    },
    held: { ...held, approximate: false, unit: '回' },
    ...{
      attendances,
      uniquePeople,
      status: planned?.status ?? null,
      reason: planned?.reason ?? null,
      note: null,
    },
  };
};
/** A year that the town reported itself. */
const told = (
  fiscalYear: number,
  { held = null, attendances = null, approximate = false, unit = '回' }: Partial<Reported>,
): YearRow => {
  const figure = (value: number | null) =>
    value === null ? { value, state: 'unrecorded' as const } : { value, state: 'reported' as const };
  return {
    ...year(fiscalYear),
    held: { ...figure(held), approximate, unit },
    attendances: figure(attendances),
  };
};
const line = (planned: Partial<Plan> | null, ...before: ReturnType<typeof year>[]) =>
  councilLine(year(2021, { plan: planned && plan(planned) }), before, ja);

describe('the one line of a council paper', () => {
  // The figures of 明石市's plan for 令和3年度 (②: 令和2年度, ①: 令和元年度).
  it.each([
    [
      '専門相談',
      { planned: 1500, unit: '件' },
      [told(2020, { held: 1500, approximate: true, unit: '件' }), told(2019, { held: 766, unit: '件' })],
      '1,500件程度（②1,500件程度、①766件）',
    ],
    ['居場所づくり', { text: '月 1回程度以上', qualifier: 'at_least', status: 'new' }, [], '月 1回程度以上'],
    [
      '家族教室',
      { planned: 12, text: '12 回程度' },
      [told(2020, { held: 3, attendances: 17 })],
      '12回程度（②3回／延べ17人参加）',
    ],
    [
      '家族向けパンフレット',
      { planned: 3000, qualifier: 'exact', unit: '部' },
      [told(2020, { held: 500, unit: '部' })],
      '3,000部（②500部）',
    ],
    [
      '支援従事者研修会',
      { planned: 1 },
      [told(2020, { held: 1, attendances: 29 })],
      '1回程度（②1回／29人参加）',
    ],
    [
      'ケース支援会議',
      { planned: 50 },
      [told(2020, { held: 50, approximate: true }), told(2019, { held: 27 })],
      '50回程度（②50回程度、①27回）',
    ],
    ['代表者会議', { planned: 2 }, [told(2020, { held: 1 })], '2回程度（②1回）'],
    [
      '事例検討会',
      { planned: 4 },
      [told(2020, { held: 0 }), told(2019, { held: 1, attendances: 14 })],
      '4回程度（②0回、①1回／14人参加）',
    ],
    [
      '出前講座',
      { planned: 20 },
      [told(2020, { held: 1, attendances: 16 }), told(2019, { held: 1, attendances: 60 })],
      '20回程度（②1回／16人参加、①1回／60人参加）',
    ],
    ['サポーター養成研修', { planned: 1 }, [told(2020, { held: 0 })], '1回程度（②0回）'],
    [
      '案内リーフレット',
      { planned: 15000, qualifier: 'exact', unit: '部' },
      [told(2020, { held: 0, unit: '部' })],
      '15,000部（②0部）',
    ],
    [
      '家族会',
      { planned: 12 },
      [told(2020, { held: 4 }), told(2019, { held: 12 })],
      '12回程度（②4回、①12回）',
    ],
    [
      '共催セミナー',
      { planned: 6 },
      [told(2020, { held: 0 }), told(2019, { held: 6, attendances: 424 })],
      '6回程度（②0回、①6回／延べ424人参加）',
    ],
  ] as const)('%s', (_, planned, before, expected) => {
    expect(line(planned, ...before)).toBe(expected);
  });

  it('prints the latest year first, whatever the order it is given', () => {
    expect(line({ planned: 2 }, told(2019, { held: 2 }), told(2020, { held: 1 }))).toBe(
      '2回程度（②1回、①2回）',
    );
  });

  it('leaves a year without any figure out, but not a year in which everything was cancelled', () => {
    const allCancelled = year(2020, { counted: { sessions: 4, cancelled: 4 } });
    expect(line({ planned: 4 }, allCancelled, year(2019))).toBe('4回程度（②0回）');
  });

  it('says 延べ for several counted sessions, marks partial records, and leaves people out where nothing is recorded', () => {
    const partly = year(2020, {
      counted: { sessions: 3, held: 3, recorded: 2, attendances: 17 },
    });
    const unrecorded = year(2019, { counted: { sessions: 2, held: 2 } });
    expect(line({ planned: 12 }, partly, unrecorded)).toBe('12回程度（②3回／延べ17人参加※、①2回）');
  });

  it('counts years by their own era', () => {
    const of2025 = councilLine(
      year(2025, { plan: plan({ planned: 9, qualifier: 'exact' }) }),
      [told(2024, { held: 9, attendances: 81 }), told(2023, { held: 8, attendances: 70 })],
      ja,
    );
    expect(of2025).toBe('9回（⑥9回／延べ81人参加、⑤8回／延べ70人参加）');
    const of2019 = councilLine(year(2019, { plan: plan({ planned: 2 }) }), [told(2018, { held: 2 })], ja);
    expect(of2019).toBe('2回程度（㉚2回）');
  });

  it('stands without a plan, without a past, and in English', () => {
    expect(line(null, told(2020, { held: 3, attendances: 17 }), told(2019, { held: 2 }))).toBe(
      '②3回／延べ17人参加、①2回',
    );
    expect(line({ text: null }, told(2020, { held: 3 }))).toBe('②3回');
    expect(line(null)).toBe('–');
    const words = councilLine(
      year(2021, { plan: plan({ planned: 12 }) }),
      [told(2020, { held: 3, attendances: 17 })],
      en,
    );
    expect(words).toBe('about 12 sessions (2020: 3 sessions, 17 attendances)');
  });
});

describe('what ※ stands for', () => {
  const resting = (reason: string | null) => year(2021, { plan: plan({ status: 'suspended', reason }) });

  it.each([
    ['感染拡大防止', '※印は、感染拡大防止のため、令和3年度は休止とした取組'],
    ['会場の改修のため', '※印は、会場の改修のため、令和3年度は休止とした取組'],
    ['感染拡大防止の観点から、', '※印は、感染拡大防止の観点から、令和3年度は休止とした取組'],
    [null, '※印は、令和3年度は休止とした取組'],
  ])('says the reason %s once', (reason, words) => {
    expect(markNote(resting(reason), [], ja)).toBe(words);
  });

  it('says it in English', () => {
    expect(markNote(resting('会場の改修のため'), [], en)).toBe('* suspended in FY2021: 会場の改修のため');
    expect(markNote(resting(null), [], en)).toBe('* suspended in FY2021');
  });
});

describe('what was counted', () => {
  it.each([
    ['nobody came', { sessions: 1, held: 1, recorded: 1 }, 1, 0, 'counted', 0, 'counted'],
    ['nothing written down', { sessions: 2, held: 2 }, 2, null, 'unrecorded', null, 'unrecorded'],
    ['everything cancelled', { sessions: 2, cancelled: 2 }, 0, null, 'cancelled', null, 'cancelled'],
    ['nothing held yet', { sessions: 2 }, 0, null, 'none', null, 'none'],
    ['no sessions at all', {}, null, null, 'none', null, 'none'],
    [
      'marked by name',
      { sessions: 3, held: 3, recorded: 3, attendances: 8, people: 4 },
      3,
      8,
      'counted',
      4,
      'counted',
    ],
    [
      'partly recorded',
      { sessions: 3, held: 3, recorded: 1, attendances: 4, people: 4 },
      3,
      4,
      'partial',
      4,
      'partial',
    ],
    [
      'heads counted too',
      { sessions: 3, held: 3, recorded: 3, attendances: 8, people: 4, heads: 5 },
      3,
      13,
      'counted',
      null,
      'unavailable',
    ],
  ] as const)('%s', (_, facts, held, attendances, state, people, peopleState) => {
    const measures = measuresOf({ ...NOTHING_COUNTED, ...facts }, COUNTED_PLAINLY);
    expect(measures.held.value).toBe(held);
    expect(measures.attendances).toEqual({ value: attendances, state });
    expect(measures.uniquePeople).toEqual({ value: people, state: peopleState });
  });

  it('shows 0, 記録なし and 中止 in three different ways', () => {
    const cells = [
      { sessions: 1, held: 1, recorded: 1 },
      { sessions: 1, held: 1 },
      { sessions: 1, cancelled: 1 },
    ].map((facts) => measuresOf({ ...NOTHING_COUNTED, ...facts }, COUNTED_PLAINLY).attendances);
    expect(new Set(cells.map((cell) => JSON.stringify(cell))).size).toBe(3);
  });

  it('is 休止 where the plan says that nothing is held', () => {
    const { held, attendances } = measuresOf(NOTHING_COUNTED, { ...COUNTED_PLAINLY, idle: 'suspended' });
    expect([held, attendances]).toEqual([
      { value: null, state: 'suspended' },
      { value: null, state: 'suspended' },
    ]);
  });
});
