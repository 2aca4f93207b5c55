import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EVENT_LIST_COLUMNS } from '../../../src/programmes/domain/event-list/event-list.js';
import { textOfBytes } from '../../../src/programmes/import/list-text.js';
import { YearImport } from '../../../src/registrations/year/year-import.js';
import { DomainError } from '../../../src/shared/domain-error.js';
import { makeOrganization } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { eventList, type ListRow, TOWN_ROWS } from './event-list-town.js';
import { townFile } from './town-file.js';

const SEED = 20250513;
const oneOf = (...cells: string[]) => fc.constantFrom(...cells);
const words = fc.oneof(
  oneOf('', '', 'あ', '備考：x', '一行目\n二行目', '=1+1', '"', ','),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);

/** Rows as towns and vandals write them: few names, dates and places, so that they meet. */
const row: fc.Arbitrary<ListRow> = fc.record({
  NO: fc.oneof({ weight: 9, arbitrary: fc.nat(40).map(String) }, { weight: 1, arbitrary: words }),
  イベント名: fc.oneof(
    {
      weight: 8,
      arbitrary: oneOf(
        '家族教室 第1回',
        '家族教室（第2回）',
        '第3回家族教室',
        '【中止】家族教室',
        '家族教室',
        '講演会',
        '家族教室③対話',
      ),
    },
    { weight: 1, arbitrary: words },
  ),
  イベント名_カナ: oneOf('', 'カゾクキョウシツ', 'かぞく', '家族', 'ｶｿﾞｸ'),
  開始日: oneOf('2025-05-13', '2025/6/1', '令和7年7月8日', '2026-04-01', '2026-04-01', '2025-05-13', '5月'),
  終了日: oneOf('', '', '2026-06-30'),
  開始時間: oneOf('', '10:00', '午後1時'),
  終了時間: oneOf('', '15:30', '16:00'),
  開始日時特記事項: oneOf('', '受付 9:30', '2時間程度', '開始時刻は未定'),
  説明: fc.oneof(oneOf('共通', 'テーマ\n共通', '共通\nテーマ', ''), words),
  '料金(基本)': oneOf('', '0', '500', '無料'),
  '料金(詳細)': oneOf('', '無料', '500円（資料代）'),
  連絡先名称: oneOf('', '健康課', '福祉課'),
  主催者: oneOf('', 'みどり市', '家族会、みどり市'),
  場所名称: oneOf('', '会館', '会館', 'オンライン'),
  住所: oneOf('', '本町1', '中央2'),
  方書: oneOf('', '2階'),
  アクセス方法: oneOf('', '徒歩', 'バス'),
  定員: oneOf('', '20', '先着30人', 'なし', '5組', '若干名'),
  参加申込終了日: oneOf('', '2025-05-01', '2025-05-02'),
  参加申込方法: oneOf('', '電話', '申込不要'),
  URL: oneOf('', 'https://a.example/', 'https://b.example/'),
  備考: fc.oneof(oneOf('', '定員：8組', '中止の理由：台風'), words),
});

describe('any list of events', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-02T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  let towns = 0;
  /** Key of a town that has nothing yet. */
  async function emptyTown(): Promise<string> {
    towns += 1;
    const slug = `midori-${towns}`;
    await makeOrganization(app.db, { slug, name: '町', timeZone: 'Asia/Tokyo' });
    return slug;
  }

  const load = (text: string, listOf: string, name = 'list.csv') =>
    app.nest
      .get(YearImport)
      .run([{ name, text }], { dryRun: false, actor: 'system', organizationIds: 'any', listOf });

  /** The list of an organization as it is published. */
  async function published(slug: string): Promise<string> {
    const answer = await app.http.get(`/opendata/${slug}/events.csv`);
    expect(answer.status).toBe(200);
    return answer.text;
  }

  test('is imported or refused line by line, and changes nothing when it comes again', async () => {
    let imported = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(row, { minLength: 1, maxLength: 8, selector: ({ NO }) => NO }),
        async (rows) => {
          const town = await emptyTown();
          const text = eventList(rows);
          const refusal = await load(text, town).then(
            () => undefined,
            (error: unknown) => error,
          );
          if (refusal !== undefined) {
            expect(refusal).toBeInstanceOf(DomainError);
            const { faults = [] } = (refusal as DomainError).details;
            expect(faults.length).toBeGreaterThan(0);
            expect(faults.every(({ line = 0 }) => line >= 2)).toBe(true);
            return;
          }
          imported += 1;
          const again = await load(text, town);
          expect(again.changes).toEqual([]);
          const own = await published(town);
          expect((await load(own, town)).changes).toEqual([]);
          expect(await published(town)).toBe(own);
        },
      ),
      { seed: SEED, numRuns: 20 },
    );
    expect(imported).toBeGreaterThan(5);
  }, 120_000);

  test.each([
    ['a town that keeps one', () => eventList(TOWN_ROWS)],
    ['a town that keeps a programme file', (key: string) => townFile({ key })],
  ])('of %s comes out of an empty organization as it went in', async (_, source) => {
    const town = await emptyTown();
    await load(source(town), town, '');
    const list = await published(town);
    expect((await load(list, town)).changes).toEqual([]);
    expect(await published(town)).toBe(list);
    const other = await emptyTown();
    await load(list, other);
    const addresses = /http:\/\/[^"]*\/sessions\/[0-9a-f-]+/g;
    expect((await published(other)).replace(addresses, '')).toBe(list.replace(addresses, ''));
  });

  test('is read in the encodings of spreadsheets', () => {
    const text = 'NO,イベント名,開始日\r\n1,家族教室 ①〜,2025-05-01\r\n';
    const japanese = Buffer.from(
      '4e4f2c834383788393836796bc2c8a4a8e6e93fa0d0a312c89c691b08bb38eba2087402c323032352d30352d30310d0a',
      'hex',
    );
    expect(textOfBytes(japanese)).toBe('NO,イベント名,開始日\r\n1,家族教室 ①,2025-05-01\r\n');
    expect(textOfBytes(Buffer.from(text))).toBe(text);
    expect(textOfBytes(Buffer.from(`\uFEFF${text}`, 'utf16le'))).toBe(text);
    expect(textOfBytes(Buffer.from([0x83, 0x7e, 0x83, 0x5c]))).toContain('\uFFFD');
  });

  test('may name its columns in many ways', async () => {
    const names = 'ＩＤ\t名称\t開始日\t料金（基本）\t備 考\tひとこと';
    const town = await emptyTown();
    const report = await load(`${names}\n1\t家族教室\t2025-05-01\t0\tあ\tい\n\n`, town);
    expect(report.notes).toMatchObject([
      { code: 'file.list.unknown_column', line: 1, params: { column: 'ひとこと' } },
    ]);
    const [programme] = await app.db.query('SELECT title, fee, notes FROM programmes WHERE slug LIKE $1', [
      `${town}-%`,
    ]);
    expect(programme).toEqual({ title: '家族教室', fee: '無料', notes: ['あ'] });
    expect(EVENT_LIST_COLUMNS).toHaveLength(32);
  });
});
