import type { FileFinding } from '../../programmes/domain/programme-file.js';
import type { SkippedDate } from '../../programmes/domain/recurrence.js';
import type { SessionRecord } from '../../programmes/import/year-records.js';
import type { FoundConflicts } from '../../programmes/year/found-conflicts.js';
import type { CoursePlan } from './course-plan.js';
import type { Town } from './town.queries.js';

/** What saving would do to a session: `kept` stands for itself or is over, `undecided` is for staff to decide. */
export type PreviewAct = 'new' | 'same' | 'changed' | 'removed' | 'undecided' | 'kept';

/** A session as it would be after saving. Civil values in the session's zone. */
export interface PreviewSession {
  readonly id: string;
  readonly key: string;
  readonly act: PreviewAct;
  readonly number: number | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly dateText: string | null;
  readonly topic: string | null;
  readonly format: string | null;
  readonly lecturer: string | null;
  readonly venue: string | null;
  readonly status: 'scheduled' | 'cancelled';
}

/** A session that staff must decide on before the course can be saved. */
export interface UndecidedSession {
  readonly session: PreviewSession;
  /** As the rule would have it; null: the rule gives it no more. */
  readonly wanted: PreviewSession | null;
  /** Contacts who hold or await a place. */
  readonly holders: number;
  /** Fields that staff changed. */
  readonly edited: readonly string[];
  /** Fields that the rule would change. */
  readonly fields: readonly string[];
  /** Ids of new sessions to which it may be moved in stead: the ones nearest in time. */
  readonly moves: readonly PreviewSession[];
}

export interface CoursePreview {
  /** What is wrong with the draft, paths from the draft; with faults nothing else is filled. */
  readonly findings: readonly FileFinding[];
  readonly sessions: readonly PreviewSession[];
  readonly skipped: readonly SkippedDate[];
  readonly undecided: readonly UndecidedSession[];
  /** Pools in which more seats are taken than the draft would leave. */
  readonly tooSmall: readonly { readonly label: string; readonly taken: number; readonly capacity: number }[];
  /** Pools that would count something else (people, parties) while somebody holds or awaits a place in them. */
  readonly recounted: readonly { readonly label: string; readonly holders: number }[];
  /** Registrations for the whole course: each gets a place in every new session, and a mail about it. */
  readonly registrants: number;
  /** Where sessions to come would meet others, holidays or closed doors. Null where there are faults. They never block. */
  readonly conflicts: FoundConflicts | null;
}

/** How many new dates are offered to move a session to. */
const MOST_MOVES = 4;

export function previewOf(
  plan: CoursePlan,
  town: Town,
  { registrants, conflicts }: { readonly registrants: number; readonly conflicts: FoundConflicts },
): CoursePreview {
  const venues = new Map(town.venues.map(({ id, name }) => [id, name]));
  const { created, changed, removed, undecided } = plan.sessions;
  const shown = (row: SessionRecord, act: PreviewAct): PreviewSession => ({
    id: row.id,
    key: row.key,
    act,
    number: row.number,
    startsOn: row.startsOn,
    endsOn: row.endsOn,
    startTime: row.startTime,
    endTime: row.endTime,
    dateText: row.dateText,
    topic: row.topic,
    format: row.format,
    lecturer: row.lecturer,
    venue: row.venueId === null ? null : (venues.get(row.venueId) ?? null),
    status: row.status,
  });
  const news = created.map(({ row }) => shown(row, 'new'));
  const touched = new Map<string, PreviewSession>([
    ...changed.map(({ wanted }) => [wanted.row.id, shown(wanted.row, 'changed')] as const),
    ...removed.map(({ row }) => [row.id, shown(row, 'removed')] as const),
    ...undecided.map(({ stored }) => [stored.row.id, shown(stored.row, 'undecided')] as const),
  ]);
  const wantedIds = new Set(plan.parts.sessions.map(({ row }) => row.id));
  const olds = plan.stored.map(
    ({ row, ruled }) => touched.get(row.id) ?? shown(row, ruled && wantedIds.has(row.id) ? 'same' : 'kept'),
  );
  return {
    findings: [],
    sessions: [...olds, ...news].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)),
    skipped: plan.parts.skipped,
    undecided: undecided.map(({ stored, wanted, holders, edited, fields }) => ({
      session: shown(stored.row, 'undecided'),
      wanted: wanted ? shown(wanted.row, 'changed') : null,
      holders,
      edited,
      fields,
      moves: wanted || stored.row.status === 'cancelled' ? [] : nearest(stored.row.startsOn, news),
    })),
    tooSmall: [
      ...plan.pools.tooSmall.map(({ pool, taken }) => ({
        label: pool.label,
        taken,
        capacity: pool.capacity ?? 0,
      })),
      ...plan.pools.held.map(({ pool, taken }) => ({ label: pool.label, taken, capacity: 0 })),
    ],
    recounted: plan.pools.recounted.map(({ pool, holders }) => ({ label: pool.label, holders })),
    registrants,
    conflicts,
  };
}

function nearest(date: string | null, sessions: readonly PreviewSession[]): PreviewSession[] {
  const distance = ({ startsOn }: PreviewSession) =>
    Math.abs(Date.parse(startsOn ?? '') - Date.parse(date ?? ''));
  return sessions
    .filter(({ startsOn }) => startsOn !== null && date !== null)
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, MOST_MOVES)
    .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

function placeOf({ startsOn, startTime, key }: PreviewSession): string {
  return `${startsOn ?? '9999'} ${startTime ?? ''} ${key}`;
}
