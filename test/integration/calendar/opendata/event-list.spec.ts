import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { EVENT_LIST_COLUMNS } from '../../../../src/programmes/domain/event-list/event-list.js';
import { AUDIENCES, KINDS } from '../../../../src/programmes/domain/kinds.js';
import { makeParty } from '../../../support/attendance-factories.js';
import { expectGolden } from '../../../support/golden.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { askFeed } from '../ask-feed.js';
import { CITY, GROUP, importTowns, PREFECTURE } from './towns.js';

const ALL = '/opendata/events.csv';
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ env: { PUBLIC_URL: 'https://tsudoi.example' } });
  await importTowns(app, CITY, PREFECTURE, GROUP);
});
afterAll(() => app.close());

const ask = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  askFeed(app, path, headers, method);
async function rowsOf(path: string): Promise<Record<string, string>[]> {
  const { status, body } = await ask(path);
  expect(status).toBe(200);
  return parse(body, { bom: true, columns: true }) as Record<string, string>[];
}
const titlesOf = async (path: string) => (await rowsOf(path)).map((row) => row.イベント名);

describe('the list of events', () => {
  it('is the file that we wrote, byte for byte', async () => {
    expectGolden('opendata/hikari.csv', (await ask('/opendata/hikari/events.csv')).body);
  });

  it('has the columns of the layout and no others, in UTF-8 with a byte order mark and CRLF', async () => {
    const { body } = await ask(ALL);
    expect(body.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const [header, ...records] = parse(body, { bom: true, record_delimiter: '\r\n' }) as string[][];
    expect(header).toEqual([...EVENT_LIST_COLUMNS]);
    expect(header).toHaveLength(32);
    for (const record of records) expect(record).toHaveLength(32);
    expect(body.subarray(-2).toString()).toBe('\r\n');
  });

  it('has a row for each session with a date, in order, and none for one without', async () => {
    expect(await titlesOf('/opendata/hikari/events.csv')).toEqual([
      'ひきこもり家族教室 第1回',
      '特別なつどい',
      '【中止】ひきこもり家族教室 第2回',
      'ひきこもり家族教室 第3回',
      'つどい',
      "'＝「市民フォーラム」, 2026",
    ]);
    expect(await rowsOf(ALL)).toHaveLength(8);
  });

  it('says of a session what its page says', async () => {
    const [first] = await rowsOf('/opendata/hikari/events.csv');
    expect(first).toMatchObject({
      都道府県コード又は市区町村コード: '261009',
      NO: '2026-001',
      都道府県名: '京都府',
      市区町村名: 'ひかり市',
      イベント名_カナ: 'ヒキコモリカゾクキョウシツ',
      イベント名_英語: 'Class for families',
      開始日: '2026-05-13',
      終了日: '2026-05-13',
      開始時間: '10:00',
      終了時間: '11:45',
      開始日時特記事項: '',
      '料金(基本)': '0',
      '料金(詳細)': '無料',
      連絡先名称: '健康センター ひきこもり相談係',
      連絡先電話番号: '075-111-2222',
      連絡先内線番号: '345',
      主催者: 'ひかり市、ひかり市社会福祉協議会',
      場所名称: '市民会館',
      住所: '京都府ひかり市中央1-2-3',
      方書: '2階 会議室A',
      緯度: '35.0116',
      経度: '135.7681',
      アクセス方法: '中央駅から徒歩5分',
      駐車場情報: '20台（無料）',
      定員: '30',
      参加申込終了日: '2026-05-08',
      参加申込終了時間: '',
      参加申込方法: '電話または窓口で',
      備考: '先着順です。\n筆記用具をお持ちください。\n車での来場は、ご遠慮ください。',
    });
    const [{ id }] = await app.db.query(`SELECT id FROM sessions WHERE list_number = '2026-001'`);
    expect(first?.URL).toBe(`https://tsudoi.example/sessions/${id}`);
    const page = await (await fetch(`${app.url}/sessions/${id}`)).text();
    for (const line of (first?.説明 ?? '').split('\n')) {
      const said = line.replace(/^(講師|対象|形式|事業)：/, '');
      if (!['全3回です。', '1回だけの参加もできます。'].includes(said)) expect(page).toContain(said);
    }
  });

  it('leaves open what is not known, and says so where a column is for that', async () => {
    const rows = await rowsOf('/opendata/hikari/events.csv');
    const of = (title: string) => rows.find((row) => row.イベント名?.includes(title));
    expect(of('特別な')).toMatchObject({
      ...{
        イベント名_カナ: '',
        イベント名_英語: '',
        開始時間: '',
        終了時間: '',
        開始日時特記事項: '開始時刻は未定',
      },
      ...{
        '料金(基本)': '',
        '料金(詳細)': '1家族 500円（お茶代）',
        場所名称: '',
        住所: '',
        緯度: '',
        経度: '',
      },
      ...{
        連絡先名称: 'ひかり市 福祉課',
        連絡先電話番号: '075-000-0000',
        連絡先内線番号: '',
        主催者: 'ひかり市',
      },
      ...{ 定員: '', 備考: '定員：8組', 参加申込方法: '申込不要', 参加申込終了日: '', 説明: '事業：つどい' },
    });
    expect(of('第3回')).toMatchObject({
      開始日時特記事項: '開場 09:45／105分程度',
      終了時間: '',
      備考: expect.stringContaining('あわせて開く事業：つどい\n'),
    });
    expect(of('第2回')).toMatchObject({ 備考: expect.stringMatching(/^中止の理由：講師の都合のため\n/) });
    expect(rows[4]).toMatchObject({ 開始日: '2026-08-01', 終了日: '2026-08-02', 終了時間: '24:00' });
    expect(of('市民フォーラム')).toMatchObject({
      ...{ '料金(基本)': '1500', 定員: '', 開始日時特記事項: '時刻は Asia/Seoul' },
      ...{ 参加申込終了日: '2026-09-30', 参加申込終了時間: '17:00', 備考: '定員：会場 300人、中継 なし' },
    });
  });

  it('names no municipality for a prefecture, and has no code for who is no local government', async () => {
    const [prefecture] = await rowsOf('/opendata/pref/events.csv');
    expect(prefecture).toMatchObject({
      ...{ 都道府県コード又は市区町村コード: '260002', 都道府県名: '京都府', 市区町村名: '' },
    });
    const [group] = await rowsOf('/opendata/group/events.csv');
    expect(group).toMatchObject({
      ...{ 都道府県コード又は市区町村コード: '', 都道府県名: '', 市区町村名: '', 主催者: '家族の会' },
    });
  });

  it('is harmless in a spreadsheet, and telephone numbers stay what they are', async () => {
    const forum = (await rowsOf('/opendata/hikari/events.csv')).at(-1);
    expect(forum?.参加申込方法).toBe(`'=HYPERLINK("https://evil.example","申込")`);
    expect(forum?.連絡先電話番号).toBe('+81 75-111-2222');
  });

  it('never gives away the link of an online room, nor how many came', async () => {
    const before = (await ask(ALL)).body.toString('utf8');
    expect(before).not.toContain('rooms.example');
    const entities = await app.db.query(
      `SELECT id, organization_id AS "organizationId", course_id AS "courseId", programme_id AS "programmeId"
       FROM sessions WHERE list_number = '2026-001'`,
    );
    await makeParty(app.db, entities, { people: 3 });
    await app.db.query('UPDATE seat_pools SET taken = capacity WHERE session_id = $1', [entities[0].id]);
    // What was kept from before would show nothing either: have it written anew.
    await app.db.query('UPDATE organizations SET name = name');
    const writings = jest.spyOn(pg.Client.prototype, 'query');
    const after = (await ask(ALL)).body.toString('utf8');
    const asked = writings.mock.calls.map(([one]) => (typeof one === 'string' ? one : JSON.stringify(one)));
    writings.mockRestore();
    expect(asked.filter((sql) => sql.includes('DECLARE event_list'))).toHaveLength(1);
    expect(after).toBe(before);
  });
});

describe('what restricts the list', () => {
  it.each([
    ['?organization=pref,group', ['講演会', '例会']],
    ['?organization=pref&organization=group&kind=lecture', ['講演会']],
    ['?kind=forum,lecture', ['講演会', "'＝「市民フォーラム」, 2026"]],
    ['?audience=family&kind=class_series', expect.arrayContaining(['ひきこもり家族教室 第1回'])],
  ])('%s', async (query, titles) => {
    const found = await titlesOf(`${ALL}${query}`);
    expect([...found].sort()).toEqual(Array.isArray(titles) ? [...titles].sort() : titles);
  });

  it('is nothing where everything is chosen, and no list of its own', async () => {
    const etag = (await ask(ALL)).headers.etag;
    for (const query of [`kind=${KINDS.join(',')}`, `audience=${AUDIENCES.join(',')}`]) {
      const { status, headers } = await ask(`${ALL}?${query}`, { 'if-none-match': etag! });
      expect([status, headers.etag]).toEqual([304, etag]);
    }
  });

  it('has a sitting under each of the programmes that it serves', async () => {
    expect(await titlesOf(`${ALL}?kind=family_meeting&organization=hikari`)).toContain(
      'ひきこもり家族教室 第3回',
    );
  });

  it.each([
    [`${ALL}?kind=party`, 'lecture'],
    [`${ALL}?audience=nobody`, 'family'],
    [`${ALL}?organization=nowhere`, 'hikari'],
    [`${ALL}?lang=en`, 'lang'],
    ['/opendata/hikari/events.csv?organization=pref', 'organization'],
    ['/opendata/hikari/events.csv?kind=', 'lecture'],
  ])('%s is refused with what is allowed', async (path, allowed) => {
    const { status, headers, body } = await ask(path);
    expect(status).toBe(400);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body.toString('utf8')).toContain(allowed);
  });

  it.each(['/opendata/nowhere/events.csv', '/opendata/%00/events.csv', '/opendata/hikari/events.xlsx'])(
    '%s is not there',
    async (path) => expect((await ask(path)).status).toBe(404),
  );
});
