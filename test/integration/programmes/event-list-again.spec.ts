import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { LIST_LIMITS } from '../../../src/programmes/domain/event-list/event-list-limits.js';
import { YearImport } from '../../../src/registrations/year/year-import.js';
import type { ImportReport } from '../../../src/registrations/year/year-import.report.js';
import { DomainError } from '../../../src/shared/domain-error.js';
import { emptied } from '../../support/emptied.js';
import { makeOrganization } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { eventList, type ListRow } from './event-list-town.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ now: '2025-04-02T09:00:00+09:00' });
});
afterAll(() => app.close());
beforeEach(async () => {
  await emptied(app.db, 'organizations, messages');
  await makeOrganization(app.db, { slug: 'midori', name: 'みどり市', timeZone: 'Asia/Tokyo' });
});

function run(rows: readonly ListRow[] | string, listOf = 'midori'): Promise<ImportReport> {
  const text = typeof rows === 'string' ? rows : eventList(rows);
  const options = { dryRun: false, actor: 'system', organizationIds: 'any', listOf } as const;
  return app.nest.get(YearImport).run([{ name: 'list.csv', text }], options);
}

async function faultsOf(promise: Promise<unknown>): Promise<string[]> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DomainError);
  return ((error as DomainError).details.faults ?? []).map(({ line, code }) => `${line} ${code}`);
}

const sessions = () =>
  app.db.query(
    `SELECT session.list_number AS no, session.number, session.title, session.topic, session.starts_on AS date,
       session.ends_on AS last, programme.title AS programme, course.title AS course, venue.name AS venue,
       venue.building AS room
     FROM sessions session JOIN programmes programme ON programme.id = session.programme_id
     JOIN courses course ON course.id = session.course_id LEFT JOIN venues venue ON venue.id = session.venue_id
     ORDER BY session.starts_on, no`,
  );
const columnOf = async (column: string): Promise<unknown[]> =>
  (await sessions()).map((row: Record<string, unknown>) => row[column]);
const fees = async (): Promise<unknown[]> =>
  (await app.db.query('SELECT fee FROM programmes ORDER BY title')).map(({ fee }: { fee: unknown }) => fee);

/** One row a month, of one programme. */
const monthly = (...rows: readonly ListRow[]): ListRow[] =>
  rows.map((cells, index) => ({
    ...{ NO: `K-${index + 1}`, イベント名: '家族会', 開始日: `2025-0${index + 5}-10`, 開始時間: '10:00' },
    ...cells,
  }));

