import { parse } from 'csv-parse/sync';
import { isListHeader } from '../domain/event-list/event-list-header.js';
import type { SourceText } from './source-file.js';

/** A row of a table as it stands in a text. */
export interface TextRow {
  /** Line in which it begins, from 1; a cell in quotes may go on over several. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A table as far as it can be read; `brokenAt`: line from which on it cannot. */
export interface TextTable {
  readonly rows: readonly TextRow[];
  readonly brokenAt?: number;
}

/** So much of a text is looked at to tell what it is. */
const HEAD = 4000;

/**
 * What a file says that came as bytes. UTF-8 is read as such, UTF-16 by its mark; what is neither is read as Shift_JIS (CP932, as
 * Japanese spreadsheets save CSV) if that makes it a list of events. Anything else stays as UTF-8 with its faults showing.
 */
export function textOfBytes(bytes: Uint8Array, name = ''): string {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isBig = bytes[0] === 0xfe && bytes[1] === 0xff;
  if (isLittle || isBig) return new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const japanese = decodedOrNot(bytes);
    return japanese !== undefined && isEventList({ name, text: japanese })
      ? japanese
      : new TextDecoder('utf-8').decode(bytes);
  }
}

function decodedOrNot(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('shift_jis', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** True for a list of events (CSV, or with tabs), by its name or by the columns in its first row; all else is a programme file. */
export function isEventList({ name, text }: SourceText): boolean {
  if (/\.(csv|tsv)$/i.test(name)) return true;
  // A header whose names go over lines ends with a quote.
  const head = text
    .slice(0, HEAD)
    .replace(/^\uFEFF/, '')
    .trimStart();
  return isListHeader(
    head
      .replace(/"[^"]*"/g, (cell) => cell.replace(/\s+/g, ''))
      .split('\n')[0]!
      .split(/[,\t]/)
      .map(unquoted),
  );
}

function unquoted(cell: string): string {
  return cell.trim().replace(/^"|"$/g, '');
}

/** Reads a table (RFC 4180, or with tabs) row by row, each with its line; rows without any text are left out. */
export function readTable(text: string): TextTable {
  const rows: TextRow[] = [];
  let end = 0;
  const clean = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const firstLine = clean.split('\n', 1)[0]!;
  try {
    parse(clean, {
      delimiter: firstLine.includes('\t') && !firstLine.includes(',') ? '\t' : ',',
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
      onRecord: (cells: string[], { lines }: { lines: number }) => {
        if (cells.some((cell) => cell.trim() !== '')) rows.push({ line: end + 1, cells });
        end = lines;
        return null;
      },
    });
  } catch {
    return { rows, brokenAt: end + 1 };
  }
  return { rows };
}

/** A cell as it is kept: well-formed, without signs that cannot be seen and without what guards a spreadsheet against formulas. */
export function cleanCell(cell: string): string {
  return cell
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .replace(/[\u2028\u2029\u0085\v\f]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069\uFEFF]/gu, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim()
    .replace(/^'(?=[=+\-@＝＋－＠])/, '');
}
