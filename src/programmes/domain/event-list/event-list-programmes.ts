import type { FileCourse, FileFinding, FileProgramme, ProgrammeFile } from '../programme-file.js';
import type { EventListColumn } from './event-list.js';
import { listCourses } from './event-list-courses.js';
import { type ListCells, type ReadEvent, titledEvents } from './event-list-events.js';
import { listGroups } from './event-list-groups.js';
import type { KnownTown } from './event-list-known.js';
import { lostZeros, tooManyOfProgramme, tooManyProgrammes, tooManyVenues } from './event-list-limits.js';
import type { ListMember } from './event-list-members.js';
import { ListedProgramme } from './event-list-programme.js';
import { ListVenues } from './event-list-venues.js';

/** A list as a programme file that speaks of some things only. */
export interface ListedYear {
  readonly file: ProgrammeFile;
  /** By kind and key (`session town/p/c/s`): the columns that the list speaks of; what is not here, the list makes. */
  readonly said: ReadonlyMap<string, ReadonlySet<string>>;
  /** Cells of rows that say something anew, by key of the session (`town/p/c/s`). */
  readonly listed: ReadonlyMap<string, Partial<ListCells>>;
  /** Rows from which things of the file come, by path (`programmes/0/courses/1`). */
  readonly rows: ReadonlyMap<string, number>;
  /** What staff should know; it hinders nothing. */
  readonly notes: readonly FileFinding[];
  /** What hinders it; then there is nothing else. */
  readonly findings: readonly FileFinding[];
}

const NO_COLUMNS: ReadonlySet<string> = new Set();

/**
 * What a town's list of events asks for, held against what the town has. Rows of the same name are a programme, those of one
 * fiscal year a course; a row whose NO is known is that session. What a row says and no field holds, stays as words.
 * @param columns those that the list has: the others say nothing
 */
export function listedYear(
  read: readonly ReadEvent[],
  town: KnownTown,
  columns: ReadonlySet<EventListColumn>,
): ListedYear {
  const said = new Map<string, ReadonlySet<string>>([[`organization ${town.key}`, NO_COLUMNS]]);
  const listed = new Map<string, Partial<ListCells>>();
  const rows = new Map<string, number>();
  const notes: FileFinding[] = [];
  const venues = new ListVenues(town);
  const events = titledEvents(read, town);
  const groups = listGroups(events, town, columns);
  const members = groups.flatMap((group) => group.members).sort((a, b) => a.event.row - b.event.row);
  // In the order of the list, so that the same rows give the same venues.
  const venueOf = new Map(members.map((member) => [member, venues.of(member)]));
  const findings = [
    ...lostZeros(events, town),
    ...tooManyProgrammes(groups),
    ...tooManyVenues(venues.all()),
    ...groups.flatMap((group) => tooManyOfProgramme(listCourses(group))),
  ];
  const programmes = (findings.length > 0 ? [] : groups).map((group, index): FileProgramme => {
    const making = new ListedProgramme(group, town.ownAddress, venueOf);
    const path = `programmes/${index}`;
    const key = `${town.key}/${group.key}`;
    rows.set(path, group.members[0]!.event.row);
    if (group.programme) said.set(`programme ${key}`, making.said());
    const courses = listCourses(group).map((course, position): FileCourse => {
      const at = `${path}/courses/${position}`;
      rows.set(at, course.members[0]!.event.row);
      if (course.course) said.set(`course ${key}/${course.key}`, course.said);
      const made = making.sessions(course);
      for (const [session, { member, ...one }] of made.entries()) {
        const sessionKeys = `${key}/${course.key}/${one.session.key}`;
        rows.set(`${at}/sessions/${session}`, member.event.row);
        if (isToBeKept(member, columns)) listed.set(sessionKeys, saidCells(member, columns));
        if (member.event.isPostponed)
          notes.push({ path: ['rows', member.event.row, 'イベント名'], code: 'list.postponed' });
        if (!member.place) continue;
        said.set(`session ${sessionKeys}`, one.said);
        for (const pool of one.session.pools ?? [])
          said.set(`pool ${sessionKeys}/${pool.key}`, one.saidOfSeats);
        if (one.hasSeatsUntold)
          notes.push({ path: ['rows', member.event.row, '定員'], code: 'list.several_seats' });
      }
      const { registration } = course;
      return {
        ...{ key: course.key, title: course.title, fiscalYear: course.fiscalYear },
        ...(registration && { registration }),
        sessions: made.map(({ session }) => session),
      };
    });
    return { ...making.programme(), courses };
  });
  const named = venues.all();
  for (const [index, { venue, said: fields, row }] of named.entries()) {
    rows.set(`venues/${index}`, row);
    if (fields) said.set(`venue ${town.key}/${venue.key}`, fields);
  }
  const file: ProgrammeFile = {
    format: 'tsudoi/1',
    organization: { key: town.key, name: town.name, timeZone: town.timeZone },
    venues: named.map(({ venue }) => venue),
    programmes,
  };
  return { file, said, listed, rows, notes, findings };
}

/** True for a row that says something else than the last one did; a row as it is published from here says nothing. */
function isToBeKept(member: ListMember, columns: ReadonlySet<EventListColumn>): boolean {
  const all = [...columns];
  return (
    !member.place ||
    all.some((column) => member.saysAnew(column)) ||
    (all.some((column) => member.speaks(column)) && all.some((column) => member.changes(column)))
  );
}

/** Cells that say something; of columns that this list has not, those of the last one. */
function saidCells({ event, place }: ListMember, columns: ReadonlySet<EventListColumn>): Partial<ListCells> {
  const last = Object.entries(place?.session.listed ?? {});
  return Object.fromEntries([
    ...last.filter(([column]) => !columns.has(column as EventListColumn)),
    ...Object.entries(event.cells).filter(([, cell]) => cell !== ''),
  ]);
}
