import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import type { Place } from '../../../src/registrations/seats/place.entity.js';
import {
  makeParty,
  makePlan,
  makeReportedResult,
  recordAttendance,
} from '../../support/attendance-factories.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
} from '../../support/factories.js';
import { expectGolden } from '../../support/golden.js';
import { bearer, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('the report as CSV', () => {
  let app: TestApp;
  let organization: Organization;

  beforeAll(async () => {
    app = await startTestApp({ now: '2026-04-02T09:00:00+09:00' });
    organization = await makeOrganization(app.db, { slug: 'hikari', name: 'ひかり市' });
    const programme = (position: number, title: string, given = {}) =>
      makeProgramme(app.db, organization, { position, title, ...given });

    const classes = await programme(0, 'ひきこもり家族教室');
    await makePlan(app.db, classes, { planned: 12, qualifier: 'about', status: 'new' });
    await makeReportedResult(app.db, classes, { fiscalYear: 2024, held: 3, attendances: 17 });
    const term = await makeCourse(app.db, classes);
    const sessions = [];
    for (const [index, startsOn] of ['2025-04-14', '2025-05-12', '2025-06-09'].entries()) {
      const session = await makeSession(app.db, term, { startsOn, number: index + 1 });
      await makePool(app.db, session);
      sessions.push(session);
    }
    const { places } = await makeParty(app.db, sessions, { people: 2 });
    for (const session of sessions.slice(0, 2)) {
      const place = places.find(({ sessionId }) => sessionId === session.id) as Place;
      await recordAttendance(app.db, session, [{ place, mark: 'attended', people: 2 }]);
    }

    const cases = await programme(1, 'ケース支援会議', { kind: 'network_meeting' });
    await makePlan(app.db, cases, { planned: 50, qualifier: 'about' });
    await makeReportedResult(app.db, cases, { fiscalYear: 2024, held: 50, approximate: true });
    await makeReportedResult(app.db, cases, { fiscalYear: 2023, held: 27 });

    const forum = await programme(2, '市民フォーラム', { kind: 'forum' });
    await makePlan(app.db, forum, {
      planned: 1,
      qualifier: 'exact',
      status: 'suspended',
      reason: '感染拡大防止のため, 休止',
    });
    const cancelled = await makeCourse(app.db, forum);
    await makeSession(app.db, cancelled, { startsOn: '2025-10-01', status: 'cancelled' });

    const leaflets = await programme(3, '案内リーフレット', { kind: 'other' });
    await makePlan(app.db, leaflets, { planned: 15000, qualifier: 'exact', unit: '部' });
    await makeReportedResult(app.db, leaflets, { fiscalYear: 2025, held: 0, unit: '部', note: '増刷なし' });

    await programme(4, '=HYPERLINK("http://evil.example","押す")', { kind: 'club' });
    await programme(5, '＠cmd|/c calc', { kind: 'club' });
    await programme(6, '-1+1', { kind: 'club' });
    const tab = await programme(7, '\t=1+1', { kind: 'club' });
    await makePlan(app.db, tab, { planned: null, text: '月 1回程度以上', reason: '+81 電話\r\n"引用"' });
  });
  afterAll(() => app.close());

  async function csv(language = 'ja') {
    const authorization = await bearer(app, organization, 'viewer');
    return app.http
      .get(`/api/v1/staff/reports/attendance?fiscalYear=2025&format=csv&lang=${language}`)
      .set({ authorization })
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => done(null, Buffer.concat(chunks)));
      })
      .expect(200);
  }
  const rowsOf = (bytes: Buffer) => parse(bytes, { bom: true, columns: true }) as Record<string, string>[];

  it('is what it was, byte for byte', async () => {
    expectGolden('reports/attendance.csv', (await csv()).body);
  });

  it('begins with a byte order mark, ends its lines with CRLF, and is named after report, town and year', async () => {
    const answer = await csv();
    const bytes: Buffer = answer.body;
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    // A line break inside a cell is that cell's own.
    const outside = bytes.toString('utf8').replaceAll(/"(?:[^"]|"")*"/g, '""');
    expect(outside.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(outside.endsWith('\r\n')).toBe(true);
    expect(answer.type).toBe('text/csv');
    expect(answer.charset).toBe('utf-8');
    const disposition = String(answer.headers['content-disposition']);
    expect(disposition).toContain('attachment; filename="report-2025.csv"');
    expect(decodeURIComponent(disposition.split("UTF-8''")[1] ?? '')).toBe('年度報告-2025.csv');
  });

  it('starts no cell of text with a sign that a spreadsheet would calculate, and keeps numbers numbers', async () => {
    const rows = rowsOf((await csv()).body);
    const cells = rows.flatMap((row) => Object.values(row));
    expect(cells.filter((cell) => /^[=+\-@\t\r＝＋－＠]/.test(cell))).toEqual([]);
    expect(rows.map((row) => row.事業).slice(4)).toEqual([
      '\'=HYPERLINK("http://evil.example","押す")',
      "'＠cmd|/c calc",
      "'-1+1",
      "'\t=1+1",
    ]);
    const [first] = rows;
    expect(first).toMatchObject({ 延べ参加人数: '4', 実施: '3', 計画数: '12', '年度（西暦）': '2025' });
    expect((await csv()).body.toString('utf8')).toContain(',2025,');
  });

  it('says why there is no number', async () => {
    const byTitle = new Map(rowsOf((await csv()).body).map((row) => [row.事業, row]));
    expect(byTitle.get('ひきこもり家族教室')).toMatchObject({
      出欠の記録: '一部記録なし（3回のうち2回の記録）',
      一行の形: '12回程度（⑥3回／延べ17人参加）',
    });
    expect(byTitle.get('市民フォーラム')).toMatchObject({
      状況: '休止',
      実施: '0',
      中止回数: '1',
      延べ参加人数: '中止',
      実人数: '中止',
    });
    expect(byTitle.get('案内リーフレット')).toMatchObject({
      実施: '0',
      単位: '部',
      延べ参加人数: '',
      出欠の記録: '報告値',
    });
  });

  it('is the same at the address of the pages, for whoever is signed in', async () => {
    const staff = await signInAs(app, organization, 'viewer');
    const file = await staff.get('/staff/reports/attendance.csv?fiscalYear=2025');
    expect(file.text).toBe((await csv()).body.toString('utf8'));
    expect(file.headers['cache-control']).toBe('private, no-store');
  });

  it('has an English form', async () => {
    const [row] = rowsOf((await csv('en')).body);
    expect(row).toMatchObject({
      Status: 'New',
      'One-line form': 'about 12 sessions (2024: 3 sessions, 17 attendances)',
    });
  });
});
