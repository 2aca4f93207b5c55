import type { Figure, FigureState } from './plan-and-actual.js';

/**
 * Every figure that a report has of a row and a period; docs/reports.md defines each. Units: 回 (`inCalendar` to `recorded`), 人
 * each time (`attendances`, `noShows`, `excused`), 人 once (`uniquePeople`, `newPeople`, `returningPeople`), 人 to one decimal
 * (`perSession`), 組 each time and once (`householdAttendances`, `households`), seats for 人 and 組 (`seats`, `partySeats`), 件
 * (`applications`, `waiting`, `withdrawals`), 人 who completed (`completions`).
 */
export const MEASURES = [
  'inCalendar',
  'held',
  'cancelled',
  'recorded',
  'attendances',
  'uniquePeople',
  'perSession',
  'householdAttendances',
  'households',
  'seats',
  'partySeats',
  'applications',
  'waiting',
  'withdrawals',
  'noShows',
  'excused',
  'newPeople',
  'returningPeople',
  'completions',
] as const;
export type Measure = (typeof MEASURES)[number];
export type Measures = Readonly<Record<Measure, Figure>>;

/** What the database counted of some sessions in a period, each session once. */
export interface Counts {
  /** With a date in the period, cancelled ones included. */
  readonly sessions: number;
  readonly cancelled: number;
  readonly held: number;
  /** Of those held. */
  readonly recorded: number;
  /** Of those held, the ones whose heads were estimated. */
  readonly approximate: number;
  readonly seats: number;
  readonly partySeats: number;
  /** Seat pools that count people, and those of them without a capacity; then those that count parties. */
  readonly pools: number;
  readonly openPools: number;
  readonly partyPools: number;
  readonly openPartyPools: number;
  /** Counted by head. */
  readonly heads: number;
  readonly attendances: number;
  readonly people: number;
  readonly newPeople: number;
  readonly householdAttendances: number;
  readonly households: number;
  readonly absent: number;
  readonly excused: number;
  readonly applications: number;
  readonly waiting: number;
  readonly withdrawals: number;
  readonly completions: number;
}

export const NOTHING_COUNTED: Counts = {
  sessions: 0,
  cancelled: 0,
  held: 0,
  recorded: 0,
  approximate: 0,
  seats: 0,
  partySeats: 0,
  pools: 0,
  openPools: 0,
  partyPools: 0,
  openPartyPools: 0,
  heads: 0,
  attendances: 0,
  people: 0,
  newPeople: 0,
  householdAttendances: 0,
  households: 0,
  absent: 0,
  excused: 0,
  applications: 0,
  waiting: 0,
  withdrawals: 0,
  completions: 0,
};

/** What must be known beside the counts to say how they are to be read. */
export interface Circumstances {
  /** Why nothing was held, where the plan says so. */
  readonly idle: 'suspended' | 'cancelled' | null;
  /** Sessions of several organizations are in it: they do not compare who came. */
  readonly severalOrganizations: boolean;
  /** Only people of one municipality are asked for: heads have none. */
  readonly ofMunicipality: boolean;
  /** Completions can be told apart by what the row is: null where not (`unavailable`), false where nobody can complete. */
  readonly completable: boolean | null;
}

const NO = (state: FigureState): Figure => ({ value: null, state });

/** How the counts are to be read: 0, 記録なし, 中止, 休止, 算出不可 and nothing to count are kept apart in each figure (I9). */
export function measuresOf(counts: Counts, given: Circumstances): Measures {
  const counted = (value: number): Figure => ({ value, state: 'counted' });
  const idle: FigureState =
    counts.sessions > 0 && counts.cancelled === counts.sessions ? 'cancelled' : (given.idle ?? 'none');
  const inCalendar = counts.sessions === 0 ? NO(given.idle ?? 'none') : counted(counts.sessions);
  const state: FigureState =
    counts.held === 0
      ? idle
      : counts.recorded === 0
        ? 'unrecorded'
        : counts.recorded < counts.held
          ? 'partial'
          : 'counted';
  const hasRecords = counts.held > 0 && counts.recorded > 0;
  const rough = counts.approximate > 0 ? { approximate: true } : {};
  const headless: FigureState = given.ofMunicipality && counts.heads > 0 ? 'partial' : state;
  const attendances = counts.attendances + (given.ofMunicipality ? 0 : counts.heads);
  const ofPeople = (value: number): Figure => {
    if (!hasRecords) return NO(state);
    return counts.heads > 0 ? NO('unavailable') : { value, state };
  };
  const ofPersons = (value: number): Figure =>
    hasRecords && given.severalOrganizations ? NO('unavailable') : ofPeople(value);
  const ofAbsent = (value: number): Figure => {
    if (!hasRecords) return NO(state);
    const isMarked = counts.attendances + counts.absent + counts.excused > 0;
    return counts.heads > 0 && !isMarked ? NO('unavailable') : { value, state };
  };
  const ofRequests = (value: number): Figure =>
    counts.sessions === 0
      ? inCalendar
      : counts.pools + counts.partyPools === 0 && counts.applications === 0
        ? NO(idle)
        : counted(value);
  return {
    inCalendar,
    held:
      counts.sessions === 0
        ? inCalendar
        : { value: counts.held, state: idle === 'cancelled' ? idle : 'counted' },
    cancelled: counts.sessions === 0 ? inCalendar : counted(counts.cancelled),
    recorded: counts.held === 0 ? NO(idle) : counted(counts.recorded),
    attendances: hasRecords ? { value: attendances, state: headless, ...rough } : NO(state),
    uniquePeople: ofPersons(counts.people),
    perSession: hasRecords
      ? { value: toOneDecimal(attendances, counts.recorded), state: headless, ...rough }
      : NO(state),
    householdAttendances: ofPeople(counts.householdAttendances),
    households: ofPersons(counts.households),
    seats: seatsOf(counts.seats, counts.pools, counts.openPools, idle),
    partySeats: seatsOf(counts.partySeats, counts.partyPools, counts.openPartyPools, idle),
    applications: ofRequests(counts.applications),
    waiting: ofRequests(counts.waiting),
    withdrawals: ofRequests(counts.withdrawals),
    noShows: ofAbsent(counts.absent),
    excused: ofAbsent(counts.excused),
    newPeople: ofPersons(counts.newPeople),
    returningPeople: ofPersons(counts.people - counts.newPeople),
    completions: completionsOf(counts, given.completable),
  };
}

/** A quotient rounded half up to one decimal, without the errors of binary fractions. */
export function toOneDecimal(sum: number, count: number): number {
  return Math.floor((sum * 20 + count) / (count * 2)) / 10;
}

/** Seats of pools; those without a capacity cannot be added. */
function seatsOf(seats: number, pools: number, open: number, idle: FigureState): Figure {
  if (pools === 0) return NO(idle);
  if (open === pools) return NO('unavailable');
  return { value: seats, state: open > 0 ? 'partial' : 'counted' };
}

function completionsOf({ completions }: Counts, completable: boolean | null): Figure {
  if (completable === null) return NO('unavailable');
  return completable || completions > 0 ? { value: completions, state: 'counted' } : NO('none');
}
