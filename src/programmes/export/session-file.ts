import type { FileDefaults, FilePool, FileSession, Loose } from '../domain/programme-file.js';
import { withinText } from '../domain/within.js';
import { isSame } from '../import/asked.js';
import { usualPoolLabels } from '../import/course-records.js';
import type { Session } from '../session.entity.js';
import { keptFile } from './registering-words.js';
import { stated } from './stated.js';
import type { PoolRow } from './year-rows.js';

/** Fields that rules or defaults may give a session. */
const GIVEN = [
  'number',
  'start',
  'end',
  'doorsOpen',
  'durationText',
  'topic',
  'format',
  'lecturer',
  'venue',
] as const;

/** What a session has without saying it, and the words for what it refers to. */
export interface SessionSurroundings {
  /** What the course's rule and defaults give it. */
  readonly given: Loose<FileSession> | FileDefaults;
  /** The organization's. */
  readonly timeZone: string;
  /** Keys of the further programmes that all sessions of the course serve. */
  readonly alsoFor: readonly string[];
  /** Seats of a session that says nothing of them, as `poolFile` writes them. */
  readonly pools: readonly FilePool[];
  readonly venueKeys: ReadonlyMap<string, string>;
  readonly programmeKeys: ReadonlyMap<string, string>;
}

/** A session written out under its key: what it does not have as its rule or its course's defaults give it. */
export function sessionFile(
  session: Session,
  pools: readonly PoolRow[],
  surroundings: SessionSurroundings,
): FileSession {
  const { given, timeZone } = surroundings;
  const { startsOn, endsOn, withinFrom, withinUntil, segments, status } = session;
  const own = {
    number: session.number,
    start: session.startTime,
    end: session.endTime,
    doorsOpen: session.doorsOpen,
    durationText: session.durationText,
    topic: session.topic,
    format: session.format,
    lecturer: session.lecturer,
    venue: session.venueId === null ? null : (surroundings.venueKeys.get(session.venueId) ?? null),
  };
  const inherited: Loose<FileSession> = given;
  const differing = GIVEN.filter((field) => own[field] !== null && !isSame(own[field], inherited[field]));
  const lacking = GIVEN.filter((field) => own[field] === null && inherited[field] !== undefined);
  const serves = alsoForOf(session, surroundings);
  const seats = pools.map((pool) => poolFile(pool, timeZone));
  const undated = startsOn === null;
  return stated<FileSession>({
    key: session.key,
    date: startsOn,
    undated: undated ? session.dateText : null,
    within:
      undated && withinFrom && withinUntil ? withinText({ from: withinFrom, until: withinUntil }) : null,
    endDate: endsOn === startsOn ? null : endsOn,
    ...(Object.fromEntries(differing.map((field) => [field, own[field]])) as Partial<FileSession>),
    timeZone: session.timeZone === (inherited.timeZone ?? timeZone) ? null : session.timeZone,
    title: session.title,
    listNumber: session.listNumber,
    segments: segments.map(({ start, topic }) => ({ start, topic })),
    status: status === 'scheduled' ? null : status,
    cancelReason: session.cancelReason,
    alsoFor: serves.own,
    pools: isSame(seats, surroundings.pools) ? null : seats,
    without: [...lacking, ...(serves.withoutCourses ? (['alsoFor'] as const) : [])],
  });
}

function alsoForOf(
  { alsoForIds }: Session,
  { alsoFor, programmeKeys }: SessionSurroundings,
): { readonly own: readonly string[]; readonly withoutCourses: boolean } {
  const keys = alsoForIds.flatMap((id) => programmeKeys.get(id) ?? []);
  const ofCourse = [...new Set(alsoFor)];
  return isSame(keys.slice(0, ofCourse.length), ofCourse)
    ? { own: keys.slice(ofCourse.length), withoutCourses: false }
    : { own: keys, withoutCourses: true };
}

/** Seats of one sort; labels that the key alone stands for are left out. Moments are those of the zone's clocks. */
export function poolFile(pool: Omit<PoolRow, 'id' | 'sessionId' | 'position'>, timeZone: string): FilePool {
  const { key, label, labelEn, unit, capacity, capacityStated } = pool;
  const usual = usualPoolLabels(key);
  const isUsual = label === usual.label && labelEn === usual.labelEn;
  return stated<FilePool>({
    key,
    label: isUsual ? null : label,
    labelEn: isUsual ? null : labelEn,
    unit: unit === 'people' ? null : unit,
    capacity: capacity ?? (capacityStated ? 'none' : null),
    ...keptFile(pool, timeZone),
  });
}
