import type { CivilDate, CivilTime } from '../../../shared/civil-time.js';
import type { FileFinding } from '../programme-file.js';
import type { EventListColumn } from './event-list.js';
import { type OwnTitle, ownTitle } from './event-list-own-titles.js';
import { countedTitles, type ListTitle, listTitle } from './event-list-titles.js';
import { type ListCapacity, listCapacity, listDate, listDegrees, listTime } from './event-list-values.js';

/** Cells of one row by column, without white space around them; '' where the row or the list has none. */
export type ListCells = Readonly<Record<EventListColumn, string>>;

/** One row of a list, read and its name taken apart. */
export interface ListEvent extends ReadEvent, ListTitle, OwnTitle {}

/** One row of a list, read. */
export interface ReadEvent {
  /** Its place among the rows, from 0. */
  readonly row: number;
  readonly cells: ListCells;
  readonly no: string;
  readonly date: CivilDate;
  /** Last day, where it is another. */
  readonly endDate?: CivilDate;
  readonly start?: CivilTime;
  readonly end?: CivilTime;
  readonly doorsOpen?: CivilTime;
  /** Of 開始日時特記事項, what is no time of doors. */
  readonly timeWords: string;
  readonly seats: ListCapacity;
  /** 備考 without the line in which lists from here tell of seats that are no number. */
  readonly remarks: string;
  /** When registration closes, as programme files write it: a date or a moment. */
  readonly closes?: string;
  readonly position?: { readonly latitude: number; readonly longitude: number };
}

const UNKNOWN_TIME = /^(?:開始)?(?:時刻|時間)は?未定$/u;
const SEATS_IN_REMARKS = /^定員：(?:[0-9]+[人組]|なし)$/u;
const DOORS = /^(?:開場|受付)(?:時間|時刻|開始)?\s*[:：]?\s*(.+?)(?:\s*(?:から|～|~|より|開始))?$/u;

/** Names of events taken apart. @param town whose list it is, and the programmes that it has */
export function titledEvents(
  events: readonly ReadEvent[],
  town: {
    readonly name: string;
    readonly programmes: readonly { readonly title: string }[];
  },
): ListEvent[] {
  const titled = events.map((event): ListEvent => {
    const { 市区町村名, 都道府県名, 主催者 } = event.cells;
    const names = [town.name, 市区町村名, 都道府県名, ...主催者.split(/[、，\n]/u)];
    const title = listTitle(event.cells.イベント名, event.date, names);
    return { ...event, ...title, ...ownTitle(event.cells.説明, title) };
  });
  return countedTitles(
    titled,
    town.programmes.map(({ title }) => title),
  );
}

/**
 * Reads the rows of a list; what is wrong is told by row and column (`['rows', row, column]`), all of it at once.
 * @param isNumber true for what may be kept as NO
 */
export function listEvents(
  rows: readonly ListCells[],
  isNumber: (no: string) => boolean,
): {
  readonly events: readonly ReadEvent[];
  readonly findings: readonly FileFinding[];
} {
  const findings: FileFinding[] = [];
  const events = rows.flatMap((cells, row): ReadEvent[] => {
    const found: FileFinding[] = [];
    const tell: Tell = (column, code, params = {}) => {
      found.push({
        path: ['rows', row, column],
        code: `list.${code}`,
        params: { column, value: shown(cells[column]), ...params },
      });
    };
    const no = numberOf(cells);
    if (no === '') tell('NO', 'needed');
    else if (!isNumber(no)) tell('NO', 'bad_no');
    const event = eventOf(cells, row, tell);
    findings.push(...found);
    return event === undefined || found.length > 0 ? [] : [event];
  });
  const first = new Map<string, number>();
  for (const [row, cells] of rows.entries()) {
    const no = numberOf(cells);
    const before = first.get(no);
    if (before === undefined) first.set(no, row);
    else if (no !== '')
      findings.push({ path: ['rows', row, 'NO'], code: 'list.no_twice', params: { no, row: before } });
  }
  return { events, findings };
}

type Tell = (column: EventListColumn, code: string, params?: Record<string, string>) => void;

