import { isPresence, type Mark } from '../domain/attendance.js';

/** A place of a person, as far as counting goes. */
export interface CountedPlace {
  readonly sessionId: string;
  readonly status: string;
  readonly sessionStatus: string;
  /** The session is over. */
  readonly isOver: boolean;
  /** Of the contact; null: none was recorded. */
  readonly mark: Mark | null;
}

/** How often somebody came, in sessions. */
export interface PersonFigures {
  /** Sessions that were held, for which they had a place. */
  readonly held: number;
  readonly attended: number;
  /** Of those that they attended. */
  readonly late: number;
  /** They did not come and had not said so. */
  readonly noShow: number;
  readonly excused: number;
  /** Nothing is recorded of them. */
  readonly unrecorded: number;
}

/** Counts sessions, not places: somebody who had two in one session came once, if either says so. */
export function personFigures(places: readonly CountedPlace[]): PersonFigures {
  const counted = places.filter(
    ({ status, sessionStatus, isOver, mark }) =>
      sessionStatus === 'scheduled' && (mark !== null || (isOver && status === 'confirmed')),
  );
  const sessions = [...Map.groupBy(counted, ({ sessionId }) => sessionId).values()].map(bestMark);
  const count = (is: (mark: Mark | null) => boolean) => sessions.filter(is).length;
  return {
    held: sessions.length,
    attended: count((mark) => mark !== null && isPresence(mark)),
    late: count((mark) => mark === 'late'),
    noShow: count((mark) => mark === 'absent'),
    excused: count((mark) => mark === 'excused'),
    unrecorded: count((mark) => mark === null),
  };
}

/** What most speaks for having come. */
function bestMark(places: readonly CountedPlace[]): Mark | null {
  const marks = places.flatMap(({ mark }) => mark ?? []);
  return marks.find(isPresence) ?? marks.find((mark) => mark === 'excused') ?? marks[0] ?? null;
}
