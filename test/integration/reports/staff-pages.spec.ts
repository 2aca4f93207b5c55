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
    const { text, headers } = await staff.get('/staff/reports');
    expect(headers['cache-control']).toBe('private, no-store');
    expect(text).toContain('2025(令和7)年度の計画と実績');
    expect(text).toContain('12回程度（⑥3回／延べ17人参加）');
    expect(text).toContain('12回程度（2024年度 3回／延べ17人参加）');
    expect(text).toContain('新規');
    expect((await staff.get('/staff/reports?fiscalYear=2020')).text).toContain('2020(令和2)年度の計画と実績');
  });

  it('says as of when the figures are, and for whom the page was made', async () => {
    const { text } = await staff.get('/staff/reports?fiscalYear=2025');
    expect(text).toMatch(/2025年6月1日（日） 午前9時時点の数です。職員\d+さんが/);
    const { text: earlier } = await staff.get('/staff/reports?fiscalYear=2025&asOf=2025-04-30');
    expect(earlier).toContain('2025年5月1日（木） 午前0時時点');
  });

  it('gives each programme its rows, and the periods before where they are asked for', async () => {
    const rowsOf = (text: string) => text.split('class="report-now"').length - 1;
    const { text } = await staff.get('/staff/reports?fiscalYear=2025&before=0');
    // The one programme of which the year knows something, and the total.
    expect(rowsOf(text)).toBe(2);
    expect(text).not.toContain('R6年度');
    const { text: years } = await staff.get('/staff/reports?fiscalYear=2025');
    expect(years).toContain('<span class="nowrap">R6年度</span>');
    expect(years).toContain('R5年度：数えるものはありません。');
    expect((await staff.get('/staff/reports?before=3')).status).toBe(400);
    expect((await staff.get('/staff/reports?lang=en')).text).toContain('Plan and results, ');
  });

  it('keeps what was asked in its form, its links and its files', async () => {
    const asked = '/staff/reports?period=half&fiscalYear=2024&half=second&by=kind&before=1';
    const { text } = await staff.get(asked);
    expect(text).toContain('value="half" checked');
    expect(text).toContain('<option value="second" selected>');
    expect(text).toContain('<option value="kind" selected>');
    const query = 'period=half&amp;fiscalYear=2024&amp;half=second&amp;by=kind&amp;before=1';
    for (const path of ['figures.csv', 'figures.xlsx', 'sessions.csv', 'sessions.xlsx', 'print'])
      expect(text).toContain(`href="/staff/reports/${path}?${query}"`);
    for (const [, href] of text.matchAll(/href="(\/staff\/reports\/[^"]*)"/g))
      expect([href, (await staff.get((href ?? '').replaceAll('&amp;', '&'))).status]).toEqual([href, 200]);
  });

  it('folds programmes without plan and results away, with their count, but leaves them in the file', async () => {
    const { text } = await staff.get('/staff/reports?fiscalYear=2025');
    const tables = text.split('</form>').at(-1) ?? '';
    const [shown, folded] = tables.split('<details>');
    expect(folded).toContain('計画も実績もない行 1件');
    expect(folded).toContain('何も知られていない事業');
    expect(shown).not.toContain('何も知られていない事業');
    const file = await staff.get('/staff/reports/figures.csv?fiscalYear=2025');
    expect(file.text).toContain('何も知られていない事業');
  });

  it('writes names as text, and holds back an ended programme once the years show nothing of it', async () => {
    const { text } = await staff.get('/staff/reports?fiscalYear=2025');
    expect(text).toContain('&lt;b&gt;家族教室&lt;/b&gt;');
    expect(text).not.toContain('<b>家族教室');
    const tables = (page: string) => page.split('</form>').at(-1);
    expect(tables(text)).toContain('終わった事業');
    expect(tables((await staff.get('/staff/reports?fiscalYear=2026')).text)).not.toContain('終わった事業');
  });

  it('shows one programme with its courses, its line and its picture', async () => {
    const { text } = await staff.get('/staff/reports?fiscalYear=2025');
    const href =
      /href="(\/staff\/reports\/programmes\/[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const page = await staff.get(href);
    expect(page.status).toBe(200);
    expect(page.text).toContain('期ごとの計画と実績');
    expect(page.text).toContain('12回程度（⑥3回／延べ17人参加）');
    expect((await staff.get('/staff/reports/programmes/nowhere')).status).toBe(404);
  });

  it('answers 404 for another organization and 400 for a year that is none', async () => {
    for (const path of ['', '/print', '/attendance.csv', '/figures.csv', '/figures.xlsx', '/sessions.csv'])
      expect((await staff.get(`/staff/reports${path}?organization=elsewhere`)).status).toBe(404);
    expect((await staff.get('/staff/reports?fiscalYear=soon')).status).toBe(400);
  });

  it('is described with the formats that there are', async () => {
    const { body } = await app.http.get('/api/openapi.json').expect(200);
    const { parameters } = body.paths['/api/v1/staff/reports/attendance'].get;
    const format = parameters.find((parameter: { name: string }) => parameter.name === 'format');
    expect(format.schema.enum).toEqual(['json', 'csv', 'xlsx']);
    for (const path of ['roster', 'attendance', 'head-count']) {
      expect(body.paths[`/api/v1/staff/sessions/{id}/${path}`]).toBeDefined();
    }
  });
});
