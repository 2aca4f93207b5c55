import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { Principal } from '../../../src/organizations/principal.js';
import { Messages } from '../../../src/platform/views/messages.js';
import { TEMPLATES } from '../../../src/platform/views/paths.js';
import type { Wording } from '../../../src/programmes/plans/plan-words.js';
import type { Programme } from '../../../src/programmes/programme.entity.js';
import { fiscalPeriod, type Period, sincePeriod } from '../../../src/reports/domain/period.js';
import {
  type CouncilStyle,
  councilLine,
  markNote,
  markWords,
  peopleLine,
  type ResultStyle,
  resultLine,
} from '../../../src/reports/figures/council-words.js';
import { FigureReports } from '../../../src/reports/figures/figure-reports.service.js';
import type { ReportGroup } from '../../../src/reports/figures/report.js';
import { yearRow } from '../../../src/reports/figures/reports.service.js';
import { addDays } from '../../../src/shared/civil-time.js';
import { makePlan, makeReportedResult, recordAttendance } from '../../support/attendance-factories.js';
import { makeCourse, makeOrganization, makeProgramme, makeSession } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const directory = join(TEMPLATES, 'messages');
const messages = new Messages(directory, readdirSync(directory));
const ja: Wording = { t: messages.translator('ja'), language: 'ja' };
const en: Wording = { t: messages.translator('en'), language: 'en' };
const PERSONS: CouncilStyle = { years: 'era', people: '名' };
const WESTERN: CouncilStyle = { years: 'western', people: '人' };

/** Held: how many sessions of the year took place; people: heads counted in them together. */
type Year = { held: number; people?: number; counted?: true } | (Record<string, unknown> & { held: number });

