import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type ImportOptions, YearImport } from '../../../src/registrations/year/year-import.js';
import type { ImportReport } from '../../../src/registrations/year/year-import.report.js';
import { DomainError } from '../../../src/shared/domain-error.js';
import { emptied } from '../../support/emptied.js';
import { makeOrganization } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { eventList, type ListRow, TOWN_ROWS } from './event-list-town.js';
import { townFile } from './town-file.js';

const SYSTEM: ImportOptions = { dryRun: false, actor: 'system', organizationIds: 'any', listOf: 'midori' };
const TABLES = [
  'organizations',
  'venues',
  'programmes',
  'programme_hosts',
  'courses',
  'sessions',
  'seat_pools',
  'messages',
  'audit_entries',
];

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ now: '2025-04-02T09:00:00+09:00' });
});
afterAll(() => app.close());
beforeEach(async () => {
  app.clock.set('2025-04-02T09:00:00+09:00');
  await emptied(app.db, 'organizations, messages');
  await makeOrganization(app.db, { slug: 'midori', name: 'みどり市', timeZone: 'Asia/Tokyo' });
});

function run(rows: readonly ListRow[] | string, options: Partial<ImportOptions> = {}): Promise<ImportReport> {
  const text = typeof rows === 'string' ? rows : eventList(rows);
  return app.nest.get(YearImport).run([{ name: 'list.csv', text }], { ...SYSTEM, ...options });
}

async function faultsOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DomainError);
  return ((error as DomainError).details.faults ?? []).map(({ line, code, params }) => ({
    line,
    code,
    params,
  }));
}

/** Every row that an import may write, with the transaction that wrote it. */
async function everything(): Promise<string> {
  const rows = [];
  for (const table of TABLES)
    rows.push(await app.db.query(`SELECT t.*, t.xmin FROM ${table} t ORDER BY t::text`));
  return JSON.stringify(rows);
}

const sessions = () =>
  app.db.query(
    `SELECT session.id, session.list_number AS no, session.number, session.title, session.topic, session.starts_on AS date,
       to_char(session.start_time, 'HH24:MI') AS start, to_char(session.end_time, 'HH24:MI') AS "end", session.status,
       session.cancel_reason AS reason, to_char(session.doors_open, 'HH24:MI') AS doors, programme.title AS programme,
       course.title AS course, venue.name AS venue, pool.capacity, pool.unit, pool.capacity_stated AS stated
     FROM sessions session JOIN programmes programme ON programme.id = session.programme_id
     JOIN courses course ON course.id = session.course_id LEFT JOIN venues venue ON venue.id = session.venue_id
     LEFT JOIN seat_pools pool ON pool.session_id = session.id ORDER BY session.starts_on`,
  );
const programme = async (title: string) =>
  (await app.db.query('SELECT * FROM programmes WHERE title = $1', [title]))[0];

/** The rows with some of the first one's cells changed. */
const changed = (cells: ListRow): ListRow[] =>
  TOWN_ROWS.map((row, index) => (index === 0 ? { ...row, ...cells } : row));

