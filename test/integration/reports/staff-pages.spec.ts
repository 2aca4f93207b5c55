import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makePlan, makeReportedResult, recordAttendance } from '../../support/attendance-factories.js';
import { makeCourse, makeOrganization, makeProgramme, makeSession } from '../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('programme list and report on screen', () => {
  let app: TestApp;
  let staff: StaffBrowser;
  let sessionId: string;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-06-01T09:00:00+09:00' });
    const organization = await makeOrganization(app.db);
    const classes = await makeProgramme(app.db, organization, { title: '<b>家族教室</b>' });
    await makePlan(app.db, classes, { planned: 12, qualifier: 'about', status: 'new' });
    await makeReportedResult(app.db, classes, { fiscalYear: 2024, held: 3, attendances: 17 });
    const course = await makeCourse(app.db, classes);
    const session = await makeSession(app.db, course, { startsOn: '2025-05-12', number: 2 });
    sessionId = session.id;
    await recordAttendance(app.db, session, [], { family: 0 });
    await makeProgramme(app.db, organization, { title: '何も知られていない事業' });
    const ended = await makeProgramme(app.db, organization, { title: '終わった事業', status: 'ended' });
    await makePlan(app.db, ended, { fiscalYear: 2023 });
    const elsewhere = await makeOrganization(app.db);
    await makeProgramme(app.db, elsewhere, { title: 'よその町の事業' });
    staff = await signInAs(app, organization, 'viewer');
  });
  afterAll(() => app.close());

  it('leads from the programme to its sessions of the year, and to no other year', async () => {
    const { text } = await staff.get('/staff/programmes?fiscalYear=2025');
    expect(text).toContain(`href="/staff/sessions/${sessionId}"`);
    expect(text).toContain('第2回 2025年5月12日（月）');
    expect(text).toContain('出欠の記録あり');
    expect(text).toContain('計画: 12回程度');
    expect(text).not.toContain('よその町の事業');
    expect((await staff.get('/staff/programmes?fiscalYear=2024')).text).not.toContain(sessionId);
  });

  it('shows the running fiscal year unless asked for another, in both calendars', async () => {
    const { text } = await staff.get('/staff/reports');
    expect(text).toContain('令和7（2025）年度の計画と実績');
    expect(text).toContain('12回程度（⑥3回／延べ17人参加）');
    expect(text).toContain('新規');
    expect((await staff.get('/staff/reports?fiscalYear=2020')).text).toContain(
      '令和2（2020）年度の計画と実績',
    );
  });

  it('gives each programme one row, and the two years before where they are asked for', async () => {
    const rowsOf = (text: string) => text.split('<tbody').slice(1).join('').split('<tr').length - 1;
    const { text } = await staff.get('/staff/reports?fiscalYear=2025');
    expect(rowsOf(text)).toBe(2);
    expect(text).not.toContain('令和5（2023）年度</th>');
    const link = /href="([^"]*before=1)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? 'no link';
    const years = await staff.get(link);
    // A title and three years for each of the two.
    expect(rowsOf(years.text)).toBe(8);
    expect(years.text).toContain('令和5（2023）年度</th>');
    expect(years.text).toContain('name="before" value="1"');
    expect((await staff.get('/staff/reports?before=2')).status).toBe(400);
    const english = await staff.get('/staff/reports?lang=en');
    expect(english.text).toContain('With the two years before');
  });

  it('folds programmes without plan and results away, with their count, but leaves them in the file', async () => {
    const { text } = await staff.get('/staff/reports?fiscalYear=2025');
    const [shown, folded] = text.split('<details>');
    expect(folded).toContain('計画も実績もない事業 1件');
    expect(folded).toContain('何も知られていない事業');
    expect(shown).not.toContain('何も知られていない事業');
    const file = await staff.get('/staff/reports/attendance.csv?fiscalYear=2025');
    expect(file.text).toContain('何も知られていない事業');
  });

  it('writes names as text, and holds back an ended programme once the years show nothing of it', async () => {
    const { text } = await staff.get('/staff/reports?fiscalYear=2025');
    expect(text).toContain('&lt;b&gt;家族教室&lt;/b&gt;');
    expect(text).not.toContain('<b>家族教室');
    expect(text).toContain('終わった事業');
    expect((await staff.get('/staff/reports?fiscalYear=2026')).text).not.toContain('終わった事業');
  });

  it('answers 404 for another organization and 422 for a year that is none', async () => {
    expect((await staff.get('/staff/reports?organization=elsewhere')).status).toBe(404);
    expect((await staff.get('/staff/reports/attendance.csv?organization=elsewhere')).status).toBe(404);
    expect((await staff.get('/staff/reports?fiscalYear=soon')).status).toBe(400);
  });

  it('is described with the formats that there are', async () => {
    const { body } = await app.http.get('/api/openapi.json').expect(200);
    const { parameters } = body.paths['/api/v1/staff/reports/attendance'].get;
    const format = parameters.find((parameter: { name: string }) => parameter.name === 'format');
    expect(format.schema.enum).toEqual(['json', 'csv']);
    for (const path of ['roster', 'attendance', 'head-count']) {
      expect(body.paths[`/api/v1/staff/sessions/{id}/${path}`]).toBeDefined();
    }
  });
});
