import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CompressedFile } from '../../../../src/calendar/feeds/compressed-file.js';
import { eventListCsv } from '../../../../src/calendar/opendata/event-list-file.js';
import { EVENT_LIST_COLUMNS } from '../../../../src/programmes/domain/event-list/event-list.js';
import type { EventListRow } from '../../../../src/registrations/listing/event-list-row.js';

const NASTY = [
  '👨‍👩‍👧‍👦',
  'か\u3099',
  '\0',
  '\r\n',
  '\r',
  '\n',
  '\t',
  '\u2028',
  '\u0085',
  '\u202E',
  '"',
  '""',
  ',',
  "'",
  '=1+1',
  '+',
  '-',
  '@SUM(A1)',
  '\t=1',
  '＝',
  ' ',
  ';,\\:"^',
  '字'.repeat(5000),
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 5 })
  .map((parts) => parts.join('').toWellFormed());
const cell = fc.oneof(
  text,
  fc.constant(null),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const row = fc
  .tuple(...EVENT_LIST_COLUMNS.map(() => cell))
  .map(
    (cells) =>
      Object.fromEntries(EVENT_LIST_COLUMNS.map((name, at) => [name, cells[at]])) as unknown as EventListRow,
  );

async function bytesOf(parts: readonly (readonly EventListRow[])[]): Promise<Buffer> {
  const coming = (async function* () {
    yield* parts;
  })();
  const file = await CompressedFile.of(eventListCsv(coming), new Date(0));
  const chunks: Buffer[] = [];
  for await (const chunk of file.inCoding('identity')) chunks.push(Buffer.from(chunk as Buffer));
  const bytes = Buffer.concat(chunks);
  expect(bytes.length).toBe(file.length);
  return bytes;
}

/** What a cell must come back as: lines broken in one way, nothing that cannot be printed, harmless to a spreadsheet. */
function kept(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const clean = value.replace(/\r\n|[\r\u0085\u2028\u2029]/g, '\n').replace(/(?![\n\t])\p{Cc}/gu, '');
  const isFormula = /^[=+\-@\t\r＝＋－＠]/.test(clean) && !/^[+-]?[\d ().-]*$/.test(clean);
  return isFormula ? `'${clean}` : clean;
}

describe('a list with whatever texts', () => {
  it('comes back as it was, cell by cell, from a reader that forgives nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 4 }), async (rows) => {
        const bytes = await bytesOf([rows]);
        const decoded = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        const records = parse(decoded, {
          ...{ bom: true, relax_column_count: false, relax_quotes: false, record_delimiter: '\r\n' },
        }) as string[][];
        const wanted = rows.map((one) => EVENT_LIST_COLUMNS.map((name) => kept(one[name])));
        expect(records).toEqual([[...EVENT_LIST_COLUMNS], ...wanted]);
        expect(decoded.replaceAll('\r\n', '')).not.toMatch(/\r/);
        for (const found of records.flat()) expect(found).not.toMatch(/^[=@\t\r＝＋－＠]/);
      }),
      { numRuns: 100, seed: Number(process.env.PROPERTY_SEED ?? 2026) },
    );
  });

  it('has the same bytes however its rows come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 6 }), fc.nat({ max: 6 }), async (rows, at) => {
        const [whole, parted] = [
          await bytesOf([rows]),
          await bytesOf([rows.slice(0, at), [], rows.slice(at)]),
        ];
        expect(parted.equals(whole)).toBe(true);
      }),
      { numRuns: 30, seed: Number(process.env.PROPERTY_SEED ?? 2026) },
    );
  });
});
