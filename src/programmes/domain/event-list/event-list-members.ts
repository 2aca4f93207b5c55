import { EVENT_LIST_COLUMNS, type EventListColumn } from './event-list.js';
import type { ListCells, ListEvent } from './event-list-events.js';
import type { KnownPlace, KnownProgramme } from './event-list-known.js';

/** A row of a list among those of its programme. */
export interface ListMember {
  readonly event: ListEvent;
  /** The session that it is, where that is there already. */
  readonly place: KnownPlace | undefined;
  /** True where the row says something else in this column than what is published from here. */
  speaks(column: EventListColumn): boolean;
  /** True where that is not what it said already when it was imported last. */
  saysAnew(column: EventListColumn): boolean;
  /** True where the list has the column and it said something else, or nothing, when it was imported last. */
  changes(column: EventListColumn): boolean;
  /** True where the list has the column. */
  has(column: EventListColumn): boolean;
}

/** What the rows of one programme say together in one thing. */
export interface SharedText {
  /** '' where nothing is said. */
  readonly value: string;
  /** True where that is to be written with the programme. */
  readonly isSaid: boolean;
  /** Rows that say something of their own: it goes with their sessions. */
  readonly differing: ReadonlySet<ListMember>;
}

/**
 * Of a programme that is there already a list changes only what all its rows say alike; of a new one what more than half of
 * them say holds. What other rows say instead is theirs.
 * @param isOfAll true where only what all rows say is shared, of a new programme too
 */
export function sharedText(
  members: readonly ListMember[],
  isKnown: boolean,
  columns: readonly EventListColumn[],
  textOf: (member: ListMember) => string,
  isOfAll = isKnown,
): SharedText {
  const speaking = members.filter(
    (member) => textOf(member) !== '' && columns.some((one) => member.saysAnew(one)),
  );
  const texts = new Set(members.map(textOf));
  if (isOfAll) {
    const [only = ''] = texts;
    const isUnanimous = texts.size === 1 && speaking.length > 0;
    return {
      value: isUnanimous ? only : '',
      isSaid: isUnanimous,
      differing: new Set(isUnanimous ? [] : speaking),
    };
  }
  // Rows that say nothing count: what one of many says is not said of all.
  const value = majority(members.map(textOf));
  const differing = new Set(speaking.filter((member) => textOf(member) !== value));
  return { value, isSaid: value !== '', differing };
}

/** The text that more than half of them are; '' where none is. */
export function majority(texts: readonly string[]): string {
  const most = [...Map.groupBy(texts, (text) => text)].find(([, same]) => same.length * 2 > texts.length);
  return most?.[0] ?? '';
}

/**
 * The member that a row is. A row whose session is new says what differs from the other rows of its programme, as they are
 * published; columns that the list has not say nothing.
 */
export function listMember(
  event: ListEvent,
  place: KnownPlace | undefined,
  programme: KnownProgramme | undefined,
  columns: ReadonlySet<EventListColumn>,
): ListMember {
  const published: ListCells | undefined = place ? place.session.cells : sampleOf(programme);
  const speaks = (column: EventListColumn) =>
    columns.has(column) && event.cells[column] !== (published?.[column] ?? '');
  const last = place?.session.listed;
  return {
    event,
    place,
    speaks,
    has: (column) => columns.has(column),
    changes: (column) =>
      columns.has(column) && Boolean(last) && event.cells[column] !== (last?.[column] ?? ''),
    saysAnew: (column) => speaks(column) && (!last || event.cells[column] !== (last[column] ?? '')),
  };
}

function sampleOf(programme: KnownProgramme | undefined): ListCells | undefined {
  return programme?.courses.flatMap(({ sessions }) => sessions).find(({ cells }) => cells !== undefined)
    ?.cells;
}

/** A cell that has no field of its own, in the words of the list: `備考：雨天中止`. */
export function cellLine(column: EventListColumn, text: string): string {
  return `${column}：${text}`;
}

/** True for what `cellLine` wrote: an imported row's words, and no topic. */
export function isCellLine(line: string): boolean {
  return EVENT_LIST_COLUMNS.some((column) => line.startsWith(`${column}：`));
}

/** Text for a field of one line. */
export function oneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}
