import type { FileFinding } from '../programme-file.js';
import type { ListCourse } from './event-list-courses.js';
import type { ListEvent } from './event-list-events.js';
import type { ListGroup } from './event-list-groups.js';
import type { KnownTown } from './event-list-known.js';
import { placesByNumber } from './event-list-known.js';
import { sameName } from './event-list-titles.js';

/** What one programme file may hold, and so what one list may make. The published schema says the same. */
export const LIST_LIMITS = { programmes: 1000, courses: 200, sessions: 1000, venues: 2000 } as const;

/** The first row that makes one programme more than there may be. */
export function tooManyProgrammes(groups: readonly ListGroup[]): FileFinding[] {
  const beyond = groups[LIST_LIMITS.programmes];
  return beyond ? [tooMany('programmes', beyond.members[0]!.event.row)] : [];
}

/** The first row that names one place more than there may be. @param venues each with the first row that names it */
export function tooManyVenues(venues: readonly { readonly row: number }[]): FileFinding[] {
  const beyond = venues[LIST_LIMITS.venues];
  return beyond ? [tooMany('venues', beyond.row)] : [];
}

/** The first rows beyond what one programme and one course may hold. */
export function tooManyOfProgramme(courses: readonly ListCourse[]): FileFinding[] {
  const beyond = courses[LIST_LIMITS.courses];
  const sessions = courses.flatMap(({ members }) => members[LIST_LIMITS.sessions] ?? []);
  return [
    ...(beyond ? [tooMany('courses', beyond.members[0]!.event.row)] : []),
    ...sessions.map(({ event }) => tooMany('sessions', event.row)),
  ];
}

function tooMany(what: keyof typeof LIST_LIMITS, row: number): FileFinding {
  const column = what === 'venues' ? '場所名称' : 'イベント名';
  return { path: ['rows', row, column], code: `list.too_many_${what}`, params: { limit: LIST_LIMITS[what] } };
}

/**
 * Rows whose NO is that of a session without the zeros before it, on the same date or under the same name: a spreadsheet that took NO
 * for a number would double the whole list.
 */
export function lostZeros(events: readonly ListEvent[], town: KnownTown): FileFinding[] {
  const places = placesByNumber(town);
  const listed = new Set(events.map(({ no }) => no));
  const stored = [...places].filter(([no]) => isDigits(no) && !listed.has(no));
  const byDigits = new Map(stored.map(([no, place]) => [withoutZeros(no), { no, place }]));
  return events.flatMap(({ no, date, title, row }): FileFinding[] => {
    if (places.has(no) || !isDigits(no)) return [];
    const known = byDigits.get(withoutZeros(no));
    if (!known) return [];
    const { programme, session } = known.place;
    if (session.cells?.開始日 !== date && sameName(programme.title) !== sameName(title)) return [];
    return [{ path: ['rows', row, 'NO'], code: 'list.lost_zeros', params: { no, stored: known.no } }];
  });
}

function isDigits(no: string): boolean {
  return /^[0-9]+$/.test(no);
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=[0-9])/, '');
}
