import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { Principal } from '../../../src/organizations/principal.js';
import type { Programme } from '../../../src/programmes/programme.entity.js';
import type { FigureTable } from '../../../src/reports/breakdowns/breakdown.js';
import { Trends } from '../../../src/reports/breakdowns/trends.service.js';
import { fiscalPeriod } from '../../../src/reports/domain/period.js';
import type { ReportQuestion } from '../../../src/reports/figures/report.js';
import { makePlan, makeReportedResult, recordAttendance } from '../../support/attendance-factories.js';
import { makeCourse, makeOrganization, makeProgramme, makeSession } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const QUESTION: ReportQuestion = {
  period: fiscalPeriod(2020),
  asOf: null,
  by: 'programme',
  before: 0,
  organization: null,
  programme: null,
  kind: null,
  venue: null,
  municipality: null,
};

describe('trends over fiscal years', () => {
  let app: TestApp;
  let organization: Organization;
  let classes: Programme;
  let seminar: Programme;

  beforeAll(async () => {
    app = await startTestApp({ now: '2021-05-01T09:00:00+09:00' });
    organization = await makeOrganization(app.db);
    classes = await makeProgramme(app.db, organization, { title: '家族教室', position: 1 });
    seminar = await makeProgramme(app.db, organization, { title: '共催セミナー', position: 2 });
    const desk = await makeProgramme(app.db, organization, { title: '専門相談', position: 3 });
    // As 明石 printed them; and a consultation desk that counts 件.
    await makeReportedResult(app.db, seminar, { fiscalYear: 2019, held: 6, attendances: 424 });
    await makeReportedResult(app.db, seminar, { fiscalYear: 2020, held: 0 });
    await makePlan(app.db, seminar, { fiscalYear: 2020, status: 'suspended' });
    await makeReportedResult(app.db, desk, { fiscalYear: 2019, held: 766, unit: '件', uniquePeople: 197 });
    await makeReportedResult(app.db, desk, {
      fiscalYear: 2020,
      held: 1500,
      unit: '件',
      approximate: true,
    });
    const course = await makeCourse(app.db, classes);
    const dates = ['2020-07-06', '2020-10-05', '2021-02-01'];
    for (const [index, startsOn] of dates.entries()) {
      const session = await makeSession(app.db, course, { startsOn, number: index + 1 });
      await recordAttendance(app.db, session, [], { family: [6, 6, 5][index]! });
    }
    const before = await makeSession(app.db, course, { startsOn: '2018-06-04', number: 9 });
    expect(before.startsOn).toBe('2018-06-04');
  });
  afterAll(() => app.close());

  const trend = async (more: Partial<ReportQuestion> = {}, years = 6) =>
    app.nest
      .get(Trends)
      .of(
        new Principal('staff:x', 'x', new Map([[organization.id, 'viewer' as const]])),
        { ...QUESTION, ...more },
        years,
      );
  const cells = (table: FigureTable | undefined, key: string) =>
    (key === 'total' ? table?.total : table?.lines.find((line) => line.key === key))?.cells.map(
      ({ value, state, approximate }) => (value === null ? state : `${approximate ? '約' : ''}${value}`),
    );

  it('have a column for each year, the earliest first, and a gap where nothing is known', async () => {
    const { tables } = await trend();
    const held = tables.find(({ key }) => key === 'trend-held');
    expect(held?.columns.map(({ key }) => key)).toEqual(['2015', '2016', '2017', '2018', '2019', '2020']);
    expect(cells(held, classes.slug)).toEqual(['none', 'none', 'none', '1', 'none', '3']);
    expect(cells(held, seminar.slug)).toEqual(['none', 'none', 'none', 'none', '6', '0']);
    expect(cells(held, 'total')).toEqual(['none', 'none', 'none', '1', '6', '3']);
    expect(held?.exhaustive).toBe(true);
  });

  it('keep no record, suspended and 算出不可 apart', async () => {
    const { tables } = await trend();
    const people = tables.find(({ key }) => key === 'trend-attendances');
    expect(cells(people, classes.slug)).toEqual(['none', 'none', 'none', 'unrecorded', 'none', '17']);
    expect(cells(people, seminar.slug)).toEqual(['none', 'none', 'none', 'none', '424', 'suspended']);
    const unique = tables.find(({ key }) => key === 'trend-uniquePeople');
    expect(cells(unique, classes.slug)?.at(-1)).toBe('unavailable');
  });

  it('put what is counted in other units into tables of their own', async () => {
    const { tables, charts } = await trend();
    const desk = tables.find(({ key }) => key === 'trend-held-件');
    expect(desk?.unit).toEqual({ text: '件' });
    expect(desk?.lines.map(({ cells: row }) => row.slice(-2).map(({ value }) => value))).toEqual([
      [766, 1500],
    ]);
    expect(desk?.lines[0]?.cells.at(-1)?.approximate).toBe(true);
    expect(desk?.total).toBeNull();
    const chart = charts.find(({ key }) => key === 'trend-held-件');
    expect(chart?.series[0]?.points).toEqual([null, null, null, null, 766, 1500]);
  });

  it('can be of one programme', async () => {
    const { tables, charts } = await trend({ programme: seminar.slug }, 3);
    expect(tables.find(({ key }) => key === 'trend-attendances')?.lines).toHaveLength(1);
    const held = charts.find(({ key }) => key === 'trend-held');
    expect(held?.series.map(({ points }) => points)).toEqual([[null, 6, 0]]);
  });
});