describe('what towns printed, entered as they would, comes back in their words', () => {
  let app: TestApp;
  let town: Organization;
  let position = 0;

  beforeAll(async () => {
    app = await startTestApp({ now: '2021-06-01T09:00:00+09:00' });
    town = await makeOrganization(app.db);
  });
  afterAll(() => app.close());

  async function enter(title: string, plan: object | null, years: Record<number, Year>): Promise<Programme> {
    const programme = await makeProgramme(app.db, town, { title, position: position++ });
    if (plan) await makePlan(app.db, programme, { fiscalYear: 2021, ...plan });
    for (const [year, given] of Object.entries(years)) {
      const { counted, people, ...figures } = given as Year & { counted?: true; people?: number };
      const fiscalYear = Number(year);
      if (counted) await count(programme, `${fiscalYear}-04-05`, given.held, people ?? null);
      else
        await makeReportedResult(app.db, programme, { fiscalYear, attendances: people ?? null, ...figures });
    }
    return programme;
  }

  /** Sessions a week apart, among which the heads are spread. */
  async function count(
    programme: Programme,
    from: string,
    held: number,
    people: number | null,
  ): Promise<void> {
    const course = await makeCourse(app.db, programme);
    for (let number = 0; number < held; number++) {
      const session = await makeSession(app.db, course, { startsOn: addDays(from, number * 7), number });
      const heads =
        people === null
          ? 0
          : Math.floor((people * (number + 1)) / held) - Math.floor((people * number) / held);
      if (people !== null) await recordAttendance(app.db, session, [], { other: heads });
    }
  }

  async function rowOf(programme: Programme, period: Period = fiscalPeriod(2021)): Promise<ReportGroup> {
    const principal = new Principal('staff:reader', '職員', new Map([[town.id, 'viewer']]));
    const question = { period, asOf: null, by: 'programme' as const, before: 2 as const, organization: null };
    const { rows } = await app.nest.get(FigureReports).report(principal, {
      ...question,
      programme: programme.slug,
      kind: null,
      venue: null,
      municipality: null,
    });
    return rows[0] as ReportGroup;
  }

  async function paper(programme: Programme) {
    const { periods } = await rowOf(programme);
    const [year, ...before] = periods.map((one) => yearRow(one, one.period.fiscalYear ?? 0));
    return { year: year as ReturnType<typeof yearRow>, before };
  }

  const about = (planned: number, more: object = {}) => ({ planned, qualifier: 'about', ...more });
  // 明石市's plan for 令和3年度; ②: 令和2年度, ①: 令和元年度. `counted`: as heads of sessions, else as the town reported it.
  it.each<[string, object | null, Record<number, Year>, CouncilStyle, string]>([
    [
      '専門相談',
      about(1500, { unit: '件' }),
      {
        2020: { held: 1500, approximate: true, unit: '件' },
        2019: { held: 766, unit: '件', uniquePeople: 197, note: '※R元.7～R2.3' },
      },
      PERSONS,
      '1,500件程度（②1,500件程度、①766件※R元.7～R2.3）',
    ],
    [
      '居場所づくり',
      { text: '月1回程度以上', status: 'new', qualifier: 'at_least', planned: null },
      {},
      PERSONS,
      '月1回程度以上',
    ],
    [
      '家族教室',
      about(12),
      { 2020: { held: 3, people: 17 } },
      { years: 'era', people: '人' },
      '12回程度（②3回／延べ17人参加）',
    ],
    [
      '家族教室を数えて',
      about(12),
      { 2020: { held: 3, people: 17, counted: true } },
      { years: 'era', people: '人' },
      '12回程度（②3回／延べ17人参加）',
    ],
    [
      '家族向けパンフレット',
      { planned: 3000, qualifier: 'exact', unit: '部' },
      { 2020: { held: 500, unit: '部' } },
      PERSONS,
      '3,000部（②500部）',
    ],
    [
      '支援従事者研修会',
      about(1),
      { 2020: { held: 1, people: 29, counted: true } },
      { years: 'era', people: '人' },
      '1回程度（②1回／29人参加）',
    ],
    [
      'ケース支援会議',
      about(50),
      { 2020: { held: 50, approximate: true }, 2019: { held: 27, counted: true } },
      PERSONS,
      '50回程度（②50回程度、①27回）',
    ],
    ['代表者会議', about(2), { 2020: { held: 1 } }, PERSONS, '2回程度（②1回）'],
    [
      '事例検討会',
      about(4),
      { 2020: { held: 0 }, 2019: { held: 1, people: 14, counted: true } },
      PERSONS,
      '4回程度（②0回、①1回／14名参加）',
    ],
    [
      '出前講座',
      about(20),
      { 2020: { held: 1, people: 16, counted: true }, 2019: { held: 1, people: 60, counted: true } },
      PERSONS,
      '20回程度（②1回／16名参加、①1回／60名参加）',
    ],
    ['サポーター養成研修', about(1), { 2020: { held: 0 } }, PERSONS, '1回程度（②0回）'],
    ['市民フォーラム', about(1), { 2020: { held: 0 } }, PERSONS, '1回程度（②0回）'],
    [
      '案内リーフレット',
      { planned: 15000, qualifier: 'exact', unit: '部' },
      { 2020: { held: 0, unit: '部' } },
      PERSONS,
      '15,000部（②0部）',
    ],
    ['広報紙', { text: '月1回程度', planned: null }, {}, PERSONS, '月1回程度'],
    [
      '家族会',
      about(12),
      { 2020: { held: 4, counted: true }, 2019: { held: 12, counted: true } },
      PERSONS,
      '12回程度（②4回、①12回）',
    ],
    [
      '家族会との共催セミナー',
      about(6),
      { 2020: { held: 0 }, 2019: { held: 6, people: 424, counted: true } },
      PERSONS,
      '6回程度（②0回、①6回／延べ424名参加）',
    ],
    [
      '年２～３回',
      { planned: 2, plannedMax: 3, qualifier: 'range' },
      { 2020: { held: 2 } },
      WESTERN,
      '2～3回（2020年度 2回）',
    ],
  ])('%s', async (title, plan, years, style, expected) => {
    const { year, before } = await paper(await enter(title, plan, years));
    expect(councilLine(year, before, ja, style)).toBe(expected);
  });

  it('with 実人数 in a line of its own, where it is known', async () => {
    const told = await paper(
      await enter('実人数', about(1500, { unit: '件' }), { 2019: { held: 766, uniquePeople: 197 } }),
    );
    expect(peopleLine(told.before, ja)).toBe('①197人');
    expect(peopleLine(told.before, en)).toBe('2019: 197 people');
    const heads = await paper(
      await enter('人数だけ', about(12), { 2020: { held: 3, people: 17, counted: true } }),
    );
    expect(peopleLine(heads.before, ja)).toBeNull();
  });

  it('marked 新規, 継続 or ※ with why it rested', async () => {
    const fresh = await paper(await enter('新しい', { status: 'new', planned: 1 }, {}));
    expect([markWords(fresh.year, fresh.before, ja), markNote(fresh.year, fresh.before, ja)]).toEqual([
      '〔新規〕',
      null,
    ]);
    const going = await paper(await enter('続く', { status: 'continued', planned: 1 }, {}));
    expect(markWords(going.year, going.before, ja)).toBe('〔継続〕');
    const rested = await enter('休んだ', about(4), { 2020: { held: 0 } });
    await makePlan(app.db, rested, {
      fiscalYear: 2020,
      planned: 4,
      status: 'suspended',
      reason: '新型コロナウイルス感染拡大防止',
    });
    const { year, before } = await paper(rested);
    expect(markWords(year, before, ja)).toBe('〔※〕');
    expect(markNote(year, before, ja)).toBe(
      '※印は、新型コロナウイルス感染拡大防止のため、令和2年度は休止とした取組',
    );
    const none = await paper(await enter('計画なし', null, { 2020: { held: 1 } }));
    expect(markWords(none.year, none.before, ja)).toBe('〔継続〕');
    expect(councilLine(none.year, none.before, ja)).toBe('②1回');
  });

  // Results as towns print them by themselves, each as heads of sessions.
  it.each<[string, string, number, number | null, Period, ResultStyle, CouncilStyle, string, number | null]>([
    [
      '堺 SSG',
      '2019-04-01',
      139,
      612,
      fiscalPeriod(2019),
      'results',
      PERSONS,
      '令和元年度実績：139回開催、延べ参加数612名',
      4.4,
    ],
    [
      '北九州 GOP',
      '2017-06-01',
      15,
      313,
      sincePeriod('2017-06-01', '2021-06-01'),
      'since',
      { years: 'era', people: '人' },
      '平成29年6月～ ・実施回数：15回 ・参加延べ人数：313人',
      20.9,
    ],
    [
      '三好 すりーぴぃ',
      '2020-04-01',
      31,
      31,
      fiscalPeriod(2020),
      'activity',
      WESTERN,
      '開催：31回、延べ参加人数：31人',
      1,
    ],
    [
      '三好 ココニココロ',
      '2020-04-01',
      10,
      19,
      fiscalPeriod(2020),
      'activity',
      WESTERN,
      '開催：10回、延べ参加人数：19人',
      1.9,
    ],
    [
      '三好 よらんDeやまき',
      '2020-04-03',
      49,
      241,
      fiscalPeriod(2020),
      'activity',
      WESTERN,
      '開催：49回、延べ参加人数：241人',
      4.9,
    ],
    [
      '明石 家族教室',
      '2020-04-01',
      3,
      17,
      fiscalPeriod(2020),
      'activity',
      WESTERN,
      '開催：3回、延べ参加人数：17人',
      5.7,
    ],
    [
      '明石 共催セミナー',
      '2019-04-01',
      6,
      424,
      fiscalPeriod(2019),
      'activity',
      PERSONS,
      '開催：6回、延べ参加人数：424名',
      70.7,
    ],
    [
      '堺 実務者会議',
      '2019-04-01',
      6,
      null,
      fiscalPeriod(2019),
      'results',
      PERSONS,
      '令和元年度実績：6回',
      null,
    ],
    [
      '堺 代表者会議',
      '2019-04-01',
      1,
      null,
      fiscalPeriod(2019),
      'results',
      PERSONS,
      '令和元年度実績：1回',
      null,
    ],
    ['大分 分野別ケース会議', '2020-04-01', 12, null, fiscalPeriod(2020), 'total', PERSONS, '計12回', null],
    ['大分 サポーター養成研修', '2020-04-01', 3, null, fiscalPeriod(2020), 'total', PERSONS, '計3回', null],
  ])('%s', async (title, from, held, people, period, result, style, expected, average) => {
    const programme = await makeProgramme(app.db, town, { title, position: position++ });
    // 139 in a year are more than one a week.
    for (let done = 0; done < held; done += 50) {
      const some = Math.min(50, held - done);
      const share =
        people === null
          ? null
          : Math.floor((people * (done + some)) / held) - Math.floor((people * done) / held);
      await count(programme, addDays(from, done / 50), some, share);
    }
    const [figures] = (await rowOf(programme, period)).periods;
    expect(figures && resultLine(figures, result, ja, style)).toBe(expected);
    expect(figures?.measures.perSession.value).toBe(average);
  });

  it('of estimates with 約, of nothing not at all, and in English', async () => {
    const programme = await makeProgramme(app.db, town, { position: position++ });
    expect((await rowOf(programme)).periods.map((one) => resultLine(one, 'activity', ja))).toEqual([
      null,
      null,
      null,
    ]);
    await count(programme, '2021-05-10', 1, 120);
    await app.db.query(
      'UPDATE attendance_records SET approximate = true WHERE session_id IN (SELECT id FROM sessions WHERE programme_id = $1)',
      [programme.id],
    );
    const [figures] = (await rowOf(programme)).periods;
    expect(figures && resultLine(figures, 'activity', ja)).toBe('開催：1回、延べ参加人数：約120人');
    expect(figures && resultLine(figures, 'results', en)).toBe('FY2021: 1 session, about 120 attendances');
  });
});
