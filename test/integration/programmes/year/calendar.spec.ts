import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { makePlan } from '../../../support/attendance-factories.js';
import {
  makeCourse,
  makeOrganization,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { makeSharedRoom } from './shared-room.js';

/** Monday to Friday from 1 April to 31 March, without the year end. */
function workdays(): string[] {
  const days: string[] = [];
  for (let at = Date.UTC(2025, 3, 1); at <= Date.UTC(2026, 2, 31); at += 86_400_000) {
    const day = new Date(at);
    if (day.getUTCDay() % 6 !== 0) days.push(day.toISOString().slice(0, 10));
  }
  return days;
}

/** What a reader hears: no markup, no runs of blanks. */
const textOf = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
/** The month list, and the table of days and months. */
const listOf = (html: string) =>
  html.slice(html.indexOf('class="year-list"'), html.indexOf('class="year-grid'));
const gridOf = (html: string) =>
  html.slice(html.indexOf('class="year-grid'), html.indexOf('id="undated-title"'));
const monthOf = (html: string, month: string) =>
  textOf(
    listOf(html)
      .split('<section')
      .find((part) => part.includes(`id="month-${month}"`)) ?? '',
  );

describe('the year calendar', () => {
  let app: TestApp;
  let town: Organization;
  let staff: StaffBrowser;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-10T09:00:00+09:00' });
    town = await makeOrganization(app.db, {
      name: 'みなと市',
      nameEn: 'Minato',
      closures: [{ from: '2025-08-13', until: '2025-08-15', reason: '夏季休業' }],
    });
    const hall = await makeVenue(app.db, town, { name: '会館' });
    const classes = await makeProgramme(app.db, town, {
      title: '<i>家族教室</i>',
      titleEn: 'Family class',
      slug: 'minato-class',
    });
    const course = await makeCourse(app.db, classes, {
      title: '前期',
      closesAt: new Date('2025-05-01T17:00+09:00'),
    });
    await makeSession(app.db, course, { startsOn: '2025-04-29', number: 1, venueId: hall.id });
    await makeSession(app.db, course, {
      startsOn: '2025-05-13',
      number: 2,
      status: 'cancelled',
      cancelReason: '台風',
    });
    await makeSession(app.db, course, {
      startsOn: '2026-01-10',
      endsOn: '2026-01-12',
      number: 3,
      title: '冬の集い',
    });
    await makeSession(app.db, course, {
      startsOn: null,
      number: 4,
      withinFrom: '2025-09-01',
      withinUntil: '2025-09-30',
      dateText: '9月中',
    });
    await makeSession(app.db, course, {
      startsOn: null,
      number: 5,
      withinFrom: '2025-10-01',
      withinUntil: '2026-03-31',
    });
    await makeSession(app.db, course, { startsOn: '2026-04-07', number: 6 });
    const desk = await makeProgramme(app.db, town, {
      title: '相談窓口',
      titleEn: 'Desk',
      kind: 'consultation',
      slug: 'minato-desk',
    });
    const open = await makeCourse(app.db, desk, { title: '通年' });
    for (const startsOn of workdays()) {
      await makeSession(app.db, open, {
        startsOn,
        startTime: '08:30',
        endTime: '17:15',
        status: startsOn === '2025-06-03' ? 'cancelled' : 'scheduled',
      });
    }
    await makeProgramme(app.db, town, {
      title: '訪問',
      frequency: { per: 'as_needed', text: '求めに応じて随時' },
    });
    const suspended = await makeProgramme(app.db, town, { title: '休んでいる会' });
    await makePlan(app.db, suspended, { status: 'suspended' });
    staff = await signInAs(app, town, 'organizer');
  });
  afterAll(() => app.close());

  const page = async (query = '') => (await staff.get(`/staff/calendar?fiscalYear=2025${query}`)).text;

  it('has every month with its sessions, holidays by name, closures and the year end', async () => {
    const html = await page();
    expect(html.match(/id="month-/g)).toHaveLength(12);
    expect(monthOf(html, '2025-04')).toContain('4月29日（火） 昭和の日');
    expect(monthOf(html, '2025-04')).toContain('&lt;i&gt;家族教室&lt;/i&gt; 第1回 10:00～11:45 会館');
    expect(monthOf(html, '2025-08')).toContain('8月13日（水） ～8月15日（金） 夏季休業');
    expect(monthOf(html, '2025-12')).toContain('12月29日（月） ～12月31日（水） 年末年始');
    expect(monthOf(html, '2026-01')).toContain('1月1日（木） ～1月3日（土） 年末年始');
    expect(monthOf(html, '2026-01')).toContain('冬の集い ～1月12日（月）');
    expect(textOf(html)).not.toContain('第6回');
    expect(html).not.toContain('<i>家族教室');
  });

  it('says what is cancelled, and of the undated what is known', async () => {
    const html = await page();
    expect(monthOf(html, '2025-05')).toContain('【中止】 &lt;i&gt;家族教室&lt;/i&gt; 第2回');
    expect(monthOf(html, '2025-09')).toContain('9月中 &lt;i&gt;家族教室&lt;/i&gt; 第4回');
    const undated = textOf(html.slice(html.indexOf('id="undated-title"')));
    expect(undated).toContain('令和7（2025）年度下半期 &lt;i&gt;家族教室&lt;/i&gt; 第5回');
    expect(undated).toContain('訪問 求めに応じて随時');
    expect(undated).not.toContain('休んでいる会');
  });

  it('holds a desk that is open daily in one line a month, to be unfolded', async () => {
    const html = await page();
    const april = monthOf(html, '2025-04');
    expect(april).toContain('相談窓口 月～金 08:30～17:15 ×22');
    expect(monthOf(html, '2025-06')).toContain('×20 【中止】1回');
    expect(monthOf(html, '2025-05')).toContain('要確認2件');
    expect(listOf(html).match(/<details class="frequent">/g)).toHaveLength(12);
    // Nothing of the desk stands among the other sessions of a day.
    expect(listOf(html).split('class="entry').length - 1).toBe(3);
  });

  it('has the same in a table of days and months', async () => {
    const grid = gridOf(await page());
    expect(grid.split('<tr>').length - 1).toBe(1 + 31 + 2);
    expect(textOf(grid)).toContain('木 元日 年末年始');
    expect(textOf(grid)).toContain('冬の集い つづき');
    expect(textOf(grid)).toContain('祝日');
  });

  it('lists what to check on top, with words and not by colour alone, and says what was done', async () => {
    const html = await page();
    const conflicts = textOf(html.slice(html.indexOf('id="conflicts"'), html.indexOf('id="months-title"')));
    expect(conflicts).toContain(
      '申込の締切（2025年5月1日（木） 午後5時）が、最初の回「&lt;i&gt;家族教室&lt;/i&gt; 第1回 4月29日（火） 10:00～11:45」の始まりより後です。',
    );
    expect(conflicts).toContain('祝日 相談窓口');
    expect(conflicts).toContain('1月12日（月） 08:30～17:15」は祝日に当たります（成人の日）');
    expect(monthOf(html, '2025-04')).toMatch(/第1回 .*祝日 締切/);
    expect(await page('&done=accepted')).toContain('role="status"');
    expect(await page('&done=<script>')).not.toContain('role="status"');
  });

  it('filters by programme and kind, and tells of what clashes with the rest all the same', async () => {
    const only = await page('&kind=consultation');
    expect(textOf(listOf(only))).not.toContain('家族教室');
    expect(textOf(listOf(only))).toContain('相談窓口');
    expect(textOf(listOf(await page('&programme=minato-class')))).not.toContain('相談窓口');
    // A programme of another organization, as a form leaves it behind when the organization is changed.
    expect(textOf(listOf(await page('&programme=elsewhere')))).toContain('相談窓口');
    expect((await staff.get('/staff/calendar?organization=elsewhere')).status).toBe(404);
    expect((await staff.get('/staff/calendar?fiscalYear=soon')).status).toBe(400);
    expect((await staff.get('/staff/calendar?kind=party')).status).toBe(400);
  });

  it('marks the holidays of years that are not published yet', async () => {
    const html = (await staff.get('/staff/calendar?fiscalYear=2026')).text;
    expect(monthOf(html, '2027-03')).toContain('春分の日（見込み）');
    expect(monthOf(html, '2026-05')).toContain('5月3日（日） 憲法記念日、');
    expect(textOf(html)).toContain('官報でまだ公表されていない年');
  });

  it('reads in English', async () => {
    const html = await page('&lang=en');
    expect(monthOf(html, '2025-04')).toContain('Desk Mon–Fri 08:30–17:15 ×22');
    expect(textOf(html)).toContain('Programme');
    expect(textOf(html.slice(html.indexOf('id="undated-title"')))).toContain('as needed');
    expect(textOf(html)).toContain('is on a public holiday');
  });

  it('shows one organization at a time unless all are asked for', async () => {
    const other = await makeSharedRoom(app);
    const both = await signInAs(app, town, 'viewer');
    await app.db.query(
      `INSERT INTO staff_roles (staff_member_id, organization_id, role) VALUES ($1, $2, 'viewer')`,
      [both.id, other.organization.id],
    );
    const of = async (organization: string) =>
      textOf((await both.get(`/staff/calendar?fiscalYear=2025&organization=${organization}`)).text);
    expect(await of(other.organization.slug)).toContain('視聴覚室で');
    expect(await of(other.organization.slug)).not.toContain('相談窓口 月～金');
    expect(await of('*')).toContain('視聴覚室で');
    expect(await of('*')).toContain('相談窓口 月～金');
    expect(await of('*')).toContain('夏季休業（みなと市）');
    expect(await of('*')).toContain('フリースペース と 家族のつどい 豊明市 3件');
    expect(await of('')).not.toBe('');
  });

  it('asks the database as often for a year of thousands of sessions as for one of a few', async () => {
    const statementsFor = async (organization: Organization) => {
      const visitor = await signInAs(app, organization, 'organizer');
      const logger = jest.spyOn(app.db.logger, 'logQuery');
      const { status } = await visitor.get('/staff/calendar?fiscalYear=2025');
      const statements = logger.mock.calls.length;
      logger.mockRestore();
      expect(status).toBe(200);
      return statements;
    };
    const empty = await makeOrganization(app.db);
    const big = await makeSharedRoom(app);
    await app.db.query(
      `INSERT INTO sessions (id, organization_id, programme_id, course_id, key, date_state, starts_on, start_time, end_time,
         time_zone, starts_at, ends_at, venue_id, changed_at)
       SELECT gen_random_uuid(), organization_id, programme_id, course_id, 'more ' || n, 'dated', day, '18:00', '19:00',
         time_zone, day + time '09:00', day + time '10:00', venue_id, changed_at
       FROM sessions, generate_series(0, 2999) AS n, LATERAL (SELECT date '2025-04-01' + n % 365 AS day) AS of
       WHERE id = $1`,
      [big.family.sessions[0]!.id],
    );
    const few = await statementsFor(empty);
    expect(await statementsFor(town)).toBe(few);
    expect(await statementsFor(big.organization)).toBe(few);
    // Who asks (1), organizations, programmes, sessions, courses, venues, organizations of the sessions, acceptances,
    // undated sessions, and their courses, venues and organizations.
    expect(few).toBe(12);
  });
});
