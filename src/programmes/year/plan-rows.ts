import type { Organization } from '../../organizations/organization.entity.js';
import type { RegistrationMode } from '../course.entity.js';
import type { PlannedSession } from '../domain/conflicts.js';
import type { Session } from '../session.entity.js';
import type { Venue } from '../venue.entity.js';

/** Whose plan: all that these organizations own, and programmes of others in which they have rights. */
export interface PlanScope {
  readonly organizationIds: readonly string[];
  readonly programmeIds: readonly string[];
}

/** A session with what is said of it where it stands in a list. Civil values are those of its zone. */
export type PlanSession = PlannedSession &
  Pick<Session, 'number' | 'title' | 'topic' | 'timeZone' | 'dateText' | 'withinFrom' | 'withinUntil'>;

export interface PlanCourse {
  readonly id: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly fiscalYear: number;
  readonly registrationMode: RegistrationMode;
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
  /** The first of all its sessions that is dated and not cancelled, whenever that is; a draft leaves it to be found. */
  readonly first?: { readonly id: string; readonly startsAt: Date } | null;
}

export interface PlanProgramme {
  readonly id: string;
  readonly organizationId: string;
  readonly slug: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly kind: string;
}

export type PlanVenue = Pick<Venue, 'id' | 'name' | 'nameEn' | 'online' | 'closures' | 'closedOn'>;
export type PlanOrganization = Pick<
  Organization,
  'id' | 'slug' | 'name' | 'nameEn' | 'timeZone' | 'yearEndFrom' | 'yearEndUntil' | 'closures'
>;

/** Sessions by id, in the order of their start, and by id all that they name. */
export interface PlanRows {
  readonly sessions: ReadonlyMap<string, PlanSession>;
  readonly courses: ReadonlyMap<string, PlanCourse>;
  readonly programmes: ReadonlyMap<string, PlanProgramme>;
  readonly venues: ReadonlyMap<string, PlanVenue>;
  readonly organizations: ReadonlyMap<string, PlanOrganization>;
}
