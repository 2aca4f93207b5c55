import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { ProgrammeHost } from '../../../src/programmes/programme-host.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { recordAttendance } from '../../support/attendance-factories.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../support/factories.js';
import { makeReportTown, REPORT_NOW } from '../../support/report-town.js';
import { bearer, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const OWN_CATEGORIES = [
  { key: 'self', label: '当事者', labelEn: 'Those concerned' },
  { key: 'student', label: '実習生' },
];

describe('a report as its readers have it', () => {
  let app: TestApp;
  let town: Organization;
  let staff: StaffBrowser;

  beforeAll(async () => {
    app = await startTestApp({ now: REPORT_NOW });
    town = await makeReportTown(app);
    staff = await signInAs(app, town, 'viewer');
  });
  afterAll(() => app.close());

  const csvOf = (text: string) => parse(text, { bom: true, columns: true }) as Record<string, string>[];

  it('says which numbers of a file lack records, and how many reported results it leaves out', async () => {
    const figures = csvOf((await staff.get('/staff/reports/figures.csv?fiscalYear=2025&before=0')).text);
    const row = (title: string) => figures.find((one) => one.名前 === title && one.行の種類 === 'その行');
    expect(row('ひきこもり家族教室')?.一部記録なしの列).toContain('延べ参加人数、実人数');
    expect(row('フリースペース よらんDe')?.一部記録なしの列).toBe('');
    const total = figures.find((one) => one.行の種類 === '合計（団体）');
    expect(total?.計画).toContain('回：');
    const half = csvOf(
      (await staff.get('/staff/reports/figures.csv?period=half&fiscalYear=2024&before=0')).text,
    );
    expect(half.find((one) => one.名前 === 'ひきこもり家族教室')?.含めていない報告値).toBe('1');
  });

  it('says in tables of a partly recorded period that records are missing', async () => {
    const { text } = await staff.get('/staff/reports/breakdowns?fiscalYear=2025&programme=kazoku');
    const [table = ''] = text.split('<caption id="caption-relation-attendances">').slice(1);
    const total = table.slice(table.indexOf('<tfoot>'), table.indexOf('</tfoot>'));
    expect(total).toContain('一部記録なし');
    // What the total says holds for every line: none repeats it.
    expect(table.slice(0, table.indexOf('<tfoot>'))).not.toContain('一部記録なし');
    const trend = (await staff.get('/staff/reports/trends?fiscalYear=2025')).text;
    const [years = ''] = trend.split('<caption id="caption-trend-attendances">').slice(1);
    expect(years.slice(0, years.indexOf('<tfoot>'))).toContain('一部記録なし');
  });

  it('cuts ages where the reader asks for it, on the page, in files and as JSON', async () => {
    const query = 'fiscalYear=2025&bands=15,%E3%80%80%EF%BC%94%EF%BC%90';
    const page = await staff.get(`/staff/reports/breakdowns?${query}`);
    for (const words of ['15歳未満', '15～39歳', '40歳以上', 'bands=15%2C40'])
      expect(page.text).toContain(words);
    const authorization = await bearer(app, town, 'viewer');
    const { body } = await app.http
      .get(`/api/v1/staff/reports/breakdowns?${query}`)
      .set({ authorization })
      .expect(200);
    const ages = body.items.find(({ key }: { key: string }) => key === 'age-attendances');
    expect(ages.lines.map(({ label }: { label: string }) => label)).toEqual([
      '15歳未満',
      '15～39歳',
      '40歳以上',
    ]);
    for (const bands of ['40,15', '15,15', '200', 'old', '0,20'])
      expect((await staff.get(`/staff/reports/breakdowns?bands=${bands}`)).status).toBe(400);
  });

  it('calls categories of head counts as the organization does', async () => {
    const other = await makeOrganization(app.db, { name: 'みなと市' });
    await app.db.query('UPDATE organizations SET head_categories = $2 WHERE id = $1', [
      other.id,
      JSON.stringify(OWN_CATEGORIES),
    ]);
    const course = await makeCourse(app.db, await makeProgramme(app.db, other));
    const session = await makeSession(app.db, course, { startsOn: '2025-05-12', number: 1 });
    await recordAttendance(app.db, session, [], { self: 4, student: 2 });
    const viewer = await signInAs(app, other, 'viewer');
    const read = async (path: string) => (await viewer.get(`/staff/reports${path}`)).text;
    for (const path of ['?fiscalYear=2025', '/print?fiscalYear=2025', '/figures.csv?fiscalYear=2025']) {
      expect([path, await read(path)]).toEqual([path, expect.stringContaining('当事者4')]);
      expect([path, await read(path)]).toEqual([path, expect.stringContaining('実習生2')]);
    }
    expect(await read('/sessions.csv?fiscalYear=2025')).toContain('当事者4、実習生2');
    expect(await read('/figures.csv?fiscalYear=2025&lang=en')).toContain('Those concerned');
    const authorization = await bearer(app, other, 'viewer');
    const { body } = await app.http
      .get('/api/v1/staff/reports?fiscalYear=2025')
      .set({ authorization })
      .expect(200);
    expect(body.items[0].periods[0].heads).toEqual(
      expect.arrayContaining([
        { category: 'student', name: '実習生', people: { value: 2, state: 'counted' } },
      ]),
    );
  });

  it('puts a programme with its parts, and totals, on paper too', async () => {
    const { text } = await staff.get('/staff/reports/print?fiscalYear=2025&before=0');
    const sheets = text.split('<article').slice(1);
    expect(sheets.at(-2)).toContain('合計（団体）');
    expect(sheets.at(-2)).toContain('>計画</th>');
    const whole = await makeProgramme(app.db, town, { slug: 'yoran', title: '居場所', position: 20 });
    const part = await makeProgramme(app.db, town, { title: 'サテライト', partOfId: whole.id, position: 21 });
    for (const programme of [whole, part])
      await makeSession(app.db, await makeCourse(app.db, programme), { startsOn: '2025-05-12' });
    const paper = (await staff.get('/staff/reports/print?fiscalYear=2025&programme=yoran&before=0')).text;
    const [sheet = ''] = paper.split('<article').slice(1);
    expect(sheet).toContain('<caption>含まれる事業と合わせて</caption>');
    expect(sheet).toContain('2回');
  });

  it('shows a sponsor the figures of what it sponsors with all their tables, and no money', async () => {
    const home = await makeOrganization(app.db, { name: '主催の市' });
    const venue = await makeVenue(app.db, home, { name: '主催の市の会館' });
    const programme = await makeProgramme(app.db, home, { slug: 'joint', title: '共催セミナー' });
    const course = await makeCourse(app.db, programme);
    const session = await makeSession(app.db, course, { startsOn: '2025-05-12', venueId: venue.id });
    await makePool(app.db, session, { capacity: 10 });
    await recordAttendance(app.db, session, [], { other: 30 });
    const owner = await bearer(app, home, 'organizer');
    await app.http
      .put('/api/v1/staff/tallies')
      .set({ authorization: owner })
      .send({
        organization: home.slug,
        items: [
          {
            programme: 'joint',
            axis: '後援団体の別',
            unit: '団体',
            startsOn: '2025-04-01',
            endsOn: '2026-03-31',
            lines: [{ label: 'NPO', value: 3 }],
          },
        ],
      })
      .expect(200);
    await app.http
      .put(`/api/v1/staff/sessions/${session.id}/costs`)
      .set({ authorization: owner })
      .send({ items: [{ label: '講師謝礼', yen: 30000 }] })
      .expect(200);
    const sponsor = await makeOrganization(app.db, { name: '協賛の市' });
    await app.db.manager.insert(ProgrammeHost, {
      id: newId(),
      programmeId: programme.id,
      role: 'sponsor',
      name: '協賛の市',
      hostOrganizationId: sponsor.id,
      rights: null,
      position: 0,
    });
    const reader = await signInAs(app, sponsor, 'viewer');
    const pages = await Promise.all(
      ['programmes/joint?', 'breakdowns?programme=joint&', 'trends?programme=joint&'].map((path) =>
        reader.get(`/staff/reports/${path}fiscalYear=2025`),
      ),
    );
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(pages[0]?.text).toContain('後援団体の別');
    expect(pages[1]?.text).not.toContain('講師謝礼');
    expect((await reader.get('/staff/reports/figures.xlsx?programme=joint&fiscalYear=2025')).status).toBe(
      200,
    );
    const venues = await reader.get('/staff/reports?by=venue&programme=joint&fiscalYear=2025');
    expect(venues.text).toContain('ほかの団体の会場');
    expect(venues.text).not.toContain('会場なし');
    // Nothing of its own: what it hosts is in no total of it.
    const whole = await reader.get('/staff/reports/figures.csv?fiscalYear=2025');
    expect(csvOf(whole.text).map((one) => one.行の種類)).not.toContain('合計（団体）');
    const host = await signInAs(app, home, 'viewer');
    expect((await host.get('/staff/reports/breakdowns?fiscalYear=2025')).text).toContain('講師謝礼');
  });

  it('leads to who stays, to what a session cost, and to the figures typed in', async () => {
    const { text } = await staff.get('/staff/reports?fiscalYear=2025&by=course&programme=kazoku');
    const [, retention = ''] = /href="(\/staff\/courses\/[^"]+\/retention)"/.exec(text) ?? [];
    expect(text).toContain('href="/staff/tallies"');
    const page = await staff.get(retention);
    expect(page.status).toBe(200);
    expect(page.text).toContain('id="chart-retention-name"');
    // The third session was held and nobody wrote anything down.
    expect(page.text).toMatch(/<text[^>]*>記録なし<\/text>/);
    const course = await staff.get(retention.replace('/retention', ''));
    expect(course.text).toContain(`href="${retention}"`);
    const [, session = ''] = /href="(\/staff\/sessions\/[^"/]+)"/.exec(course.text) ?? [];
    expect((await staff.get(session)).text).toContain(`href="${session}/costs"`);
  });

  it('answers every span of days of which there can be figures, and refuses others', async () => {
    for (const days of ['from=0001-01-01&to=9999-12-31', 'from=0001-01-01&to=0001-01-01'])
      for (const before of [0, 2]) {
        const { status } = await staff.get(`/staff/reports?period=free&${days}&before=${before}`);
        expect([days, before, status]).toEqual([days, before, 400]);
      }
    for (const days of ['from=1950-04-01&to=2199-12-31', 'from=2025-04-01&to=2026-03-31'])
      expect((await staff.get(`/staff/reports?period=free&${days}&before=2`)).status).toBe(200);
  });
});
