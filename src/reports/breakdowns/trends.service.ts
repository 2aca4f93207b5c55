import { Injectable } from '@nestjs/common';
import type { Principal } from '../../organizations/principal.js';
import { type FiscalYear, fiscalYearOf } from '../../shared/fiscal-year.js';
import { fiscalPeriod } from '../domain/period.js';
import { FigureReports } from '../figures/figure-reports.service.js';
import type { PeriodReport, ReportQuestion } from '../figures/report.js';
import type { ChartData, FigureTable } from './breakdown.js';
import { type TrendYear, trendChart, trendTables } from './trend-tables.js';

/** Years of one report, the year asked for and two before it: a trend is as many reports as it has threes of years. */
const YEARS_AT_ONCE = 3;
export const FEWEST_YEARS = 2;
export const MOST_YEARS = 10;

export interface Trend {
  /** One for each measure and unit; fiscal years are columns, the earliest first. */
  readonly tables: readonly FigureTable[];
  /** Of the same keys as the tables. */
  readonly charts: readonly (ChartData & { readonly key: string })[];
}

/** 推移: what fiscal years were, side by side, those that towns reported without sessions among them. */
@Injectable()
export class Trends {
  constructor(private readonly reports: FigureReports) {}

  /**
   * @param years how many fiscal years back from that in which the period ends, that one included: 2 to 10
   * @throws DomainError `unknown` where the organization, programme or venue is not one of the principal's
   */
  async of(principal: Principal, question: ReportQuestion, years: number): Promise<Trend> {
    const last = fiscalYearOf(question.period.to);
    const wanted = Math.min(MOST_YEARS, Math.max(FEWEST_YEARS, years));
    const found: TrendYear[] = [];
    for (let back = 0; back < wanted; back += YEARS_AT_ONCE) {
      const before = Math.min(YEARS_AT_ONCE, wanted - back) - 1;
      const report = await this.reports.report(principal, {
        ...question,
        period: fiscalPeriod(last - back),
        by: 'programme',
        before: before === 2 ? 2 : before === 1 ? 1 : 0,
      });
      found.push(...yearsOf(report, last - back, before));
    }
    const tables = trendTables(found.toReversed());
    return { tables, charts: tables.map(trendChart) };
  }
}

/** A report of several years as so many years, the latest first. */
function yearsOf(report: PeriodReport, last: FiscalYear, before: number): TrendYear[] {
  const [only, ...more] = report.totals;
  const total = report.whole ?? (more.length === 0 ? only?.periods : undefined);
  return Array.from({ length: before + 1 }, (_, index) => ({
    fiscalYear: last - index,
    rows: report.rows.flatMap((row) => {
      const figures = row.periods[index];
      return figures && !(row.hosted && report.programme === null) ? [{ row, figures }] : [];
    }),
    total: total?.[index] ?? null,
  }));
}
