export const PLAN_QUALIFIERS = ['exact', 'about', 'at_least', 'at_most', 'range'] as const;
/** ちょうど, 程度, 以上, 以内, 範囲. */
export type PlanQualifier = (typeof PLAN_QUALIFIERS)[number];

export const PLAN_STATUSES = ['new', 'continued', 'suspended', 'cancelled', 'trial'] as const;
/** 新規, 継続, 休止, 中止, 試行. */
export type PlanStatus = (typeof PLAN_STATUSES)[number];

/** What is counted where a town says nothing else: sessions. */
export const SESSIONS_UNIT = '回';

/** 年間計画 of one programme for one fiscal year, as the town words it. No plan is not a plan of 0. */
export interface Plan {
  /** Null: there is a plan, but it has no number. */
  readonly planned: number | null;
  /** Upper end where the qualifier is `range`. */
  readonly plannedMax: number | null;
  readonly qualifier: PlanQualifier;
  /** 回, 件, 部: what is counted. */
  readonly unit: string;
  readonly status: PlanStatus;
  readonly reason: string | null;
  /** The plan in the town's words. */
  readonly text: string | null;
}

const FIELDS = ['planned', 'plannedMax', 'qualifier', 'unit', 'status', 'reason', 'text'] as const;

/** The fields of `after` that differ from `before`, as each was and is; null where none does. */
export function planDifference(before: Plan | null, after: Plan | null) {
  const changed = FIELDS.filter((field) => before?.[field] !== after?.[field]);
  if (changed.length === 0) return null;
  const pick = (plan: Plan | null) =>
    plan && Object.fromEntries(changed.map((field) => [field, plan[field]]));
  return { before: pick(before), after: pick(after) };
}

export function isSamePlan(one: Plan | null, other: Plan | null): boolean {
  return planDifference(one, other) === null;
}

/** What keeps a plan from being one: the field, and a code of the message catalogues. */
export function planFaults(plan: Plan): { readonly field: keyof Plan; readonly code: string }[] {
  const { planned, plannedMax, qualifier } = plan;
  if (qualifier !== 'range') return plannedMax === null ? [] : [{ field: 'qualifier', code: 'planMaxAlone' }];
  if (planned === null) return [{ field: 'planned', code: 'planRangeOpen' }];
  if (plannedMax === null) return [{ field: 'plannedMax', code: 'planRangeOpen' }];
  return plannedMax > planned ? [] : [{ field: 'plannedMax', code: 'planRangeBackwards' }];
}

/**
 * What a plan becomes where the next year takes it over: 新規 is 継続 then, and the reason for a status that is gone goes
 * with it. Null: what was cancelled, or whose programme has ended, is not taken over.
 */
export function takenOver(last: Plan | null, programmeStatus: string): Plan | null {
  if (!last || last.status === 'cancelled' || programmeStatus === 'ended') return null;
  return last.status === 'new' ? { ...last, status: 'continued', reason: null } : last;
}

/** The plans of one unit added up. `isHedged`: 程度, 以上 or 以内 is among them, or a plan without a number. */
export interface PlannedTotal {
  readonly unit: string;
  readonly from: number;
  readonly to: number;
  readonly isHedged: boolean;
}

/**
 * Sums by unit, which are never added to each other. A programme's own number stands for all its parts; where it has
 * none, its parts are added. What is 休止 or 中止 adds nothing.
 */
export function plannedTotals(
  rows: readonly { readonly id: string; readonly partOfId: string | null; readonly plan: Plan | null }[],
): PlannedTotal[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const counts = (plan: Plan | null): plan is Plan & { planned: number } =>
    plan !== null && plan.planned !== null && plan.status !== 'suspended' && plan.status !== 'cancelled';
  const isCovered = (row: (typeof rows)[number]): boolean => {
    const whole = row.partOfId === null ? undefined : byId.get(row.partOfId);
    return whole !== undefined && (counts(whole.plan) || isCovered(whole));
  };
  const totals = new Map<string, PlannedTotal>();
  for (const row of rows) {
    if (!counts(row.plan) || isCovered(row)) continue;
    const { unit, planned, plannedMax, qualifier } = row.plan;
    const sum = totals.get(unit) ?? { unit, from: 0, to: 0, isHedged: false };
    totals.set(unit, {
      unit,
      from: sum.from + planned,
      to: sum.to + (qualifier === 'range' ? (plannedMax ?? planned) : planned),
      isHedged: sum.isHedged || !['exact', 'range'].includes(qualifier),
    });
  }
  return [...totals.values()];
}
