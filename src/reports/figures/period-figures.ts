import { isSamePlan, plannedTotals } from '../../programmes/domain/plan.js';
import { type Measures, measuresOf } from '../domain/measures.js';
import { type Period, touchedFiscalYears, wholeFiscalYears } from '../domain/period.js';
import type { Figure, Reported } from '../domain/plan-and-actual.js';
import type { ReportedProgramme } from './programmes.queries.js';
import type { ComparedPlan, PeriodFigures, ReportedSum } from './report.js';
import type { ScopeCounts } from './scopes.js';

/** What decides how the figures of any row are put together. */
export interface Reading {
  readonly ofMunicipality: boolean;
  /** False where rows are told apart, or sessions filtered, by what completions and reported results do not say. */
  readonly isWhole: boolean;
  /** Completions can be told apart too. */
  readonly tellsCompletions: boolean;
  /** The instant as of which it is asked is not before the end of the fiscal year: what was reported of it was known. */
  readonly isOver: (fiscalYear: number) => boolean;
}

const NO_PLAN: ComparedPlan = { plan: null, isBaseline: false, planNow: null };

/** Reported results that a period has whole, and how many it has only in part. */
export function resultsIn(programme: ReportedProgramme, period: Period, reading: Reading) {
  const [whole, touched] = [wholeFiscalYears(period), touchedFiscalYears(period)];
  const isUsed = ({ fiscalYear }: { fiscalYear: number }) =>
    reading.isWhole && whole.includes(fiscalYear) && reading.isOver(fiscalYear);
  const inside = programme.results.filter(({ fiscalYear }) => touched.includes(fiscalYear));
  const used = inside.filter(isUsed);
  return { used, leftOut: inside.length - used.length };
}

/** Figures of several programmes together. */
export function figuresOfSeveral(
  period: Period,
  scope: ScopeCounts,
  members: readonly ReportedProgramme[],
  reading: Reading,
): PeriodFigures {
  const results = members.map((one) => resultsIn(one, period, reading));
  return {
    ...countedFigures(period, scope, members, reading, null),
    plannedSums:
      period.kind === 'fiscal' && reading.isWhole
        ? plannedTotals(members.map((one) => ({ ...one, plan: comparedPlan(one, period).plan })))
        : [],
    reported: sumOf(results.flatMap(({ used }) => used)),
    reportedLeftOut: results.reduce((sum, { leftOut }) => sum + leftOut, 0),
  };
}

/** Figures of one programme alone. `isLatest`: its own status of today stands where a plan says none. */
export function figuresOfOne(
  period: Period,
  scope: ScopeCounts,
  programme: ReportedProgramme,
  reading: Reading,
  isLatest: boolean,
): PeriodFigures {
  const { used, leftOut } = resultsIn(programme, period, reading);
  const planned = period.kind === 'fiscal' ? comparedPlan(programme, period) : NO_PLAN;
  const status = planned.plan?.status ?? (isLatest && period.kind === 'fiscal' ? programme.status : null);
  const idle =
    planned.plan?.status === 'suspended' || planned.plan?.status === 'cancelled' ? planned.plan.status : null;
  const figures = {
    ...countedFigures(period, scope, [programme], reading, idle),
    planned,
    status,
    reason: planned.plan?.reason ?? null,
    reportedLeftOut: leftOut,
  };
  const [told] = used;
  if (!told) return figures;
  if (period.kind !== 'fiscal') return { ...figures, reported: sumOf(used) };
  return { ...figures, ...asReported(told, figures.measures, idle ?? 'none') };
}

function countedFigures(
  period: Period,
  { counts, heads, organizations }: ScopeCounts,
  members: readonly ReportedProgramme[],
  reading: Reading,
  idle: 'suspended' | 'cancelled' | null,
): PeriodFigures {
  const measures = measuresOf(counts, {
    idle,
    severalOrganizations: organizations.size > 1,
    ofMunicipality: reading.ofMunicipality,
    completable: reading.tellsCompletions ? members.some(({ completable }) => completable) : null,
  });
  const state = counts.recorded < counts.held ? 'partial' : 'counted';
  return {
    period,
    planned: NO_PLAN,
    plannedSums: [],
    status: null,
    reason: null,
    note: null,
    unit: '回',
    measures,
    heads: [...heads].map(([category, { people, approximate }]) => ({
      category,
      people: { value: people, state, ...(approximate ? { approximate } : {}) },
    })),
    records: { held: counts.held, recorded: counts.recorded },
    reported: null,
    reportedLeftOut: 0,
  };
}

/** What was approved is what was promised; but what is 休止 today is 休止. */
function comparedPlan({ plans }: ReportedProgramme, { fiscalYear }: Period): ComparedPlan {
  const found = plans.find((one) => one.fiscalYear === fiscalYear);
  if (!found) return NO_PLAN;
  const { plan, baseline } = found;
  const compared = baseline ? { ...baseline, status: plan.status, reason: plan.reason } : plan;
  return {
    plan: compared,
    isBaseline: baseline !== null,
    planNow: isSamePlan(plan, compared) ? null : plan,
  };
}

/**
 * What a town reported of a year takes the place of everything counted of who came. What was asked for and given up is in no report
 * of theirs, and stays counted.
 */
function asReported(told: Reported, counted: Measures, idle: 'suspended' | 'cancelled' | 'none') {
  const figure = (value: number | null): Figure =>
    value !== null
      ? { value, state: 'reported' }
      : { value: null, state: told.held === 0 ? idle : 'unrecorded' };
  const rough = told.approximate ? { approximate: true } : {};
  const nothing = figure(null);
  const measures: Measures = {
    ...counted,
    held: told.held === null ? { value: null, state: 'unrecorded' } : { ...figure(told.held), ...rough },
    recorded: nothing,
    attendances: figure(told.attendances),
    uniquePeople: figure(told.uniquePeople),
    perSession: nothing,
    householdAttendances: nothing,
    households: nothing,
    noShows: nothing,
    excused: nothing,
    newPeople: nothing,
    returningPeople: nothing,
  };
  return { measures, heads: [], unit: told.unit, note: told.note, records: null };
}

function sumOf(results: readonly Reported[]): ReportedSum | null {
  if (results.length === 0) return null;
  const sum = (values: readonly (number | null)[]) => {
    const numbers = values.filter((value) => value !== null);
    return numbers.length === 0 ? null : numbers.reduce((all, one) => all + one, 0);
  };
  return {
    results: results.length,
    held: sum(results.filter(({ unit }) => unit === '回').map(({ held }) => held)),
    attendances: sum(results.map(({ attendances }) => attendances)),
    approximate: results.some(({ approximate }) => approximate),
  };
}
