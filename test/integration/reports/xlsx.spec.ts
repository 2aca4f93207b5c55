import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Workbook } from '@cj-tech-master/excelts';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { readXlsx } from 'hucre/xlsx';
import { csvPieces } from '../../../src/platform/csv.js';
import { type XlsxCell, type XlsxSheet, xlsxBook, xlsxStream } from '../../../src/platform/xlsx.js';
import { sheetNames } from '../../../src/platform/xlsx-names.js';

const MADE = { title: '年度報告', made: new Date('2026-04-02T00:00:00Z') };
const DANGEROUS = [
  '=HYPERLINK("http://evil.example","押す")',
  '+81 90-0000-0000',
  '-1+1',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '＝1+1',
  "'=1+1",
];
const COLUMNS = [
  { header: '事業', width: 30 },
  { header: '延べ', width: 10, kind: 'whole' },
  { header: '平均', width: 10, kind: 'decimal' },
  { header: '開催日', width: 12 },
  { header: '年度', width: 8, kind: 'year' },
] as const;
const ROW: readonly XlsxCell[] = ['ひきこもり家族教室', 1240, 5.7, { day: '2025-05-12' }, 2025];
const sheet = (rows: XlsxSheet['rows'], name = '計画と実績'): XlsxSheet => ({ name, columns: COLUMNS, rows });

async function* given(rows: readonly (readonly XlsxCell[])[]) {
  yield* rows;
}
const streamed = async (rows: readonly (readonly XlsxCell[])[]) =>
  buffer(xlsxStream(sheet([], '回ごとの数'), given(rows)));

/** The file as a second program reads it, which shares no code with the one that wrote it. */
async function excelts(bytes: Buffer) {
  const book = new Workbook();
  await book.xlsx.load(bytes);
  return book;
}

describe('spreadsheets', () => {
  it.each([
    ['a workbook', () => xlsxBook([sheet([ROW])], MADE), '計画と実績'],
    ['a stream', () => streamed([ROW]), '回ごとの数'],
  ])('%s holds real numbers and real days, as two readers read it', async (_, write, name) => {
    const bytes = await write();
    const read = await readXlsx(bytes);
    expect(read.sheets.map((one) => one.name)).toEqual([name]);
    expect(read.sheets[0]?.rows).toEqual([
      COLUMNS.map(({ header }) => header),
      ['ひきこもり家族教室', 1240, 5.7, new Date('2025-05-12T00:00:00Z'), 2025],
    ]);
    const second = (await excelts(bytes)).getWorksheet(name);
    const cell = (address: string) => second?.getCell(address);
    expect([cell('A2')?.value, cell('B2')?.value, cell('C2')?.value, cell('E2')?.value]).toEqual([
      'ひきこもり家族教室',
      1240,
      5.7,
      2025,
    ]);
    expect(cell('B2')?.numFmt).toBe('#,##0');
    expect(cell('D2')?.value).toEqual(new Date('2025-05-12T00:00:00Z'));
    expect(cell('D2')?.numFmt).toMatch(/^yyyy.mm.dd$/);
    // The header stays in sight.
    expect(second?.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
    expect(second?.getColumn(1).width).toBe(30);
  });

  it('sets the header of a workbook off, and repeats it on paper', async () => {
    const second = (await excelts(await xlsxBook([sheet([ROW])], MADE))).getWorksheet('計画と実績');
    expect(second?.getCell('A1').font?.bold).toBe(true);
    expect(second?.getCell('A2').font?.bold ?? false).toBe(false);
    expect(second?.pageSetup).toMatchObject({ orientation: 'landscape', fitToPage: true });
  });

  it.each([
    ['a workbook', (rows: XlsxCell[][]) => xlsxBook([sheet(rows)], MADE)],
    ['a stream', (rows: XlsxCell[][]) => streamed(rows)],
  ])('%s never makes a text a formula', async (_, write) => {
    const bytes = await write(DANGEROUS.map((text) => [text, null, null, null, null]));
    const cells = (await readXlsx(bytes)).sheets[0]?.rows.slice(1).map((row) => row[0]);
    expect(cells).toEqual(DANGEROUS);
    const second = (await excelts(bytes)).worksheets[0];
    for (const index of DANGEROUS.keys()) {
      const cell = second?.getCell(`A${index + 2}`);
      expect(cell?.formula).toBeUndefined();
      expect(typeof cell?.value).toBe('string');
    }
  });

  it('keeps 0, an empty cell and a word apart', async () => {
    const rows = [
      ['中止', '中止', null, null, 2025],
      ['来た人なし', 0, 0, null, 2025],
    ];
    const { sheets } = await readXlsx(await xlsxBook([sheet(rows)], MADE));
    expect(sheets[0]?.rows.slice(1)).toEqual(rows);
  });

  it('is the same bytes for the same figures', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => xlsxBook([sheet([ROW])], MADE)));
    expect(first?.equals(second as Buffer)).toBe(true);
  });

  it('has several sheets, under names that Excel accepts', async () => {
    const bytes = await xlsxBook([sheet([ROW]), sheet([], '内訳: 本人/家族'), sheet([], '計画と実績')], MADE);
    expect((await excelts(bytes)).worksheets.map(({ name }) => name)).toEqual([
      '計画と実績',
      '内訳・ 本人・家族',
      '計画と実績 (2)',
    ]);
  });

  it('names sheets within what Excel allows', () => {
    const long = '令和7年度ひきこもり家族教室（前期・後期・オンライン）の計画と実績';
    const names = sheetNames(['', "''", 'History', long, long, `${'あ'.repeat(30)}𠮷野`, "it's"]);
    expect(names).toEqual([
      'Sheet',
      'Sheet (2)',
      'History (2)',
      long.slice(0, 31),
      `${long.slice(0, 26)} (2)`,
      'あ'.repeat(30),
      "it's",
    ]);
  });

  it('asks for rows only as the file is read, and ends them when the reader leaves', async () => {
    const rows = 100_000;
    let asked = 0;
    let ended = false;
    async function* counting(): AsyncGenerator<readonly XlsxCell[]> {
      try {
        for (; asked < rows; asked++) yield [`第${asked}回 ${Math.sin(asked)}`, asked, asked / 7, null, 2025];
      } finally {
        ended = true;
      }
    }
    const stream = xlsxStream(sheet([]), counting());
    const reader = stream[Symbol.asyncIterator]();
    await reader.next();
    await reader.next();
    expect(asked).toBeLessThan(rows / 4);
    await reader.return?.();
    await new Promise((resolve) => stream.once('close', resolve).destroy());
    expect(ended).toBe(true);
    expect(asked).toBeLessThan(rows / 4);
  });

  it('holds a hundred thousand rows, the last as good as the first', async () => {
    async function* many(): AsyncGenerator<readonly XlsxCell[]> {
      for (let row = 0; row < 100_000; row++) yield [`第${row}回`, row, row / 8, { day: '2025-05-12' }, 2025];
    }
    const read = await readXlsx(await buffer(xlsxStream(sheet([]), many())));
    const all = read.sheets[0]?.rows ?? [];
    expect(all.length).toBe(100_001);
    expect(all.at(-1)).toEqual(['第99999回', 99_999, 99_999 / 8, new Date('2025-05-12T00:00:00Z'), 2025]);
  }, 60_000);
});

