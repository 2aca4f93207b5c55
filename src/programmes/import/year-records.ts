import type { Organization } from '../../organizations/organization.entity.js';
import type { Course } from '../course.entity.js';
import type { FilePath } from '../domain/programme-file.js';
import type { SkippedDate } from '../domain/recurrence.js';
import type { FiscalYearPlan } from '../fiscal-year-plan.entity.js';
import type { Programme } from '../programme.entity.js';
import type { ProgrammeHost } from '../programme-host.entity.js';
import type { ReportedResult } from '../reported-result.entity.js';
import type { Session } from '../session.entity.js';
import type { Venue } from '../venue.entity.js';

export type OrganizationRecord = Omit<
  Organization,
  'createdAt' | 'asked' | 'secondFactorRequired' | 'logoId'
>;
export type VenueRecord = Omit<Venue, 'organization' | 'asked' | 'pictureId'>;
export type ProgrammeRecord = Omit<
  Programme,
  'organization' | 'partOf' | 'changedAt' | 'asked' | 'pictureId'
>;
export type HostRecord = Omit<ProgrammeHost, 'programme' | 'hostOrganization' | 'asked'>;
export type PlanRecord = Omit<
  FiscalYearPlan,
  'programme' | 'organization' | 'baseline' | 'approvedAt' | 'approvedBy' | 'asked'
>;
export type ResultRecord = Omit<ReportedResult, 'programme' | 'organization'>;
export type CourseRecord = Omit<Course, 'organization' | 'programme' | 'asked'>;
export type SessionRecord = Omit<
  Session,
  | 'organization'
  | 'programme'
  | 'course'
  | 'venue'
  | 'sequence'
  | 'previousStarts'
  | 'changedAt'
  | 'registrationClosedAt'
  | 'ruled'
  | 'asked'
>;

/** Seats of one sort as a file asks for them; registrations keep them. */
export interface PoolRecord {
  readonly id: string;
  readonly organizationId: string;
  readonly sessionId: string;
  readonly key: string;
  readonly label: string;
  readonly labelEn: string | null;
  readonly unit: 'people' | 'parties';
  readonly capacity: number | null;
  readonly capacityStated: boolean;
  readonly keptFor: string[];
  readonly keptUnits: number | null;
  readonly keptUntil: Date | null;
  readonly position: number;
}

/** A row that a file asks for, with what names it to people and where the file says so. */
export interface Wanted<Row> {
  readonly row: Row;
  /** Keys from the organization down: `itabashi/family-class/r7-first/3`. */
  readonly key: string;
  readonly label: string;
  readonly path: FilePath;
  /** Names of the children that the file gives it (hosts of a programme, sessions of a course). */
  readonly children?: readonly string[];
  /** True for a session that a rule gives as it is. */
  readonly ruled?: boolean;
  /**
   * Names of the fields that the file speaks of, for what is there already (`children`: it names all of them); the others are
   * nobody's word. Undefined: it speaks of all.
   */
  readonly said?: ReadonlySet<string>;
  /** The row of a list that asks for it, kept to tell what a later one says anew. */
  readonly listed?: object;
}

/** A date that a course's rule leaves out. */
export interface SkippedSession extends SkippedDate {
  readonly course: string;
}

/** Everything that one file asks the database to hold. */
export interface Year {
  readonly organization: Wanted<OrganizationRecord>;
  readonly venues: readonly Wanted<VenueRecord>[];
  readonly programmes: readonly Wanted<ProgrammeRecord>[];
  readonly hosts: readonly Wanted<HostRecord>[];
  readonly plans: readonly Wanted<PlanRecord>[];
  readonly results: readonly Wanted<ResultRecord>[];
  readonly courses: readonly Wanted<CourseRecord>[];
  readonly sessions: readonly Wanted<SessionRecord>[];
  readonly pools: readonly Wanted<PoolRecord>[];
  readonly skipped: readonly SkippedSession[];
  /** True where the file speaks of some things only: what it does not name is not missing. */
  readonly isPartial?: boolean;
}
