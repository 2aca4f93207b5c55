import { USUAL_CATEGORIES } from '../../attendance/domain/head-categories.js';
import type { Wording } from '../../programmes/plans/plan-words.js';
import type { Measure } from '../domain/measures.js';
import type { Figure } from '../domain/plan-and-actual.js';
import type { NamedOrganization, PeriodFigures, PeriodReport } from '../figures/report.js';
import type { FileCell } from './file-table.js';

/** To one decimal: an average. All others are whole. */
export const DECIMAL: ReadonlySet<Measure> = new Set(['perSession']);

/** 「1,240」「約120」「5.7」, or the word for the absence of a number. */
export function measureWords(measure: Measure, figure: Figure, { t }: Wording): string {
  if (figure.value === null) return t(`reports.state.${figure.state}`);
  const number = t(DECIMAL.has(measure) ? 'figures.decimal' : 'figures.whole', { value: figure.value });
  return figure.approximate ? t('figures.around', { number }) : number;
}

/** What is to be said below a number, in its own cell: that records are missing, or that the town told it. */
export function markWords({ value, state }: Figure, { t }: Wording): string | null {
  return value !== null && (state === 'partial' || state === 'reported') ? t(`reports.state.${state}`) : null;
}

/** A number of which a part is missing: no number of a file says that of itself. */
export function isPartial({ value, state }: Figure): boolean {
  return value !== null && state === 'partial';
}

/** 「24回程度、15,000部」: plans of several programmes added up by unit; null: there is none. */
export function plannedSumWords({ plannedSums }: PeriodFigures, { t }: Wording): string | null {
  const words = plannedSums.map(({ unit, from, to, isHedged }) =>
    t(from === to ? 'plans.plannedTotal' : 'plans.plannedTotalRange', {
      unit,
      from,
      to,
      hedged: isHedged ? 'yes' : 'no',
    }),
  );
  return words.join(t('figures.comma')) || null;
}

/** A number as a number; else the word for its absence, and nothing where there is nothing to count. */
export function cellOf(figure: Figure, { t }: Wording): FileCell {
  if (figure.value !== null) return figure.value;
  return figure.state === 'none' ? null : t(`reports.state.${figure.state}`);
}

/**
 * 「本人3、家族4」: what was counted by head; null: nothing was.
 * @param organizations whose categories these may be
 */
export function headWords(
  { heads }: PeriodFigures,
  organizations: readonly Counting[],
  wording: Wording,
): string | null {
  if (heads.length === 0) return null;
  return heads
    .map(({ category, people }) =>
      wording.t('figures.head', {
        name: categoryName(category, organizations, wording),
        people: measureWords('attendances', people, wording),
      }),
    )
    .join(wording.t('figures.comma'));
}

/** Whose categories of head counts have names of their own. */
export type Counting = Pick<NamedOrganization, 'headCategories'>;

/** Categories of head counts that every organization has unless it has its own. */
const USUAL: ReadonlySet<string> = new Set(USUAL_CATEGORIES);

/** A category as the organization calls it, else as the catalogue does; one that nobody has any more goes by its key. */
export function categoryName(
  category: string,
  organizations: readonly Counting[],
  { t, language }: Wording,
): string {
  const own = organizations
    .flatMap(({ headCategories }) => headCategories)
    .find(({ key }) => key === category);
  if (own) return language === 'en' ? (own.labelEn ?? own.label) : own.label;
  return USUAL.has(category) ? t(`attendance.category.${category}`) : category;
}

/** 「一部記録なし（3回のうち2回の記録）」; null where there was nothing to record. */
export function recordWords(records: PeriodFigures['records'], { t }: Pick<Wording, 't'>): string | null {
  if (!records) return t('reports.recordsReported');
  if (records.held === 0) return null;
  if (records.recorded === 0) return t('reports.state.unrecorded');
  return records.recorded < records.held ? t('reports.partialDetail', records) : t('reports.recordsComplete');
}

/** What the town reported itself and stands beside the figures: 「ほかに報告された値：2件、開催12回、延べ34人」; null: nothing. */
export function reportedWords({ reported, reportedLeftOut }: PeriodFigures, { t }: Wording): string | null {
  const figure = (value: number | null) =>
    value === null ? t('reports.state.unrecorded') : t('figures.whole', { value });
  const parts = [
    reported &&
      t('figures.reportedBeside', {
        results: reported.results,
        held: figure(reported.held),
        attendances: figure(reported.attendances),
        about: reported.approximate ? 'yes' : 'no',
      }),
    reportedLeftOut > 0 && t('figures.leftOut', { results: reportedLeftOut }),
  ].filter((part) => typeof part === 'string');
  return parts.length === 0 ? null : parts.join(' ');
}

/** Whose categories may be in a row: its organization's, else those of every organization in the report. */
export function countingIn(
  { organizations, rows }: PeriodReport,
  organization: NamedOrganization | null | undefined,
): readonly Counting[] {
  if (organization) return [organization];
  return [...organizations, ...rows.flatMap((row) => (row.organization ? [row.organization] : []))];
}