describe('CSV of any length', () => {
  it('is one file: one byte order mark, every text harmless, numbers as they are', async () => {
    const rows = Array.from({ length: 1203 }, (_, index) => [
      DANGEROUS[index % DANGEROUS.length] ?? '',
      index,
    ]);
    let asked = 0;
    async function* counted() {
      for (const row of rows) {
        asked++;
        yield row;
      }
    }
    const pieces: string[] = [];
    for await (const piece of csvPieces(['文', '数'], counted())) {
      pieces.push(piece);
      if (pieces.length === 2) expect(asked).toBeLessThan(rows.length);
    }
    const text = pieces.join('');
    expect(text.split('\uFEFF')).toHaveLength(2);
    const read = parse(text, { bom: true }) as string[][];
    expect(read).toHaveLength(1204);
    expect(read.slice(1).filter(([cell]) => /^[=+\-@\t\r＝＋－＠]/.test(cell ?? ''))).toEqual([]);
    expect(read.at(-1)?.[1]).toBe('1202');
    expect(text).toContain(',1202\r\n');
  });
});

/** The office on this machine, if there is one. */
const SOFFICE = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'soffice'))
  .find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** What an office makes of the file, as rows of text. */
async function openedAgain(bytes: Buffer): Promise<string[][]> {
  if (!SOFFICE) {
    const lines: string[][] = [];
    (await excelts(bytes)).worksheets[0]?.eachRow((row) => {
      lines.push(COLUMNS.map((_, index) => row.getCell(index + 1).text));
    });
    return lines;
  }
  const folder = mkdtempSync(join(tmpdir(), 'tsudoi-xlsx-'));
  try {
    writeFileSync(join(folder, 'report.xlsx'), bytes);
    // 44 comma, 34 quote, 76 UTF-8.
    const asCsv = ['--convert-to', 'csv:Text - txt - csv (StarCalc):44,34,76,1', '--outdir', folder];
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
    await promisify(execFile)(SOFFICE, [profile, '--headless', ...asCsv, join(folder, 'report.xlsx')]);
    return parse(readFileSync(join(folder, 'report.csv')), { bom: true, relax_column_count: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe(`a workbook opened by ${SOFFICE ? 'LibreOffice' : 'the second reader, for want of LibreOffice'}`, () => {
  it('shows its Japanese and calculates nothing', async () => {
    const harmful = ['=1+1', '+1+1', '-1+1', '@SUM(1+1)', '＝1+1'];
    const bytes = await xlsxBook(
      [sheet([ROW, ...harmful.map((text) => [text, null, null, null, null])])],
      MADE,
    );
    const rows = await openedAgain(bytes);
    expect(rows[0]?.slice(0, 2)).toEqual(['事業', '延べ']);
    expect(rows[1]?.[0]).toBe('ひきこもり家族教室');
    expect(rows.slice(2).map(([cell]) => cell)).toEqual(harmful);
  }, 120_000);
});
