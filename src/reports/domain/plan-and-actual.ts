import type { Plan, PlanStatus } from '../../programmes/domain/plan.js';
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
  /** True: an estimate (約, 程度), or a figure that has one in it. */
  readonly approximate?: boolean;
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