function eventOf(cells: ListCells, row: number, tell: Tell): ReadEvent | undefined {
  if (cells.イベント名 === '') tell('イベント名', 'needed');
  if (cells.開始日 === '') tell('開始日', 'needed');
  const date = dateIn('開始日', cells, tell);
  const lastDate = dateIn('終了日', cells, tell);
  const start = timeIn('開始時間', cells, tell);
  const end = timeIn('終了時間', cells, tell);
  const endDate = lastDate === date ? undefined : lastDate;
  if (date !== undefined && endDate !== undefined && endDate < date)
    tell('終了日', 'end_date_before', { date });
  if (endDate === undefined && start !== undefined && end !== undefined && end <= start)
    tell('終了時間', 'end_before', { start });
  if (date === undefined) return undefined;
  return {
    ...{ row, cells, no: numberOf(cells), date },
    ...(endDate !== undefined && { endDate }),
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
    ...doorsIn(cells.開始日時特記事項, start),
    ...seatsIn(cells),
    ...closesIn(cells, tell),
    ...positionIn(cells, tell),
  };
}

function numberOf(cells: ListCells): string {
  return cells.NO.normalize('NFKC').trim();
}

function dateIn(column: EventListColumn, cells: ListCells, tell: Tell): CivilDate | undefined {
  if (cells[column] === '') return undefined;
  const date = listDate(cells[column]);
  if (date === undefined) tell(column, 'not_a_date');
  return date;
}

function timeIn(column: EventListColumn, cells: ListCells, tell: Tell): CivilTime | undefined {
  if (cells[column] === '') return undefined;
  const time = listTime(cells[column], column !== '開始時間');
  if (time === undefined) tell(column, 'not_a_time');
  return time;
}

/** 開場9:30、2時間程度: what is no time of doors, or one after the start, stays words. */
function doorsIn(
  cell: string,
  start: CivilTime | undefined,
): { readonly doorsOpen?: CivilTime; readonly timeWords: string } {
  const parts = cell
    .split(/[、。／\n]/u)
    .map((part) => part.replace(/\s+/gu, ' ').trim())
    .filter((part) => part !== '');
  const timeOf = (part: string) => {
    const words = DOORS.exec(part)?.[1];
    const time = words === undefined ? undefined : listTime(words);
    return time !== undefined && (start === undefined || time <= start) ? time : undefined;
  };
  const at = parts.findIndex((part) => timeOf(part) !== undefined);
  const isUntold = (part: string) => start === undefined && UNKNOWN_TIME.test(part);
  const words = parts.filter((part, index) => index !== at && !isUntold(part));
  return {
    ...(at >= 0 && { doorsOpen: timeOf(parts[at]!)! }),
    timeWords: words.length === parts.length ? cell : words.join('／'),
  };
}

/** Seats as 定員 tells them, or where it is empty a line of 備考: 定員：8組. */
export function seatsIn(cells: Pick<ListCells, '備考' | '定員'>): {
  readonly seats: ListCapacity;
  readonly remarks: string;
} {
  const lines = cells.備考.split('\n');
  const at = cells.定員 === '' ? lines.findIndex((line) => SEATS_IN_REMARKS.test(line)) : -1;
  if (at < 0) return { seats: listCapacity(cells.定員), remarks: cells.備考 };
  return {
    seats: listCapacity(lines[at]!.slice(lines[at]!.indexOf('：') + 1)),
    remarks: lines
      .filter((_, index) => index !== at)
      .join('\n')
      .trim(),
  };
}

function closesIn(cells: ListCells, tell: Tell): { readonly closes?: string } {
  const date = dateIn('参加申込終了日', cells, tell);
  const time = timeIn('参加申込終了時間', cells, tell);
  if (date === undefined) return {};
  // The end of the day is what a date alone means.
  return { closes: time === undefined || time === '24:00' ? date : `${date}T${time}` };
}

function positionIn(cells: ListCells, tell: Tell): Pick<ListEvent, 'position'> {
  const { 緯度: north, 経度: east } = cells;
  if (north === '' && east === '') return {};
  const latitude = listDegrees(north, 90);
  const longitude = listDegrees(east, 180);
  if (latitude === undefined) tell('緯度', north === '' ? 'half_position' : 'not_degrees');
  if (longitude === undefined) tell('経度', east === '' ? 'half_position' : 'not_degrees');
  return latitude === undefined || longitude === undefined ? {} : { position: { latitude, longitude } };
}

/** A cell as a sentence may quote it. */
function shown(cell: string): string {
  const line = cell.replace(/\s+/gu, ' ');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
