import { isSamePlan, type Plan, type PlanStatus } from '../../programmes/domain/plan.js';
import type { FiscalYear } from '../../shared/fiscal-year.js';

/** 新規, 継続, 休止, 中止, 試行; `ended` only of a programme, never of a plan. */
export type YearStatus = PlanStatus | 'ended';

/** Figures that a town has already reported for a year. */
export interface Reported {
  readonly held: number | null;
  readonly approximate: boolean;
  readonly unit: string;
  readonly attendances: number | null;
  readonly uniquePeople: number | null;
  readonly note: string | null;
}

/**
 * What the database counted for one programme and fiscal year. A session belongs to the fiscal year of its date; one
 * whose date is not yet known belongs to none, and is not counted.
 */
export interface Counted {
  /** Sessions in the year, cancelled ones included. */
  readonly sessions: number;
  readonly cancelled: number;
  /** Not cancelled, and over. A session that took place is held whether or not anyone wrote down who came. */
  readonly held: number;
  /** Of those held, the ones whose attendance was recorded. */
  readonly recorded: number;
  /** Attendances marked by name in the held sessions: every person counted every time. */
  readonly namedAttendances: number;
  /** The same people counted once: for each contact the largest party that came. */
  readonly namedPeople: number;
  /** People counted by head in the held sessions. */
  readonly heads: number;
}

export interface YearFacts {
  readonly fiscalYear: FiscalYear;
  readonly plan: Plan | null;
  /** The plan as it was approved; null: it was not. */
  readonly baseline: Plan | null;
  readonly counted: Counted;
  /** Takes the place of everything counted for the year. */
  readonly reported: Reported | null;
}

/**
 * How a cell is to be read (I9): a number that was `counted` or `reported`; a number from `partial` records; or, without
 * a number, nothing written down (`unrecorded`, 記録なし), 中止 (`cancelled`), 休止 (`suspended`), 算出不可
 * (`unavailable`: only heads were counted), or nothing to count yet (`none`).
 */
export type FigureState =
  | 'counted'
  | 'reported'
  | 'partial'
  | 'unrecorded'
  | 'cancelled'
  | 'suspended'
  | 'unavailable'
  | 'none';

export interface Figure {
  readonly value: number | null;
  readonly state: FigureState;
}

/** One programme in one fiscal year. */
export interface YearRow {
  readonly fiscalYear: FiscalYear;
  /** What is compared with: the plan as it was approved, where it was, else as it is. Its status is that of today. */
  readonly plan: Plan | null;
  readonly isBaseline: boolean;
  /** The plan as it is, where it is no longer what was approved. */
  readonly planNow: Plan | null;
  readonly held: Figure & { readonly approximate: boolean; readonly unit: string };
  /** Sessions that were cancelled; null where none of the year's sessions is known, which is not 0. */
  readonly cancelledSessions: number | null;
  /** 延べ. */
  readonly attendances: Figure;
  /** 実人数. */
  readonly uniquePeople: Figure;
  /** Held sessions that were counted, and how many of them have a record; null where the town reported the figures itself. */
  readonly records: { readonly held: number; readonly recorded: number } | null;
  readonly status: YearStatus | null;
  readonly reason: string | null;
  readonly note: string | null;
}

const EMPTY = (state: FigureState): Figure => ({ value: null, state });

/** The row of one programme and year. `fallbackStatus` is the programme's own status, for a year without a plan. */
export function planAndActual(facts: YearFacts, fallbackStatus: YearStatus | null = null): YearRow {
  const { fiscalYear, plan, counted, reported } = facts;
  const { baseline } = facts;
  // What was approved is what was promised; but what is 休止 today is 休止.
  const compared = plan && baseline ? { ...baseline, status: plan.status, reason: plan.reason } : plan;
  const shared = {
    fiscalYear,
    plan: compared,
    isBaseline: plan !== null && baseline !== null,
    planNow: isSamePlan(plan, compared) ? null : plan,
    cancelledSessions: counted.sessions === 0 ? null : counted.cancelled,
    status: plan?.status ?? fallbackStatus,
    reason: plan?.reason ?? null,
    note: reported?.note ?? null,
  };
  return reported ? { ...shared, ...asReported(reported, plan) } : { ...shared, ...asCounted(counted, plan) };
}

/** Whether nothing at all is known of the year: no plan, no session with a date, no figures that the town reported. */
export function isEmptyYear({ plan, records, cancelledSessions }: YearRow): boolean {
  return plan === null && records !== null && cancelledSessions === null;
}

type Figures = Pick<YearRow, 'held' | 'attendances' | 'uniquePeople' | 'records'>;

function asReported(reported: Reported, plan: Plan | null): Figures {
  const figure = (value: number | null): Figure => {
    if (value !== null) return { value, state: 'reported' };
    return EMPTY(reported.held === 0 ? stateOfNothingHeld(plan) : 'unrecorded');
  };
  const held: Figure =
    reported.held === null ? EMPTY('unrecorded') : { value: reported.held, state: 'reported' };
  return {
    held: { ...held, approximate: reported.approximate, unit: reported.unit },
    attendances: figure(reported.attendances),
    uniquePeople: figure(reported.uniquePeople),
    records: null,
  };
}

function asCounted(counted: Counted, plan: Plan | null): Figures {
  const records = { held: counted.held, recorded: counted.recorded };
  const held = { ...heldOf(counted, plan), approximate: false, unit: '回' };
  if (counted.held === 0) {
    const state = isAllCancelled(counted) ? 'cancelled' : stateOfNothingHeld(plan);
    return { held, attendances: EMPTY(state), uniquePeople: EMPTY(state), records };
  }
  if (counted.recorded === 0) {
    return { held, attendances: EMPTY('unrecorded'), uniquePeople: EMPTY('unrecorded'), records };
  }
  const state = counted.recorded < counted.held ? 'partial' : 'counted';
  return {
    held,
    attendances: { value: counted.namedAttendances + counted.heads, state },
    uniquePeople: counted.heads > 0 ? EMPTY('unavailable') : { value: counted.namedPeople, state },
    records,
  };
}

function heldOf(counted: Counted, plan: Plan | null): Figure {
  if (counted.sessions === 0) return EMPTY(stateOfNothingHeld(plan));
  return { value: counted.held, state: isAllCancelled(counted) ? 'cancelled' : 'counted' };
}

function isAllCancelled(counted: Counted): boolean {
  return counted.sessions > 0 && counted.cancelled === counted.sessions;
}

function stateOfNothingHeld(plan: Plan | null): 'cancelled' | 'suspended' | 'none' {
  return plan?.status === 'cancelled' || plan?.status === 'suspended' ? plan.status : 'none';
}