describe('a list that comes again', () => {
  const HALL = { 場所名称: '市民会館', 住所: '本町1', 方書: '2階' };

  test.each([
    ['renamed', `name = '市民会館（北館）'`],
    ['put in another room', `building = '別館'`],
    ['moved', `address = '中央2'`],
  ])('leaves a venue that staff %s', async (_, edit) => {
    const rows = monthly(HALL, HALL);
    await run(rows);
    await app.db.query(`UPDATE venues SET ${edit}`);
    const before = await app.db.query('SELECT * FROM venues');
    expect((await run(rows)).changes).toEqual([]);
    expect(await app.db.query('SELECT * FROM venues')).toEqual(before);
  });

  test('names another room of a venue as staff call it', async () => {
    await run(monthly(HALL));
    await app.db.query(`UPDATE venues SET name = '市民会館（北館）'`);
    await run(monthly({ ...HALL, 方書: '3階' }));
    expect(await sessions()).toMatchObject([{ venue: '市民会館（北館）', room: '3階' }]);
  });

  test('leaves where a session is, when it names no place', async () => {
    await run(monthly(HALL));
    expect((await run(monthly({ 備考: 'あ' }))).changes.map(({ kind }) => kind)).toEqual(['programme']);
    expect(await columnOf('venue')).toEqual(['市民会館']);
  });

  test('takes back words of a session that it says no more', async () => {
    for (const [word, topic] of [
      ['雨天中止', '備考：雨天中止'],
      ['小雨決行', '備考：小雨決行'],
      ['', null],
    ] as const) {
      await run(monthly({ 備考: word }, {}, {}));
      expect(await columnOf('topic')).toEqual([topic, null, null]);
    }
    await run(monthly({ イベント名: '【満席】家族会 第1回「対話」' }, {}, {}));
    await run(monthly({ イベント名: '家族会 第1回「休息」' }, {}, {}));
    expect(await columnOf('topic')).toEqual(['「休息」', null, null]);
  });

  test('takes back what all rows say alike now, and keeps what staff wrote', async () => {
    const price = (fee: string): ListRow => ({ '料金(基本)': fee });
    await run(monthly(price('500'), price('500'), price('700')));
    expect([await fees(), await columnOf('topic')]).toEqual([['500円'], [null, null, '料金(基本)：700']]);
    await app.db.query(`UPDATE sessions SET topic = topic || E'\n職員の追記' WHERE topic IS NOT NULL`);
    await run(monthly(price('700'), price('700'), price('700')));
    expect([await fees(), await columnOf('topic')]).toEqual([['700円'], [null, null, '職員の追記']]);
  });

  test('keeps the words of a session when its description changes', async () => {
    await run(monthly({ 説明: '春', 備考: '雨天中止' }, { 説明: '夏' }, { 説明: '秋' }));
    await run(monthly({ 説明: '初春', 備考: '雨天中止' }, { 説明: '夏' }, { 説明: '秋' }));
    expect((await columnOf('topic'))[0]).toBe('初春\n備考：雨天中止');
  });

  test('leaves new sessions of a year in its own course, when another was put off into it', async () => {
    await run(monthly({}, {}));
    await run(monthly({ 開始日: '2026-05-10' }, {}, { 開始日: '2026-06-10' }));
    expect(await columnOf('course')).toEqual(['令和7年度', '令和7年度', '令和8年度']);
  });

  test('keeps the length of what goes over days, where it has no column for the last', async () => {
    await run(monthly({ 終了日: '2025-05-12' }));
    await run('NO,イベント名,開始日\nK-1,家族会,2025-05-20\n');
    expect(await sessions()).toMatchObject([{ date: '2025-05-20', last: '2025-05-22' }]);
    await run('NO,イベント名,開始日,終了日\nK-1,家族会,2025-05-20,\n');
    expect(await sessions()).toMatchObject([{ date: '2025-05-20', last: null }]);
  });

  test('is refused where a spreadsheet took the zeros from its NO', async () => {
    const rows = monthly({ NO: '001' }, { NO: '002' });
    await run(rows);
    expect(await faultsOf(run(monthly({ NO: '1' }, { NO: '2' })))).toEqual([
      '2 file.list.lost_zeros',
      '3 file.list.lost_zeros',
    ]);
    await run([...rows, ...monthly({ NO: '1', 開始日: '2025-09-01' })]);
    expect(await columnOf('no')).toEqual(['001', '002', '1']);
  });
});

