import type { FiscalYear } from '../../../shared/fiscal-year.js';
import type { FileHost, FileVenue } from '../programme-file.js';
import type { ListCells } from './event-list-events.js';

/** What an organization has already, as far as a list of events may speak of it. */
export interface KnownTown {
  readonly key: string;
  readonly name: string;
  readonly timeZone: string;
  /** Six digits; null: not known. */
  readonly code: string | null;
  /** Where its own pages are: `https://tsudoi.example/`. */
  readonly ownAddress: string;
  readonly programmes: readonly KnownProgramme[];
  readonly venues: readonly FileVenue[];
}

export interface KnownProgramme {
  readonly key: string;
  readonly title: string;
  readonly kind: string;
  readonly hosts: readonly FileHost[];
  readonly notes: readonly string[];
  readonly courses: readonly KnownCourse[];
}

export interface KnownCourse {
  readonly key: string;
  readonly title: string;
  readonly fiscalYear: FiscalYear;
  readonly sessions: readonly KnownSession[];
}

/** What stands in 説明 before and after a session's own topic, as lists from here have it. */
export interface AroundTopic {
  readonly before: string;
  readonly after: string;
}

export interface KnownSession {
  readonly id: string;
  readonly key: string;
  readonly listNumber: string | null;
  readonly number: number | null;
  readonly topic: string | null;
  /** Keys of its sorts of seats. */
  readonly pools: readonly string[];
  /** Key of its venue. */
  readonly venue: string | null;
  /** Its row in the list that is published from here; undefined: it has no date yet. */
  readonly cells: ListCells | undefined;
  /** Cells of the row of a list that last spoke of it; null: none did. */
  readonly listed: Partial<ListCells> | null;
  /** What stands in 説明 of that row around the session's own topic. */
  readonly aroundTopic: AroundTopic;
}

/** A session of a list that is there already, with everything that it belongs to. */
export interface KnownPlace {
  readonly programme: KnownProgramme;
  readonly course: KnownCourse;
  readonly session: KnownSession;
}

/** Sessions by the NO under which a list may name them: that of the list they came with, and their own id. */
export function placesByNumber({ programmes }: KnownTown): ReadonlyMap<string, KnownPlace> {
  const places = programmes.flatMap((programme) =>
    programme.courses.flatMap((course) => course.sessions.map((session) => ({ programme, course, session }))),
  );
  return new Map([
    ...places.map((place) => [place.session.id, place] as const),
    ...places.flatMap((place) =>
      place.session.listNumber === null ? [] : [[place.session.listNumber, place] as const],
    ),
  ]);
}