describe('a list of events', () => {
  test('becomes programmes, courses, sessions, venues and seats', async () => {
    await run(TOWN_ROWS);
    const family = 'ひきこもり家族教室';
    const session = {
      programme: family,
      course: '令和7年度',
      start: '10:00',
      end: '11:45',
      doors: '09:40',
      capacity: 20,
    };
    expect(await sessions()).toMatchObject([
      {
        ...session,
        no: 'K-001',
        number: 1,
        date: '2025-05-13',
        topic: 'ひきこもりの理解',
        venue: 'みどり市保健センター',
      },
      { ...session, no: 'K-002', number: 2, date: '2025-06-10', topic: '本人とのかかわり方' },
      { ...session, no: 'K-003', number: 3, date: '2025-07-08', topic: '家族の元気' },
      {
        ...{ no: 'F-1', programme: '家族会 つばさ', date: '2025-08-02', start: '13:30', end: null },
        ...{ status: 'cancelled', reason: '会場の工事のため', title: null },
      },
      {
        ...{ no: 'F-2', programme: '家族会 つばさ', date: '2025-09-06', start: '13:30', end: '15:30' },
        ...{ capacity: 15, unit: 'parties', topic: '定員：先着15組' },
      },
      {
        ...{
          no: '10',
          programme: '第5回 ひきこもりを考える市民講演会',
          date: '2026-02-07',
          capacity: null,
          stated: true,
        },
        venue: 'オンライン（Zoom）',
      },
    ]);
    expect(await programme(family)).toMatchObject({
      kind: 'class_series',
      audiences: ['family'],
      title_kana: 'ヒキコモリカゾクキョウシツ',
      description: '家族どうしで学び合う全3回の教室です。',
      fee: '無料',
      contact: '健康課',
      contact_tel: '042-000-0000',
      contact_extension: '123',
      registration_text: '電話で健康課へ',
      notes: ['途中からの参加もできます。'],
    });
    expect(await programme('家族会 つばさ')).toMatchObject({ kind: 'family_meeting' });
    expect(await programme('第5回 ひきこもりを考える市民講演会')).toMatchObject({
      kind: 'lecture',
      fee: '500円\n学生は無料',
      notes: ['URL：https://midori.example/lecture'],
    });
    const [course] = await app.db.query(
      `SELECT course.* FROM courses course JOIN programmes programme ON programme.id = programme_id WHERE programme.title = $1`,
      [family],
    );
    expect(course).toMatchObject({
      fiscal_year: 2025,
      registration_mode: 'elsewhere',
      closes_at: new Date('2025-05-09T08:00:00Z'),
    });
    const hosts = await app.db.query('SELECT role, name FROM programme_hosts ORDER BY name');
    expect(hosts.filter(({ name }: { name: string }) => name === 'つばさの会')).toHaveLength(1);
    const venues = await app.db.query('SELECT * FROM venues ORDER BY name');
    expect(venues).toHaveLength(3);
    expect(venues.find(({ name }: { name: string }) => name.startsWith('みどり市'))).toMatchObject({
      address: 'みどり市本町1-2-3',
      building: '2階 会議室',
      latitude: 35.701,
      longitude: 139.412,
      access: '緑駅から徒歩5分',
      parking: '10台（無料）',
    });
  });

  test('writes nothing in a dry run, and nothing the second time', async () => {
    const empty = await everything();
    const dry = await run(TOWN_ROWS, { dryRun: true });
    expect(await everything()).toBe(empty);
    expect((await run(TOWN_ROWS)).counts).toEqual(dry.counts);
    const before = await everything();
    const again = await run(TOWN_ROWS);
    expect(again.changes).toEqual([]);
    expect(again.counts).toMatchObject({ create: 0, change: 0, keep: 0, missing: 0 });
    expect(await everything()).toBe(before);
  });

  test('moves the session that has the NO, and tells who holds it', async () => {
    await run(TOWN_ROWS);
    const [first] = await sessions();
    await app.db.query(`UPDATE courses SET registration_mode = 'session'`);
    const answer = await app.http
      .post('/api/v1/registrations')
      .send({ session: first.id, nickname: 'みどり', email: 'midori@mail.example' });
    expect(answer.status).toBe(201);
    const moved = changed({ 開始日: '2025-05-20', 終了日: '2025-05-20', 開始時間: '10:30' });
    expect((await run(moved, { dryRun: true })).notices).toBe(1);
    const report = await run(moved);
    expect(report.changes).toEqual([
      expect.objectContaining({
        ...{ action: 'change', kind: 'session' },
        fields: {
          startsOn: { before: '2025-05-13', after: '2025-05-20' },
          startTime: { before: '10:00', after: '10:30' },
        },
      }),
    ]);
    expect((await sessions())[0]).toMatchObject({ id: first.id, no: 'K-001', date: '2025-05-20', number: 1 });
    const mails = await app.db.query(`SELECT recipient FROM messages WHERE kind = 'changed'`);
    expect(mails).toEqual([{ recipient: 'midori@mail.example' }]);
  });

  test('leaves what staff changed on the screen, until the list says something else', async () => {
    await run(TOWN_ROWS);
    const [first] = await sessions();
    await app.db.query(
      `UPDATE sessions SET starts_on = '2025-05-14', starts_at = '2025-05-14T01:00:00Z',
      ends_at = '2025-05-14T02:45:00Z' WHERE id = $1`,
      [first.id],
    );
    await app.db.query(
      `UPDATE programmes SET kind = 'peer_group', summary = 'どなたでも' WHERE title LIKE '家族会%'`,
    );
    const report = await run(TOWN_ROWS);
    expect(report.counts).toMatchObject({ change: 0, keep: 1 });
    expect((await sessions())[0]).toMatchObject({ date: '2025-05-14' });
    expect(await programme('家族会 つばさ')).toMatchObject({ kind: 'peer_group', summary: 'どなたでも' });
    await run(changed({ 開始日: '2025-05-27', 終了日: '2025-05-27' }));
    expect((await sessions())[0]).toMatchObject({ date: '2025-05-27' });
  });

  test('that is shorter leaves what it does not name, and says so', async () => {
    await run(TOWN_ROWS);
    const report = await run(TOWN_ROWS.slice(0, 2));
    expect(report.changes).toEqual([]);
    expect(report.notes).toMatchObject([{ code: 'file.list.absent', params: { count: 4 } }]);
    expect(await sessions()).toHaveLength(6);
  });

  test('goes on with programmes that are there, and leaves everything else of them', async () => {
    const town = townFile({ key: 'midori' });
    const yaml = [{ name: 'town.yaml', text: town }];
    await app.nest.get(YearImport).run(yaml, SYSTEM);
    const [before] = await app.db.query(`SELECT id, schedule, asked FROM courses WHERE key = 'r7'`);
    const rows = [
      { NO: 'X1', イベント名: 'ひきこもり家族教室 第4回', 開始日: '2025-09-01', 開始時間: '10:00' },
    ];
    const report = await run(rows);
    expect(report.changes.map(({ action, kind }) => `${action} ${kind}`)).toEqual([
      'create session',
      'create pool',
    ]);
    expect((await sessions()).find(({ no }: { no: string }) => no === 'X1')).toMatchObject({
      programme: 'ひきこもり家族教室',
      number: 4,
    });
    const [after] = await app.db.query(`SELECT id, schedule, asked FROM courses WHERE key = 'r7'`);
    expect(after).toEqual(before);
    const again = await app.nest.get(YearImport).run(yaml, SYSTEM);
    expect(again.counts).toMatchObject({ create: 0, change: 0, remove: 0, keep: 0 });
  });

  test('with faults names every line of them and changes nothing', async () => {
    const before = await everything();
    const text = eventList([
      { NO: '1', イベント名: 'a', 開始日: '2025-02-29', 説明: '一行目\n二行目' },
      { NO: '2', イベント名: 'b', 開始日: '2025-05-01', 開始時間: 'お昼', 終了時間: '25:00' },
      { イベント名: 'c', 開始日: '2025-05-01' },
      { NO: '2', イベント名: '', 開始日: '2025-05-01', 終了日: '2025-04-01' },
      { NO: '5', イベント名: 'e', 開始日: '2025-05-01', 緯度: '35.1', 開始時間: '10:00', 終了時間: '9:00' },
      { NO: '6', イベント名: 'f'.repeat(301), 開始日: '2025-05-01' },
    ]);
    expect((await faultsOf(run(text))).map(({ line, code }) => `${line} ${code}`)).toEqual([
      '2 file.list.not_a_date',
      '4 file.list.not_a_time',
      '4 file.list.not_a_time',
      '5 file.list.needed',
      '6 file.list.no_twice',
      '6 file.list.needed',
      '6 file.list.end_date_before',
      '7 file.list.end_before',
      '7 file.list.half_position',
    ]);
    expect(
      (await faultsOf(run(eventList([{ NO: '6', イベント名: 'f'.repeat(301), 開始日: '2025-05-01' }]))))[0],
    ).toMatchObject({
      ...{ line: 2, code: 'file.too_long' },
    });
    expect(await everything()).toBe(before);
  });

  test.each([
    [
      'without columns that are needed',
      '場所名称,住所,開始日\na,b,2025-01-01\n',
      'file.list.columns_missing',
    ],
    ['that is empty', '', 'file.empty'],
    ['whose quotes do not end', 'NO,イベント名,開始日\n1,"a,2025-01-01\n', 'file.list.quotes'],
    ['with a comma too many', 'NO,イベント名,開始日\n1,a,2025-01-01,b\n', 'file.list.too_many_cells'],
    ['in no encoding', 'NO,イベント名,開始日\n1,\uFFFD,2025-01-01\n', 'file.list.encoding'],
    [
      'that is too long',
      `NO,イベント名,開始日\n${'1,a,2025-01-01\n'.repeat(10_001)}`,
      'file.list.too_many_rows',
    ],
    [
      'that is too large',
      `NO,イベント名,開始日\n1,${'a'.repeat(2 * 1024 * 1024)},2025-01-01\n`,
      'file.too_large',
    ],
  ])('%s is refused in a sentence', async (_, text, code) => {
    expect(await faultsOf(run(text))).toMatchObject([{ code }]);
  });

  test('keeps hostile cells as text', async () => {
    const title = `=HYPERLINK("https://evil.example","x")`;
    const note = `'; DROP TABLE sessions; --\u0000\u202E<script>alert(1)</script>{{7*7}}`;
    await run([
      {
        NO: '1',
        イベント名: title,
        開始日: '２０２５年５月１日',
        備考: note,
        説明: '👩‍👩‍👧 か\u3099\r\n二行',
      },
    ]);
    expect((await sessions())[0]).toMatchObject({ programme: title, date: '2025-05-01' });
    expect(await programme(title)).toMatchObject({
      notes: [`'; DROP TABLE sessions; --<script>alert(1)</script>{{7*7}}`],
      description: '👩‍👩‍👧 か\u3099\n二行',
    });
    expect(
      (await run([{ NO: '1', イベント名: `'${title}`, 開始日: '2025-05-01', 備考: note }])).counts.change,
    ).toBe(0);
  });
});
