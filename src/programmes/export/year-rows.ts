import type { Organization } from '../../organizations/organization.entity.js';
import type { Course } from '../course.entity.js';
import type { FiscalYearPlan } from '../fiscal-year-plan.entity.js';
import type { PoolRecord } from '../import/year-records.js';
import type { Programme } from '../programme.entity.js';
import type { ProgrammeHost } from '../programme-host.entity.js';
import type { ReportedResult } from '../reported-result.entity.js';
import type { Session } from '../session.entity.js';
import type { Venue } from '../venue.entity.js';

/** Seats of a session as far as a programme file speaks of them; who took them does not belong here. */
export type PoolRow = Omit<PoolRecord, 'organizationId'>;

/** Everything that the database holds of an organization's year and a programme file can say, each in its order. */
export interface YearRows {
  readonly organization: Organization;
  readonly venues: readonly Venue[];
  readonly programmes: readonly Programme[];
  readonly hosts: readonly ProgrammeHost[];
  /** Keys of the organizations that hosts are, by id. */
  readonly hostKeys: ReadonlyMap<string, string>;
  readonly plans: readonly FiscalYearPlan[];
  readonly results: readonly ReportedResult[];
  readonly courses: readonly Course[];
  /** Times as files write them, `10:00`. */
  readonly sessions: readonly Session[];
  readonly pools: ReadonlyMap<string, readonly PoolRow[]>;
}
