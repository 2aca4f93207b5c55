import type { RegistrationMode } from '../programmes/course.entity.js';
import { type KnownPeriod, knownPeriod } from '../programmes/domain/within.js';
import { type RegistrationState, registrationState } from './domain/registration-state.js';

/** A pool as the public may see it. `remaining` and `capacity` are null where there is no limit or none is stated. */
export interface PoolView {
  readonly id: string;
  readonly key: string;
  readonly label: string;
  readonly labelEn: string | null;
  readonly unit: 'people' | 'parties';
  readonly capacity: number | null;
  readonly capacityStated: boolean;
  readonly remaining: number | null;
}

/** A session with everything that a page, a feed or a client shows of it. Civil values are those of `timeZone`. */
export interface SessionView {
  readonly id: string;
  readonly organization: {
    readonly slug: string;
    readonly name: string;
    readonly nameEn: string | null;
  };
  readonly programme: {
    readonly slug: string;
    readonly title: string;
    readonly titleEn: string | null;
    readonly kind: string;
  };
  /** Further programmes that this sitting serves; it is held, and counted, once. */
  readonly alsoFor: readonly {
    readonly slug: string;
    readonly title: string;
    readonly titleEn: string | null;
  }[];
  readonly course: { readonly id: string; readonly title: string; readonly titleEn: string | null };
  readonly number: number | null;
  readonly title: string | null;
  readonly topic: string | null;
  readonly format: string | null;
  readonly lecturer: string | null;
  readonly dateState: 'dated' | 'undated';
  readonly dateText: string | null;
  /** What is known of the date of an undated session: first and last day of the months, and what a town calls them. */
  readonly within: {
    readonly from: string;
    readonly until: string;
    readonly kind: KnownPeriod['kind'];
  } | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly doorsOpen: string | null;
  readonly durationText: string | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly timeZone: string;
  readonly venue: {
    readonly name: string;
    readonly nameEn: string | null;
    readonly address: string | null;
    readonly access: string | null;
    readonly online: boolean;
  } | null;
  readonly segments: readonly { readonly start: string; readonly topic: string }[];
  readonly status: 'scheduled' | 'cancelled';
  readonly cancelReason: string | null;
  /** Raised by every change that a calendar shows; whoever changes a session says which one they have seen. */
  readonly sequence: number;
  readonly pools: readonly PoolView[];
  readonly registration: {
    readonly mode: RegistrationMode;
    readonly state: RegistrationState;
    readonly opensAt: Date | null;
    readonly closesAt: Date | null;
  };
}

/** A session as `selectSessions` reads it. */
export type SessionRow = Omit<SessionView, 'registration' | 'pools' | 'within'> & {
  readonly withinFrom: string | null;
  readonly withinUntil: string | null;
  readonly organizationId: string;
  readonly programmeId: string;
  readonly mode: RegistrationMode;
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
  readonly waitingList: boolean;
  readonly pools: (Omit<PoolView, 'remaining'> & { readonly taken: number })[];
};

/** What everyone may see of a session at `now`. */
export function sessionView(row: SessionRow, now: Date): SessionView {
  const {
    mode,
    opensAt,
    closesAt,
    waitingList,
    pools,
    withinFrom,
    withinUntil,
    organizationId: _o,
    programmeId: _p,
    ...session
  } = row;
  const hasRoom =
    pools.length === 0 || pools.some((pool) => pool.capacity === null || pool.taken < pool.capacity);
  const { status, startsAt } = session;
  return {
    ...session,
    within: withinOf(withinFrom, withinUntil),
    pools: pools.map(({ taken, ...pool }) => ({
      ...pool,
      remaining: pool.capacity === null ? null : Math.max(0, pool.capacity - taken),
    })),
    registration: {
      mode,
      state: registrationState({ mode, status, startsAt, opensAt, closesAt, waitingList, hasRoom }, now),
      opensAt,
      closesAt,
    },
  };
}

function withinOf(from: string | null, until: string | null): SessionView['within'] {
  return from && until ? { from, until, kind: knownPeriod({ from, until }).kind } : null;
}
