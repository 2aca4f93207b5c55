import type { EntityManager } from 'typeorm';
import type { FiscalYearPlan } from '../fiscal-year-plan.entity.js';
import { type Change, changesOf, type Difference, differenceOf, takenAway, writes } from './differences.js';
import type { FileFault } from './file-fault.js';
import { listNumberFaults } from './list-numbers.js';
import { completedYear, storedAsNamed } from './partial-years.js';
import type { ReadProgrammeFile } from './programme-file-reader.js';
import { courseWithEdits, hasRule, isScheduleEdited, keepsStaffsSessions } from './schedule-edits.js';
import { type PlannedCourse, planSessions, type SessionHold } from './session-plan.js';
import { type StoredYear, storedYear } from './stored-year.js';
import { venueWithEdits } from './venue-edits.js';
import type {
  CourseRecord,
  HostRecord,
  OrganizationRecord,
  PlanRecord,
  ProgrammeRecord,
  ResultRecord,
  SessionRecord,
  VenueRecord,
  Year,
} from './year-records.js';

/** What importing a file would do to the tables of this room, and what the database has against it. */
export interface YearPlan {
  readonly year: Year;
  readonly faults: readonly FileFault[];
  readonly organization: Difference<OrganizationRecord>;
  readonly venues: Difference<VenueRecord>;
  readonly programmes: Difference<ProgrammeRecord>;
  readonly hosts: Difference<HostRecord>;
  readonly plans: Difference<PlanRecord>;
  readonly results: Difference<ResultRecord>;
  readonly courses: Difference<CourseRecord>;
  readonly sessions: Difference<SessionRecord>;
  /** SEQUENCE of each stored session, by id. */
  readonly sequences: ReadonlyMap<string, number>;
  /** Names of venues and programmes by id, as the file and the database have them. */
  readonly names: ReadonlyMap<string, string>;
}

const byId = (row: { readonly id: string }) => row.id;
const byProgrammeAndYear = (row: Pick<FiscalYearPlan, 'programmeId' | 'fiscalYear'>) =>
  `${row.programmeId} ${row.fiscalYear}`;

/** What a plan must know that this room does not: the time, and who holds places. */
export interface PlanContext {
  readonly now: Date;
  holdsOf(tx: EntityManager, sessionIds: readonly string[]): Promise<ReadonlyMap<string, SessionHold>>;
}

/** Compares a file's year with the database. Reads only. */
export async function planYear(
  tx: EntityManager,
  file: ReadProgrammeFile,
  asked: Year,
  { now, holdsOf }: PlanContext,
): Promise<YearPlan> {
  const all = await storedYear(tx, asked);
  const year = completedYear(asked, all);
  const stored = storedAsNamed(all, asked);
  const courses = differenceOf('course', year.courses, stored.courses, {
    identity: byId,
    merge: courseWithEdits,
  });
  const hostsBefore = new Map(
    stored.programmes.flatMap((one) => (one.asked ? [[one.row.id, takenAway(one)]] : [])),
  );
  const { organization } = stored;
  const storedOrganization = organization
    ? [{ row: organization, asked: organization.asked, key: organization.slug, label: organization.name }]
    : [];
  const sessions = planSessions({
    wanted: year.sessions,
    stored: stored.sessions,
    courses: plannedCourses(year, stored),
    holds: await holdsOf(
      tx,
      stored.sessions.map(({ row }) => row.id),
    ),
    now,
  });
  return {
    year,
    faults: [
      ...slugFaults(file, year, stored),
      ...(await listNumberFaults(tx, file, year.organization.row.id, sessions)),
    ],
    organization: differenceOf('organization', [year.organization], storedOrganization, {
      identity: byId,
    }),
    venues: differenceOf('venue', year.venues, stored.venues, { identity: byId, merge: venueWithEdits }),
    programmes: differenceOf('programme', year.programmes, stored.programmes, { identity: byId }),
    hosts: withoutStaffsHosts(
      differenceOf('host', year.hosts, stored.hosts, {
        identity: byId,
        isTakenAway: ({ row }) => hostsBefore.get(row.programmeId)?.has(`${row.role} ${row.name}`) ?? false,
      }),
      hostsBefore,
    ),
    plans: differenceOf('plan', year.plans, stored.plans, { identity: byProgrammeAndYear }),
    results: differenceOf('result', year.results, stored.results, {
      identity: byProgrammeAndYear,
      remembers: false,
    }),
    courses,
    sessions,
    sequences: new Map(stored.sessions.map(({ row }) => [row.id, row.sequence])),
    names: new Map(
      [...all.venues, ...year.venues, ...all.programmes, ...year.programmes].map(({ row, label }) => [
        row.id,
        label,
      ]),
    ),
  };
}

function plannedCourses(year: Year, stored: StoredYear): ReadonlyMap<string, PlannedCourse> {
  const storedById = new Map(stored.courses.map((one) => [one.row.id, one]));
  return new Map(
    year.courses.map(({ row }): [string, PlannedCourse] => {
      const before = storedById.get(row.id);
      if (!before) return [row.id, { rulesHold: true, hadRule: false, askedBefore: new Set() }];
      const rulesHold = !keepsStaffsSessions(row, before);
      // Sessions of the file's that staff's schedule did not give went with it; they were not taken away one by one.
      const isOverruled = rulesHold && isScheduleEdited(before);
      const askedBefore: ReadonlySet<string> = isOverruled ? new Set() : takenAway(before);
      return [row.id, { rulesHold, hadRule: hasRule(before.row), askedBefore }];
    }),
  );
}

/** Hosts that no file ever named were added by staff: they are not missing. */
function withoutStaffsHosts(
  hosts: Difference<HostRecord>,
  askedBefore: ReadonlyMap<string, ReadonlySet<string>>,
): Difference<HostRecord> {
  const missing = hosts.missing.filter(
    ({ row }) => askedBefore.get(row.programmeId)?.has(`${row.role} ${row.name}`) ?? true,
  );
  return { ...hosts, missing };
}

/** The differences of a plan, in the order in which they must be written. */
export function differencesOf(plan: YearPlan): Difference<object>[] {
  const { organization, venues, programmes, courses, sessions, hosts, plans, results } = plan;
  return [organization, venues, programmes, courses, sessions, hosts, plans, results];
}

/** The plan for people, in the order of the tables. */
export function changesOfPlan(plan: YearPlan): Change[] {
  return differencesOf(plan).flatMap((difference) => changesOf(difference, (id) => plan.names.get(id)));
}

/** True where the plan would write something. */
export function planWrites(plan: YearPlan): boolean {
  return differencesOf(plan).some(writes) || plan.hosts.missing.length > 0;
}

function slugFaults(file: ReadProgrammeFile, year: Year, stored: StoredYear): FileFault[] {
  return year.programmes.flatMap(({ row, path }) => {
    const owner = stored.slugs.get(row.slug);
    if (owner === undefined || owner === row.id) return [];
    return [file.faultAt({ path: [...path, 'key'], code: 'slug_taken', params: { slug: row.slug } })];
  });
}
