import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Messages } from '../../../src/platform/views/messages.js';
import { TEMPLATES } from '../../../src/platform/views/paths.js';
import type { Plan } from '../../../src/programmes/domain/plan.js';
import type { Wording } from '../../../src/programmes/plans/plan-words.js';
import {
  type Counted,
  planAndActual,
  type Reported,
  type YearFacts,
} from '../../../src/reports/domain/plan-and-actual.js';
import { councilLine } from '../../../src/reports/report-words.js';

const directory = join(TEMPLATES, 'messages');
const messages = new Messages(directory, readdirSync(directory));
const ja: Wording = { t: messages.translator('ja'), language: 'ja' };
const en: Wording = { t: messages.translator('en'), language: 'en' };

const NOTHING: Counted = {
  sessions: 0,
  cancelled: 0,
  held: 0,
  recorded: 0,
  namedAttendances: 0,
  namedPeople: 0,
  heads: 0,
};
const counted = (given: Partial<Counted>): Counted => ({ ...NOTHING, ...given });
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
const reported = (given: Partial<Reported>): Reported => ({
  held: null,
  approximate: false,
  unit: '回',
  attendances: null,
  uniquePeople: null,
  note: null,
  ...given,
});
const year = (fiscalYear: number, given: Partial<YearFacts> = {}) =>
  planAndActual({ fiscalYear, plan: null, baseline: null, counted: NOTHING, reported: null, ...given });
const told = (fiscalYear: number, given: Partial<Reported>) =>
  year(fiscalYear, { reported: reported(given) });
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
    const allCancelled = year(2020, { counted: counted({ sessions: 4, cancelled: 4 }) });
    expect(line({ planned: 4 }, allCancelled, year(2019))).toBe('4回程度（②0回）');
  });

  it('says 延べ for several counted sessions, marks partial records, and leaves people out where nothing is recorded', () => {
    const partly = year(2020, {
      counted: counted({ sessions: 3, held: 3, recorded: 2, namedAttendances: 17 }),
    });
    const unrecorded = year(2019, { counted: counted({ sessions: 2, held: 2 }) });
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

describe('a programme in a fiscal year', () => {
  it.each([
    ['nobody came', counted({ sessions: 1, held: 1, recorded: 1 }), 1, 0, 'counted', 0, 'counted'],
    ['nothing written down', counted({ sessions: 2, held: 2 }), 2, null, 'unrecorded', null, 'unrecorded'],
    ['everything cancelled', counted({ sessions: 2, cancelled: 2 }), 0, null, 'cancelled', null, 'cancelled'],
    ['nothing held yet', counted({ sessions: 2 }), 0, null, 'none', null, 'none'],
    ['no sessions at all', NOTHING, null, null, 'none', null, 'none'],
    [
      'marked by name',
      counted({ sessions: 3, held: 3, recorded: 3, namedAttendances: 8, namedPeople: 4 }),
      3,
      8,
      'counted',
      4,
      'counted',
    ],
    [
      'partly recorded',
      counted({ sessions: 3, held: 3, recorded: 1, namedAttendances: 4, namedPeople: 4 }),
      3,
      4,
      'partial',
      4,
      'partial',
    ],
    [
      'heads counted too',
      counted({ sessions: 3, held: 3, recorded: 3, namedAttendances: 8, namedPeople: 4, heads: 5 }),
      3,
      13,
      'counted',
      null,
      'unavailable',
    ],
  ] as const)('%s', (_, facts, held, attendances, state, people, peopleState) => {
    const row = year(2025, { counted: facts });
    expect(row.held.value).toBe(held);
    expect(row.attendances).toEqual({ value: attendances, state });
    expect(row.uniquePeople).toEqual({ value: people, state: peopleState });
  });

  it('shows 0, 記録なし and 中止 in three different ways', () => {
    const cells = [
      counted({ sessions: 1, held: 1, recorded: 1 }),
      counted({ sessions: 1, held: 1 }),
      counted({ sessions: 1, cancelled: 1 }),
    ].map((facts) => year(2025, { counted: facts }).attendances);
    expect(new Set(cells.map((cell) => JSON.stringify(cell))).size).toBe(3);
  });

  it('lets what a town has reported stand in place of what is counted', () => {
    const row = year(2024, {
      counted: counted({ sessions: 9, held: 9, recorded: 9, namedAttendances: 80, namedPeople: 12 }),
      reported: reported({ held: 10, attendances: 85 }),
    });
    expect(row.held).toEqual({ value: 10, state: 'reported', approximate: false, unit: '回' });
    expect(row.attendances).toEqual({ value: 85, state: 'reported' });
    expect(row.uniquePeople).toEqual({ value: null, state: 'unrecorded' });
    expect(row.records).toBeNull();
  });

  it('carries status and reason of its plan, and 休止 where it was suspended', () => {
    const row = year(2020, { plan: plan({ status: 'suspended', reason: '感染拡大防止' }) });
    expect(row).toMatchObject({
      status: 'suspended',
      reason: '感染拡大防止',
      held: { value: null, state: 'suspended' },
    });
    expect(row.attendances).toEqual({ value: null, state: 'suspended' });
  });
});
