import { idOfKey } from '../../shared/ids.js';
import { fiscalYearOfCourse, sessionsOf } from '../domain/course-sessions.js';
import type {
  CourseSchedule,
  FileCourse,
  FilePath,
  FilePool,
  FileProgramme,
  FileSession,
} from '../domain/programme-file.js';
import type { CourseSession } from '../domain/rule-sessions.js';
import { sessionInstants } from '../domain/session-instants.js';
import type { Surroundings } from '../domain/surroundings.js';
import { withinOf } from '../domain/within.js';
import { textOrNull } from './optional-text.js';
import { keptColumns, registrationColumns } from './registering-columns.js';
import type { CourseRecord, PoolRecord, SessionRecord, SkippedSession, Wanted } from './year-records.js';

export interface CourseContext {
  readonly organizationKey: string;
  readonly organizationId: string;
  readonly timeZone: string;
  readonly surroundings: Surroundings;
  readonly programme: Pick<FileProgramme, 'key' | 'title'>;
  readonly programmeId: string;
  readonly position: number;
  readonly path: FilePath;
}

export interface CourseParts {
  readonly course: Wanted<CourseRecord>;
  readonly sessions: Wanted<SessionRecord>[];
  readonly pools: Wanted<PoolRecord>[];
  readonly skipped: SkippedSession[];
}

/** Seats of a course that says nothing of them. */
export const DEFAULT_POOLS: readonly FilePool[] = [{ key: 'onsite' }];
/** What the usual sorts of seats are called where the file gives no label. */
const LABELS: Readonly<Record<string, { readonly label: string; readonly labelEn: string }>> = {
  onsite: { label: '会場', labelEn: 'In person' },
  online: { label: 'オンライン', labelEn: 'Online' },
};

/** The rows of one course of a valid file: itself, its sessions, written out or by rule, and their seats. */
export function courseParts(course: FileCourse, context: CourseContext): CourseParts {
  const { organizationKey, organizationId, programme, programmeId, timeZone, path } = context;
  const id = idOfKey('course', organizationKey, programme.key, course.key);
  const key = `${organizationKey}/${programme.key}/${course.key}`;
  const label = `${programme.title} ${course.title}`;
  const { sessions, skipped } = sessionsOf(course, context.surroundings);
  const parts = sessions.map((session) =>
    sessionParts(session, course, { ...context, courseId: id, key, label }),
  );
  const row: CourseRecord = {
    id,
    organizationId,
    programmeId,
    key: course.key,
    title: course.title,
    titleEn: textOrNull(course.titleEn),
    fiscalYear: fiscalYearOfCourse(course)!,
    ...registrationColumns(course.registration, timeZone),
    completion: course.completion ? { atLeast: course.completion.atLeast } : null,
    notes: textOrNull(course.notes),
    schedule: scheduleOf(course),
    position: context.position,
  };
  return {
    course: { row, key, label, path, children: sessions.map((session) => session.key) },
    sessions: parts.map((part) => part.session),
    pools: parts.flatMap((part) => part.pools),
    skipped: skipped.map((date) => ({ ...date, course: key })),
  };
}

/** What is kept to make and remake the sessions by; null where each stands for itself. */
function scheduleOf({ rule, defaults, pools, alsoFor }: FileCourse): CourseSchedule | null {
  const parts = { rule, defaults, pools, alsoFor };
  const said = Object.entries(parts).filter(([, value]) => value !== undefined);
  return said.length > 0 ? Object.fromEntries(said) : null;
}

interface SessionContext extends CourseContext {
  readonly courseId: string;
  readonly key: string;
  readonly label: string;
}

function sessionParts(session: CourseSession, course: FileCourse, context: SessionContext) {
  const { organizationKey, organizationId, programme, programmeId, courseId } = context;
  const values = session.values as FileSession;
  const id = idOfKey('session', organizationKey, programme.key, course.key, session.key);
  const key = `${context.key}/${session.key}`;
  const label = `${context.label} ${values.date ?? values.undated ?? values.within ?? session.key}`;
  const path = [...context.path, ...session.path];
  const span = {
    startsOn: values.date ?? null,
    startTime: values.start ?? null,
    endsOn: values.endDate === values.date ? null : (values.endDate ?? null),
    endTime: values.end ?? null,
    timeZone: values.timeZone ?? context.timeZone,
  };
  const within = values.within === undefined || span.startsOn !== null ? undefined : withinOf(values.within);
  const row: SessionRecord = {
    id,
    organizationId,
    programmeId,
    courseId,
    key: session.key,
    number: values.number ?? null,
    title: textOrNull(values.title),
    topic: textOrNull(values.topic),
    format: textOrNull(values.format),
    lecturer: textOrNull(values.lecturer),
    venueId: values.venue === undefined ? null : idOfKey('venue', organizationKey, values.venue),
    dateState: span.startsOn === null ? 'undated' : 'dated',
    dateText: span.startsOn === null ? textOrNull(values.undated) : null,
    withinFrom: within?.from ?? null,
    withinUntil: within?.until ?? null,
    ...span,
    doorsOpen: values.doorsOpen ?? null,
    durationText: textOrNull(values.durationText),
    ...sessionInstants(span),
    alsoForIds: alsoForOf(values, course).map((other) => idOfKey('programme', organizationKey, other)),
    segments: (values.segments ?? []).map((segment) => ({ ...segment })),
    status: values.status === 'cancelled' ? 'cancelled' : 'scheduled',
    cancelReason: textOrNull(values.cancelReason),
    listNumber: textOrNull(values.listNumber),
  };
  const pools = (values.pools ?? course.pools ?? DEFAULT_POOLS).map((pool, position) => ({
    row: poolRecord(pool, { position, sessionId: id, organizationId }, context.timeZone),
    key: `${key}/${pool.key}`,
    label,
    path: values.pools ? [...path, 'pools', position] : [...context.path, 'pools', position],
  }));
  return { session: { row, key, label, path, ruled: session.path[0] === 'rule' }, pools };
}

/** Keys of the further programmes that a session serves: those of its course, unless it goes without them, and its own. */
function alsoForOf({ alsoFor = [], without }: FileSession, course: FileCourse): string[] {
  const ofCourse = without?.includes('alsoFor') ? [] : (course.alsoFor ?? []);
  return [...new Set([...ofCourse, ...alsoFor])];
}

/** What seats of this key are called where nothing else is said. */
export function usualPoolLabels(key: string): { readonly label: string; readonly labelEn: string | null } {
  return LABELS[key] ?? { label: key, labelEn: null };
}

function poolRecord(
  pool: FilePool,
  place: { readonly position: number; readonly sessionId: string; readonly organizationId: string },
  timeZone: string,
): PoolRecord {
  return { id: idOfKey('pool', place.sessionId, pool.key), ...place, ...seatsOf(pool, timeZone) };
}

/** Seats as a file, or a course in the words of one, says them; `timeZone`: the organization's. */
export function seatsOf(
  pool: FilePool,
  timeZone: string,
): Omit<PoolRecord, 'id' | 'organizationId' | 'sessionId' | 'position'> {
  const usual = usualPoolLabels(pool.key);
  return {
    key: pool.key,
    label: textOrNull(pool.label) ?? usual.label,
    labelEn: textOrNull(pool.labelEn) ?? (pool.label === undefined ? usual.labelEn : null),
    unit: pool.unit ?? 'people',
    capacity: typeof pool.capacity === 'number' ? pool.capacity : null,
    capacityStated: pool.capacity !== undefined,
    ...keptColumns(pool, timeZone),
  };
}