describe('what rows say together', () => {
  test('is said by more than half of them', async () => {
    await run(monthly({ '料金(基本)': '500', 備考: '雨天中止' }, {}));
    expect([await fees(), await columnOf('topic')]).toEqual([
      [null],
      ['料金(基本)：500\n備考：雨天中止', null],
    ]);
  });

  test('is no address, unless all have it', async () => {
    // An address of this installation says nothing; one that only begins like it does.
    const own = 'http://tsudoi.example.org/a';
    await run(monthly({ URL: own }, { URL: 'https://a.example/2' }, { URL: 'https://a.example/2' }));
    expect(await columnOf('topic')).toEqual([
      `URL：${own}`,
      'URL：https://a.example/2',
      'URL：https://a.example/2',
    ]);
  });

  test.each([
    ['500', '1500円（家族2人）', '500円\n1500円（家族2人）'],
    ['500', '資料代500円', '資料代500円'],
    ['0', '駐車場無料', '無料\n駐車場無料'],
    ['0', '無料（資料代別）', '無料（資料代別）'],
    ['0', '参加費無料', '参加費無料'],
  ])('as a fee: %s and %s', async (basic, details, fee) => {
    await run(monthly({ '料金(基本)': basic, '料金(詳細)': details }));
    expect(await fees()).toEqual([fee]);
  });

  test.each([
    ['申込不要。直接会場へ', 'none'],
    ['当日、直接会場へお越しください', 'none'],
    ['予約は必要ありません', 'none'],
    ['予約なしでの参加はできません', 'elsewhere'],
    ['申込不要（託児は要予約）', 'elsewhere'],
    ['電話で申込。当日は直接会場へ', 'elsewhere'],
    ['申込は必要です', 'elsewhere'],
  ])('of registration: %s', async (way, mode) => {
    await run(monthly({ 参加申込方法: way }));
    expect(await app.db.query('SELECT registration_mode AS mode FROM courses')).toEqual([{ mode }]);
  });

  test('is one programme, whatever marks and years stand before the names', async () => {
    const named = (...names: string[]) => monthly(...names.map((name) => ({ イベント名: name })));
    const report = await run(
      named(
        ...['令和7年度第1回家族教室', '令和7年度第1回市民講演会', 'みどり市 第2回 家族教室'],
        '【延期】第3回家族教室',
      ),
    );
    expect(await columnOf('programme')).toEqual(['家族教室', '市民講演会', '家族教室', '家族教室']);
    expect((await columnOf('topic'))[3]).toBe('【延期】');
    expect(report.notes).toMatchObject([{ code: 'file.list.postponed', line: 5 }]);
    await run(named('令和7年度第1回家族教室', '【満席】市民講演会'));
    expect(await columnOf('programme')).toEqual(['家族教室', '市民講演会', '家族教室', '家族教室']);
  });
});

describe('a list from here', () => {
  test('brings sessions with titles of their own into their programme elsewhere', async () => {
    await run(monthly({}, { イベント名: '家族会 第2回' }, {}));
    await app.db.query(`UPDATE sessions SET title = '春の公開講座', topic = 'テーマ' WHERE number = 2`);
    const list = (await app.http.get('/opendata/midori/events.csv')).text;
    await makeOrganization(app.db, { slug: 'aoba', name: 'あおば市', timeZone: 'Asia/Tokyo' });
    await run(list, 'aoba');
    const other = await app.db.query(
      `SELECT title, number, topic FROM sessions WHERE organization_id =
         (SELECT id FROM organizations WHERE slug = 'aoba') AND title IS NOT NULL`,
    );
    expect(other).toEqual([{ title: '春の公開講座', number: 2, topic: 'テーマ' }]);
  });
});

describe('a list that is too much', () => {
  const many = (count: number, cellsOf: (at: number) => ListRow) =>
    Array.from(
      { length: count },
      (_, at): ListRow => ({ NO: `N${at}`, 開始日: '2025-05-10', ...cellsOf(at) }),
    );

  test('is refused with the first row beyond', async () => {
    const { programmes, sessions: most, venues } = LIST_LIMITS;
    const perProgramme = (at: number): ListRow => ({ イベント名: `会${at % 10}` });
    expect(await faultsOf(run(many(programmes + 2, (at) => ({ イベント名: `催し${at}` }))))).toEqual([
      `${programmes + 2} file.list.too_many_programmes`,
    ]);
    expect(await faultsOf(run(many(most + 1, () => ({ イベント名: '会' }))))).toEqual([
      `${most + 2} file.list.too_many_sessions`,
    ]);
    const places = many(venues * 2, (at) => ({ ...perProgramme(at), 場所名称: '会館', 住所: `本町${at}` }));
    expect(await faultsOf(run(places))).toEqual([`${venues + 2} file.list.too_many_venues`]);
  });

  test('with a cell beyond measure names its line', async () => {
    const cell = `a${' '.repeat(400_000)}b`;
    expect(await faultsOf(run(monthly({}, { 備考: cell }, { NO: 'x'.repeat(65) })))).toEqual([
      '3 file.list.cell_too_long',
      '4 file.list.bad_no',
    ]);
  });
});
