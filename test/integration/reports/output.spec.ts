import { Workbook } from '@cj-tech-master/excelts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Response, Test } from 'supertest';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { makeOrganization, makeProgramme } from '../../support/factories.js';
import { expectGolden } from '../../support/golden.js';
import { makeReportTown, REPORT_NOW } from '../../support/report-town.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('the report of a period as JSON and as files', () => {
  let app: TestApp;
  let organization: Organization;
  let authorization: string;

  beforeAll(async () => {
    app = await startTestApp({ now: REPORT_NOW });
    organization = await makeReportTown(app);
    const elsewhere = await makeOrganization(app.db, { slug: 'yoso' });
    await makeProgramme(app.db, elsewhere, { slug: 'yoso-kazoku' });
    authorization = await bearer(app, organization, 'viewer');
  });
  afterAll(() => app.close());

  const ask = (path: string): Test => app.http.get(`/api/v1/staff/reports${path}`).set({ authorization });
  const bytesOf = (test: Test): Promise<Response> =>
    test
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => done(null, Buffer.concat(chunks)));
      })
      .expect(200);
  const book = async (path: string) => {
    const workbook = new Workbook();
    await workbook.xlsx.load((await bytesOf(ask(path))).body);
    return workbook;
  };
  const rowsOf = (workbook: Workbook, name: string): unknown[][] => {
    const rows: unknown[][] = [];
    workbook.getWorksheet(name)?.eachRow((row) => rows.push((row.values as unknown[]).slice(1)));
    return rows;
  };

  it('says everything as JSON, to the byte', async () => {
    const { body, type } = await ask('?fiscalYear=2025').expect(200);
    expect(type).toBe('application/json');
    // Ids of the database are in none of it.
    const text = JSON.stringify(body, null, 2);
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
    expectGolden('reports/period.json', Buffer.from(`${text}\n`));
  });

  it('is CSV to the byte, with every measure and each period', async () => {
    const { body, headers } = await bytesOf(ask('?fiscalYear=2025&format=csv'));
    expectGolden('reports/period.csv', body);
    const disposition = String(headers['content-disposition']);
    expect(decodeURIComponent(disposition.split("UTF-8''")[1] ?? '')).toBe('年度報告-2025(令和7)年度.csv');
    const cells = (parse(body, { bom: true }) as string[][]).flat();
    expect(cells.filter((cell) => /^[=+\-@\t\r＝＋－＠]/.test(cell))).toEqual([]);
  });

  it('is a workbook of real numbers and days, the same figures as the JSON', async () => {
    const { body } = await ask('?fiscalYear=2025').expect(200);
    const workbook = await book('?fiscalYear=2025&format=xlsx');
    const names = workbook.worksheets.map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual(['計画と実績', '一行の形']);
    // What the figures are made of, and the years before.
    expect(names).toEqual(expect.arrayContaining(['年代（延べ）', '延べ人数の推移（延べ）']));
    expect(names.at(-1)).toBe('この表について');
    const [header = [], ...rows] = rowsOf(workbook, '計画と実績');
    const column = (name: string) => header.indexOf(name);
    const row = rows.find((cells) => cells[column('名前')] === 'ひきこもり家族教室') ?? [];
    expect(row[column('はじめの日')]).toEqual(new Date('2025-04-01T00:00:00Z'));
    const [json] = body.items;
    expect(row[column('延べ参加人数')]).toBe(json.periods[0].measures.attendances.value);
    expect(row[column('1回平均人数')]).toBe(2);
    expect(row[column('一行の形')]).toBe('12回程度（⑥3回／延べ17人参加）');
    const harmful = rows.find((cells) => String(cells[column('名前')]).startsWith('='));
    expect(harmful?.[column('名前')]).toBe('=HYPERLINK("http://evil.example","押す")');
    const about = new Map(rowsOf(workbook, 'この表について').map(([key, value]) => [key, value]));
    expect(about.get('いつの時点')).toBe('2026年4月2日（木） 午前9時');
    expect(String(about.get('作成した人'))).not.toBe('');
  });

  it('keeps 0, no record, cancelled, suspended and what cannot be told apart in every format', async () => {
    const states = (items: { key: string; periods: { measures: Record<string, object> }[] }[], key: string) =>
      items.find((item) => item.key === key)?.periods[0]?.measures;
    const { body } = await ask('?fiscalYear=2025').expect(200);
    expect(states(body.items, 'space')).toMatchObject({
      attendances: { value: 127, state: 'counted', approximate: true },
      uniquePeople: { value: null, state: 'unavailable' },
    });
    expect(states(body.items, 'meeting')?.attendances).toEqual({ value: null, state: 'unrecorded' });
    expect(states(body.items, 'forum')?.attendances).toEqual({ value: null, state: 'cancelled' });
    expect(states(body.items, 'kazoku')?.attendances).toMatchObject({ value: 4, state: 'partial' });
    const [header = [], ...rows] = rowsOf(await book('?fiscalYear=2025&format=xlsx'), '計画と実績');
    const cell = (title: string, name: string) =>
      rows.find((row) => row[header.indexOf('名前')] === title)?.[header.indexOf(name)];
    expect(cell('フリースペース よらんDe', '実人数')).toBe('算出不可');
    expect(cell('フリースペース よらんDe', '延べ参加人数')).toBe(127);
    expect(cell('フリースペース よらんDe', '概数の列')).toContain('延べ参加人数');
    expect(cell('ケース支援会議', '延べ参加人数')).toBe('記録なし');
    expect(cell('市民フォーラム', '延べ参加人数')).toBe('中止');
    expect(cell('案内リーフレット', '実施')).toBe(0);
  });

  it('is of any period: half, calendar, free, cumulative, and as of a day', async () => {
    const held = async (query: string) => {
      const { body } = await ask(`?programme=kazoku&before=0&${query}`).expect(200);
      return [body.period.title, body.items[0].periods[0].measures.held.value];
    };
    expect(await held('period=half&fiscalYear=2025&half=first')).toEqual(['2025(令和7)年度上半期', 3]);
    expect(await held('period=half&fiscalYear=2025&half=second')).toEqual(['2025(令和7)年度下半期', null]);
    expect(await held('period=calendar&year=2025')).toEqual(['2025(令和7)年', 3]);
    expect(await held('period=free&from=2025-05-01&to=2025-05-31')).toEqual(['令和7年5月', 1]);
    expect(await held('period=since&from=2025-04-01')).toEqual(['令和7年4月～', 3]);
    expect(await held('period=fiscal&fiscalYear=2025&asOf=2025-05-12')).toEqual(['2025(令和7)年度', 2]);
  });

  it('refuses what is no period with 400, and what is not theirs with 404', async () => {
    for (const query of [
      'period=week',
      'period=free&from=2025-05-02&to=2025-05-01',
      'from=soon',
      'before=3',
      'by=nickname',
      'fiscalYear=1',
      'venue=hall',
      'format=pdf',
    ]) {
      const { body, status } = await ask(`?${query}`);
      expect([query, status, body.code]).toEqual([query, 400, 'invalid_query']);
    }
    for (const query of ['organization=yoso', 'programme=yoso-kazoku', `venue=${crypto.randomUUID()}`])
      for (const path of ['', '/sessions']) expect((await ask(`${path}?${query}`)).status).toBe(404);
  });

  it('is a workbook of the fiscal year too, as its CSV is', async () => {
    const [header = [], ...rows] = rowsOf(
      await book('/attendance?fiscalYear=2025&format=xlsx'),
      '計画と実績',
    );
    const csv = await bytesOf(ask('/attendance?fiscalYear=2025&format=csv'));
    const records = parse(csv.body, { bom: true }) as string[][];
    expect(header).toEqual(records[0]);
    expect(rows.length).toBe(records.length - 1);
    const first = rows[0] ?? [];
    expect(typeof first[header.indexOf('計画数')]).toBe('number');
    expect(first[header.indexOf('年度（西暦）')]).toBe(2025);
  });

  it('lists every session with what was counted in it, in order, and nobody by name', async () => {
    const csv = (await bytesOf(ask('/sessions?fiscalYear=2025&format=csv'))).body as Buffer;
    const records = parse(csv, { bom: true, columns: true }) as Record<string, string>[];
    expect(records.map(({ 開催日, 事業, 状況, 延べ参加人数 }) => [開催日, 事業, 状況, 延べ参加人数])).toEqual(
      [
        ['2025-04-14', 'ひきこもり家族教室', '実施', '2'],
        ['2025-05-12', 'ひきこもり家族教室', '実施', '2'],
        ['2025-05-20', 'フリースペース よらんDe', '実施', '7'],
        ['2025-06-09', 'ひきこもり家族教室', '実施', '記録なし'],
        ['2025-06-20', 'フリースペース よらんDe', '実施', '0'],
        ['2025-07-07', 'ケース支援会議', '実施', '記録なし'],
        ['2025-07-20', 'フリースペース よらんDe', '実施', '120'],
        ['2025-10-01', '市民フォーラム', '中止', '中止'],
      ],
    );
    expect(records[0]).toMatchObject({
      会場: 'ひかり市民会館',
      '定員（人）': '10',
      席のある人: '2',
      連絡なし欠席: '0',
    });
    expect(records[2]).toMatchObject({ 人数記録の内訳: '家族2、本人5', 概数: '' });
    expect(records[6]).toMatchObject({ 概数: '概数' });
    const [header = [], ...rows] = rowsOf(await book('/sessions?fiscalYear=2025&format=xlsx'), '回の一覧');
    expect(rows.map((row) => [row[0], row[header.indexOf('延べ参加人数')]]).slice(0, 4)).toEqual([
      [new Date('2025-04-14T00:00:00Z'), 2],
      [new Date('2025-05-12T00:00:00Z'), 2],
      [new Date('2025-05-20T00:00:00Z'), 7],
      [new Date('2025-06-09T00:00:00Z'), '記録なし'],
    ]);
    const one = (await bytesOf(ask('/sessions?fiscalYear=2025&programme=space&format=csv'))).body as Buffer;
    expect(parse(one, { bom: true })).toHaveLength(4);
    const none = (await bytesOf(ask('/sessions?fiscalYear=2019&format=csv'))).body as Buffer;
    expect(parse(none, { bom: true })).toHaveLength(1);
  });

  it('adds up: the sessions of the list are the figures of the report', async () => {
    const csv = (await bytesOf(ask('/sessions?fiscalYear=2025&format=csv'))).body as Buffer;
    const records = parse(csv, { bom: true, columns: true }) as Record<string, string>[];
    const { body } = await ask('?fiscalYear=2025').expect(200);
    for (const item of body.items) {
      const own = records.filter((record) => record.事業 === item.title && record.状況 === '実施');
      const { held, attendances } = item.periods[0].measures;
      if (item.periods[0].records === null) continue;
      expect([item.title, own.length]).toEqual([item.title, held.value ?? 0]);
      const sum = own.reduce((all, { 延べ参加人数 }) => all + (Number(延べ参加人数) || 0), 0);
      expect([item.title, sum]).toEqual([item.title, attendances.value ?? 0]);
    }
  });

  it('tells apart what the figures are made of, and sets years side by side', async () => {
    const { body: breakdowns } = await ask('/breakdowns?fiscalYear=2025').expect(200);
    // Lines of venues and programmes are known by their ids, which are new in every run.
    const text = JSON.stringify(breakdowns, null, 2).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id');
    expectGolden('reports/breakdowns.json', Buffer.from(`${text}\n`));
    const { body: trends } = await ask('/trends?fiscalYear=2025&years=3').expect(200);
    expectGolden('reports/trends.json', Buffer.from(`${JSON.stringify(trends, null, 2)}\n`));
    expect(trends.items[0].columns).toHaveLength(3);
    expect((await ask('/trends?years=40')).status).toBe(400);
    for (const path of ['/breakdowns', '/trends']) {
      expect((await ask(`${path}?organization=yoso`)).status).toBe(404);
      expect((await ask(`${path}?programme=yoso-kazoku`)).status).toBe(404);
    }
  });

  it('is described for machines', async () => {
    const { body } = await app.http.get('/api/openapi.json').expect(200);
    const parameters = body.paths['/api/v1/staff/reports'].get.parameters as {
      name: string;
      schema: object;
    }[];
    expect(parameters.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['period', 'fiscalYear', 'asOf', 'by', 'before', 'municipality', 'format']),
    );
    expect(Object.keys(body.components.schemas.MeasuresDto.properties)).toContain('uniquePeople');
    expect(body.paths['/api/v1/staff/reports/sessions'].get.parameters.length).toBeGreaterThan(10);
  });
});
