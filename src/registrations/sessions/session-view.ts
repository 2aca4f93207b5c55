import type { RegistrationMode } from '../../programmes/course.entity.js';
import type { FileChannelName, FileChannels } from '../../programmes/domain/registering-file.js';
import { type KnownPeriod, knownPeriod } from '../../programmes/domain/within.js';
import type { ProgrammeTerms } from '../domain/eligibility.js';
import { otherChannels, windowOf } from '../domain/registering-window.js';
import {
  type LotteryStage,
  type RegistrationState,
  registrationState,
  windowState,
} from '../domain/registration-state.js';
import { freeSeatsOf, type Room } from '../domain/seat-room.js';

/** A pool as the public may see it. `remaining` and `capacity` are null where there is no limit or none is stated. */
export interface PoolView {
  readonly id: string;
  readonly key: string;
  readonly label: string;
  readonly labelEn: string | null;
  readonly unit: 'people' | 'parties';
  readonly capacity: number | null;
  readonly capacityStated: boolean;
  /** Seats left for anybody. */
  readonly remaining: number | null;
  /** Seats that residents have to themselves until then; null: none are kept. `remaining` is what is left for them. */
  readonly kept: {
    readonly for: readonly string[];
    readonly until: Date;
    readonly remaining: number | null;
  } | null;
}

/** How a course takes registrations: by whom and when requests are decided, and who may join when. */
export interface RegistrationTerms {
  readonly mode: RegistrationMode;
  /** `order`: who comes first; `staff`; `lottery`. */
  readonly decidedBy: 'order' | 'staff' | 'lottery';
  readonly lotteryStage: LotteryStage;
  /** The windows of each way of registering; null: the web alone. */
  readonly channels: FileChannels | null;
  readonly waitingList: boolean;
  readonly joinUntil: number | null;
  readonly maxPeople: number | null;
  /** Hours to answer an offer in; null: who moves up has the seat at once. */
  readonly offerHours: number | null;
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
  /** Its NO in the list of events that the organization publishes; null: its id is. */
  readonly listNumber: string | null;
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
  /** Starts that were announced before, oldest first: `YYYY-MM-DDTHH:MM`, or the day alone where no time was. */
  readonly previousStarts: readonly string[];
  readonly venue: {
    readonly name: string;
    readonly nameEn: string | null;
    readonly address: string | null;
    /** 方書. */
    readonly building: string | null;
    readonly access: string | null;
    readonly parking: string | null;
    readonly online: boolean;
    /** Degrees, WGS 84; both or neither. */
    readonly latitude: number | null;
    readonly longitude: number | null;
    /** Whether one gets in and to the room without a step; null: the source does not say. */
    readonly stepFree: boolean | null;
    /** 目立たない入口: how one gets in without being seen. */
    readonly discreetEntrance: string | null;
  } | null;
  readonly segments: readonly { readonly start: string; readonly topic: string }[];
  readonly status: 'scheduled' | 'cancelled';
  readonly cancelReason: string | null;
  /** Raised by every change that a calendar shows; whoever changes a session says which one they have seen. */
  readonly sequence: number;
  readonly pools: readonly PoolView[];
  /** State and window are those of the web. */
  readonly registration: RegistrationTerms & {
    readonly state: RegistrationState;
    readonly opensAt: Date | null;
    readonly closesAt: Date | null;
    /** Further ways of registering that are open now. */
    readonly openWays: readonly FileChannelName[];
  };
}

/** Seats of one sort as `selectSessions` reads them. */
export interface PoolRow extends Omit<PoolView, 'remaining' | 'kept'>, Room {
  readonly keptFor: readonly string[];
  readonly held: boolean;
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
  readonly registrationClosedAt: Date | null;
  readonly channels: FileChannels | null;
  readonly waitingList: boolean;
  readonly queueHolds: boolean;
  readonly offerHours: number | null;
  readonly approval: boolean;
  readonly lotteryStage: LotteryStage;
  readonly closesWhenFull: boolean;
  readonly joinUntil: number | null;
  readonly maxPeople: number | null;
  readonly pools: readonly PoolRow[];
  /** These two only where asked for. */
  readonly terms?: ProgrammeTerms;
  /** True where somebody waits for seats in the course and would take them. */
  readonly someoneWaits?: boolean;
};

/** What everyone may see of a session at `now`. */
export function sessionView(row: SessionRow, now: Date): SessionView {
  const {
    organizationId: _o,
    programmeId: _p,
    terms: _terms,
    someoneWaits: _waits,
    withinFrom,
    withinUntil,
    pools,
    ...all
  } = row;
  const {
    mode,
    opensAt: _opens,
    closesAt: _closes,
    registrationClosedAt: _closed,
    channels,
    ...session
  } = all;
  const { waitingList, queueHolds: _holds, offerHours, approval, lotteryStage, ...rest } = session;
  const { closesWhenFull: _when, joinUntil, maxPeople, ...seen } = rest;
  const hasRoom = pools.length === 0 || pools.some((pool) => isFreeForSome(pool, now));
  const window = windowOf(row, 'web') ?? { opensAt: null, closesAt: null };
  return {
    ...seen,
    within: withinOf(withinFrom, withinUntil),
    pools: pools.map((pool) => poolView(pool, now)),
    registration: {
      mode,
      state: registrationState({ ...row, hasRoom }, now),
      ...window,
      decidedBy: approval ? 'staff' : lotteryStage === null ? 'order' : 'lottery',
      ...{ lotteryStage, channels, waitingList, joinUntil, maxPeople, offerHours },
      openWays: openWaysOf({ ...row, hasRoom }, now),
    },
  };
}

/** Full and closed sessions take nobody by any way; how full others are that one registers for elsewhere, is not known here. */
function openWaysOf(row: SessionRow & { readonly hasRoom: boolean }, now: Date): FileChannelName[] {
  if (row.status === 'cancelled' || (row.startsAt && row.startsAt <= now)) return [];
  return otherChannels(row.channels)
    .filter(({ name }) => windowState(row, now, name) === 'open')
    .filter(({ name }) => !TAKES_NOBODY.has(registrationState(row, now, name)))
    .map(({ name }) => name);
}

const TAKES_NOBODY: ReadonlySet<RegistrationState> = new Set(['full', 'closed']);

/** True where somebody would get a seat at once: anyone, or those for whom seats are kept. */
function isFreeForSome(pool: PoolRow, now: Date): boolean {
  const free = freeSeatsOf(pool, pool.keptFor.length > 0, now);
  return !pool.held && (free === null || free > 0);
}

function poolView(pool: PoolRow, now: Date): PoolView {
  const { taken: _t, keptUnits: _u, takenKept: _k, held, keptFor, keptUntil, ...seen } = pool;
  const left = (isKept: boolean) => {
    const free = freeSeatsOf(pool, isKept, now);
    return free === null ? null : held ? 0 : Math.max(0, free);
  };
  return {
    ...seen,
    remaining: left(false),
    kept: keptUntil && keptUntil > now ? { for: keptFor, until: keptUntil, remaining: left(true) } : null,
  };
}

function withinOf(from: string | null, until: string | null): SessionView['within'] {
  return from && until ? { from, until, kind: knownPeriod({ from, until }).kind } : null;
}
