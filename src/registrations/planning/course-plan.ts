import type { EntityManager } from 'typeorm';
import type { Course } from '../../programmes/course.entity.js';
import { surroundingsOf } from '../../programmes/domain/file-surroundings.js';
import { publishedThrough } from '../../programmes/domain/holidays.js';
import type { FileCourse, FileFinding } from '../../programmes/domain/programme-file.js';
import { type CourseParts, courseParts } from '../../programmes/import/course-records.js';
import type { Difference } from '../../programmes/import/differences.js';
import { contentFindings } from '../../programmes/import/programme-file-reader.js';
import { hasRule } from '../../programmes/import/schedule-edits.js';
import { planSessions, type StoredSession } from '../../programmes/import/session-plan.js';
import { withShortTimes } from '../../programmes/import/stored-year.js';
import type { PoolRecord, SessionRecord } from '../../programmes/import/year-records.js';
import { Session } from '../../programmes/session.entity.js';
import { civilDateOf } from '../../shared/civil-time.js';
import { holdsOf } from '../year/year-import.queries.js';
import { type FollowedPools, planFollowedPools } from './followed-pools.js';
import { underStoredIds } from './stored-ids.js';
import { fileAround, type Town } from './town.queries.js';

/** What a draft of a course would do; what was planned before and is not the rule's to touch stands in `stored` only. */
export interface CoursePlan {
  readonly parts: CourseParts;
  readonly stored: readonly StoredSession[];
  readonly sessions: Difference<SessionRecord>;
  readonly pools: FollowedPools;
  /** Seats of all sessions that the draft makes or finds. */
  readonly wantedPools: readonly PoolRecord[];
}

export type Planned =
  | { readonly plan: CoursePlan; readonly findings: readonly [] }
  | { readonly plan?: undefined; readonly findings: readonly FileFinding[] };

/**
 * Works out a draft against the database. Faults are told with paths from the draft; a plan is made only where there are
 * none. Reads only.
 */
export async function planCourse(
  tx: EntityManager,
  town: Town,
  given: { readonly draft: FileCourse; readonly course: Course | null; readonly now: Date },
): Promise<Planned> {
  const { course, now } = given;
  // As a file would have it: of a rule with a key that has no value the rules think that a faulty part was taken out.
  const draft = JSON.parse(JSON.stringify(given.draft)) as FileCourse;
  const { organization, programme } = town;
  const file = await fileAround(tx, town, draft);
  const position = file.programmes!.findIndex(({ key }) => key === programme.key);
  const place = ['programmes', position, 'courses', 0];
  const findings = contentFindings(file).filter(({ path }) => place.every((step, at) => path[at] === step));
  if (findings.length > 0) {
    return { findings: findings.map((finding) => ({ ...finding, path: finding.path.slice(place.length) })) };
  }
  const today = civilDateOf(now, organization.timeZone);
  const drafted = courseParts(draft, {
    organizationKey: organization.slug,
    organizationId: organization.id,
    timeZone: organization.timeZone,
    surroundings: { ...surroundingsOf(file), holidaysPublishedThrough: publishedThrough(today) },
    programme,
    programmeId: programme.id,
    position: course?.position ?? 0,
    path: [],
  });
  const stored = course ? await storedSessions(tx, course) : [];
  const parts = await underStoredIds(tx, drafted, { town, course, stored });
  const byHand = new Set(stored.filter(({ ruled }) => ruled === null).map(({ row }) => row.id));
  const sessions = planSessions({
    // What staff or a file wrote out under a rule's key stands for itself.
    wanted: parts.sessions.filter(({ row }) => !byHand.has(row.id)),
    stored,
    courses: new Map([
      [
        parts.course.row.id,
        { rulesHold: true, hadRule: course !== null && hasRule(course), askedBefore: new Set<string>() },
      ],
    ]),
    holds: await holdsOf(
      tx,
      stored.map(({ row }) => row.id),
    ),
    now,
  });
  const wantedPools = parts.pools.map(({ row }) => row);
  const pools = await planFollowedPools(tx, {
    ...{ course, wantedPools, sessions, stored, now },
    timeZone: organization.timeZone,
  });
  return { plan: { parts, stored, sessions, pools, wantedPools }, findings: [] };
}

async function storedSessions(tx: EntityManager, course: Course): Promise<StoredSession[]> {
  const rows = await tx.find(Session, {
    where: { courseId: course.id },
    order: { startsOn: 'ASC', startTime: 'ASC', key: 'ASC' },
  });
  return rows.map((row) => ({
    row: withShortTimes(row),
    // On the screen only what the rule gave counts; what a file asked for is the import's business.
    asked: null,
    ruled: row.ruled,
    key: row.key,
    label: row.startsOn ?? row.dateText ?? row.key,
  }));
}
