import { addDays, type CivilDate, daysBetween } from '../../../shared/civil-time.js';
import type { FilePool, FileSession } from '../programme-file.js';
import type { EventListColumn } from './event-list.js';
import type { KnownCourse, KnownProgramme } from './event-list-known.js';
import { cellLine, type ListMember, oneLine } from './event-list-members.js';
import { storedTopic } from './event-list-own-lines.js';
import { sameName } from './event-list-titles.js';
import type { ListedVenue } from './event-list-venues.js';

/** What of its surroundings a row's session is made with. */
export interface SessionMaking {
  readonly key: string;
  readonly programme: KnownProgramme | undefined;
  /** Title of the programme as it is or becomes. */
  readonly title: string;
  readonly venue: ListedVenue;
  /** 説明 without what the programme says; undefined: it says nothing new. */
  readonly description: string | undefined;
  /** What stays of 備考 for a session that is cancelled. */
  readonly reason: string;
  /** What no field of the programme holds. */
  readonly lines: readonly string[];
  /** Columns that stand with the programme or the course now. */
  readonly shared: ReadonlySet<EventListColumn>;
  /** Numbers that other sessions of the course have. */
  readonly taken: Set<number>;
}

/** A session as a row of a list says it; `said` are the columns of the table that it speaks of. */
export interface ListedSession {
  readonly session: FileSession;
  readonly said: ReadonlySet<string>;
  /** Of its seats. */
  readonly saidOfSeats: ReadonlySet<string>;
  /** True where it tells how many seats there are, but there are several sorts of them. */
  readonly hasSeatsUntold: boolean;
}

/** Columns whose change changes a column of the table. */
const SAID: readonly (readonly [EventListColumn, readonly string[]])[] = [
  ['開始日', ['startsOn', 'endsOn']],
  ['終了日', ['startsOn', 'endsOn']],
  ['開始時間', ['startTime']],
  ['終了時間', ['endTime']],
  ['イベント名', ['title', 'number', 'status']],
];

export function listedSession(member: ListMember, making: SessionMaking): ListedSession {
  const { event, place } = member;
  const { venue } = making;
  const said = new Set(SAID.flatMap(([column, fields]) => (member.speaks(column) ? fields : [])));
  if (venue.isSaid) said.add('venueId');
  const time = timeWords(member);
  if (member.saysAnew('開始日時特記事項') && event.doorsOpen !== undefined) said.add('doorsOpen');
  if (time.durationText !== undefined && member.saysAnew('開始日時特記事項')) said.add('durationText');
  const topic = topicOf(member, making, time.lines);
  if (topic !== (place?.session.topic ?? '')) said.add('topic');
  if (event.isCancelled && member.saysAnew('備考') && making.reason !== '') said.add('cancelReason');
  const seats = seatsOf(member);
  return {
    session: {
      key: making.key,
      date: event.date,
      ...defined({
        endDate: endDateOf(member),
        start: event.start,
        end: event.end,
        doorsOpen: event.doorsOpen,
      }),
      ...defined({ durationText: time.durationText, venue: venue.key }),
      ...nameOf(member, making),
      ...(topic !== '' && { topic }),
      ...(event.isCancelled && {
        status: 'cancelled',
        ...(making.reason !== '' && { cancelReason: making.reason }),
      }),
      ...(place === undefined && { listNumber: event.no }),
      ...(seats.pools && { pools: seats.pools }),
    },
    said,
    saidOfSeats: seats.said,
    hasSeatsUntold: seats.isUntold,
  };
}

/** Its last day, where that is not its first; of a list that has no last days it is as far from the first as it was. */
function endDateOf({ event, place, has }: ListMember): CivilDate | undefined {
  const { 開始日: first = '', 終了日: last = '' } = place?.session.cells ?? {};
  if (has('終了日') || first === '' || last === '' || first === last) return event.endDate;
  return addDays(event.date, daysBetween(first, last));
}

/** Its number in the programme; or a title of its own, where it has another name or the number is another session's. */
function nameOf({ event, place, speaks }: ListMember, { title, taken }: SessionMaking): Partial<FileSession> {
  if (place && !speaks('イベント名')) return {};
  const { number } = event;
  const isFree = number === undefined || !taken.has(number) || place?.session.number === number;
  const ownTitle = event.ownTitle === undefined ? {} : { title: oneLine(event.ownTitle) };
  if (sameName(event.title) !== sameName(title) || !isFree) return { title: oneLine(event.name) };
  if (number === undefined) return ownTitle;
  taken.add(number);
  return { ...ownTitle, number };
}

function timeWords({ event, saysAnew }: ListMember): {
  readonly durationText?: string;
  readonly lines: string[];
} {
  const words = oneLine(event.timeWords);
  if (words === '' || !saysAnew('開始日時特記事項')) return { lines: [] };
  return words.length <= LONGEST_LINE
    ? { durationText: words, lines: [] }
    : { lines: [cellLine('開始日時特記事項', event.timeWords)] };
}

/** What stands after the number, what the description says of this session alone, and everything that has no field. */
function topicOf(member: ListMember, making: SessionMaking, timeLines: readonly string[]): string {
  const { event, place } = member;
  const stored = storedTopic(member, making.shared);
  const before = making.description ?? stored.text;
  const isSaid = place === undefined || member.saysAnew('イベント名');
  const heading = isSaid ? (event.topic ?? '') : '';
  const parts = [heading, before].filter((text) => text !== '');
  const body = heading !== '' && before.includes(heading) ? before : parts.join('\n');
  const marks = isSaid ? event.marks : [];
  const standing = making.description === undefined ? [] : stored.standing;
  const lines = [...standing, ...marks, ...timeLines, ...making.venue.lines, ...making.lines].filter(
    (line) => !body.includes(line),
  );
  return [body, ...lines].filter((text) => text !== '').join('\n');
}

/** Characters of a line of text in a programme file. */
const LONGEST_LINE = 300;
const NO_SEATS = { said: new Set<string>(), isUntold: false };

function seatsOf({ event, place, speaks }: ListMember): {
  readonly pools?: readonly FilePool[];
  readonly said: ReadonlySet<string>;
  readonly isUntold: boolean;
} {
  const { capacity, unit } = event.seats;
  const seats = { ...(capacity !== undefined && { capacity }), ...(unit && { unit }) };
  const own = place?.session.pools ?? [];
  const [key = 'onsite'] = own;
  if (place === undefined)
    return capacity === undefined ? NO_SEATS : { pools: [{ key, ...seats }], ...NO_SEATS };
  const says = capacity !== undefined && speaks('定員');
  if (says && own.length === 1) {
    const said = new Set(['capacity', 'capacityStated', ...(unit ? ['unit'] : [])]);
    return { pools: [{ key, ...seats }], said, isUntold: false };
  }
  return { pools: [{ key }], said: new Set(), isUntold: says };
}

/** Numbers of a course that sessions have whose row does not give them another. */
export function takenNumbers(course: KnownCourse | undefined, members: readonly ListMember[]): Set<number> {
  const renamed = new Set(
    members.flatMap(({ place, speaks }) => (place && speaks('イベント名') ? [place.session.id] : [])),
  );
  const numbers = (course?.sessions ?? []).flatMap(({ id, number }) =>
    renamed.has(id) ? [] : (number ?? []),
  );
  return new Set(numbers);
}

function defined<Values extends object>(
  values: Values,
): { [Key in keyof Values]?: NonNullable<Values[Key]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Values]?: NonNullable<Values[Key]>;
  };
}
