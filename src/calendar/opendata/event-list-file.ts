import { type CsvCell, csvText } from '../../platform/csv.js';
import { EVENT_LIST_COLUMNS } from '../../programmes/domain/event-list/event-list.js';
import type { EventListRow } from '../../registrations/listing/event-list-row.js';

/** Telephone numbers and degrees: signs and digits alone name no function and no cell, and machines are to read `+81 75` as it is. */
const PLAIN_NUMBER = /^[+-]?[\d ().-]*$/;

/** A list of events as CSV, as its rows come: header row first. */
export async function* eventListCsv(parts: AsyncIterable<readonly EventListRow[]>): AsyncGenerator<string> {
  yield csvText([EVENT_LIST_COLUMNS], { isBeginning: true });
  for await (const rows of parts) {
    const records = rows.map((row) => EVENT_LIST_COLUMNS.map((column) => cellOf(row[column])));
    yield csvText(records, { harmless: PLAIN_NUMBER });
  }
}

/** One way of breaking lines within cells, and none of the characters that a reader of CSV may stumble over. */
function cellOf(value: string | number | null): CsvCell {
  if (typeof value !== 'string') return value;
  return value.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replace(/(?![\n\t])\p{Cc}/gu, '');
}
