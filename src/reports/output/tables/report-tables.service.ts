import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../organizations/principal.js';
import type { Wording } from '../../../programmes/plans/plan-words.js';
import type { Breakdown, FigureTable } from '../../breakdowns/breakdown.js';
import { Breakdowns } from '../../breakdowns/breakdowns.service.js';
import { CostTables } from '../../breakdowns/cost-tables.service.js';
import { Trends } from '../../breakdowns/trends.service.js';
import type { ReportQuestion } from '../../figures/report.js';
import { TallyTables } from '../../tallies/tally-report.service.js';
import type { Chart } from '../charts/chart.js';
import { chartSvg } from '../charts/chart-svg.js';
import { breakdownChart, lineChart } from '../charts/table-charts.js';

/** A table with its picture; null: it has nothing that a picture would show. */
export interface PicturedTable {
  readonly table: FigureTable;
  readonly chart: (Chart & { readonly svg: string }) | null;
}

/** Years of a trend on a page and in a workbook. */
export const TREND_YEARS = 5;

/** Tables that stand beside the figures of a report: told apart, through the years, typed in. */
@Injectable()
export class ReportTables {
  constructor(
    private readonly breakdowns: Breakdowns,
    private readonly trends: Trends,
    private readonly tallies: TallyTables,
    private readonly costs: CostTables,
  ) {}

  /**
   * What the period is made of; tables that have no line are left out.
   * @throws DomainError `unknown` where something asked for is not one of the principal's
   */
  async told(principal: Principal, question: ReportQuestion, wording: Wording): Promise<PicturedTable[]> {
    const breakdowns = await this.breakdowns.of(principal, question);
    return [
      ...breakdowns.filter(hasLines).map((table) => pictured(table, pictureOf(table, wording))),
      ...[...(await this.tallies.of(principal, question)), ...(await this.costs.of(principal, question))].map(
        (table) => pictured(table, null),
      ),
    ];
  }

  /** Fiscal years up to that in which the period ends, side by side. */
  async through(
    principal: Principal,
    question: ReportQuestion,
    wording: Wording,
    years = TREND_YEARS,
  ): Promise<PicturedTable[]> {
    const { tables, charts } = await this.trends.of(principal, question, years);
    return tables.map((table) => {
      const data = charts.find(({ key }) => key === table.key);
      return pictured(table, data ? lineChart(data, chartId(table), 'lines', wording) : null);
    });
  }
}

/** One picture for each axis: the one of attendances. */
function pictureOf(table: Breakdown, wording: Wording): Chart | null {
  return table.measure === 'attendances' ? breakdownChart(table, chartId(table), wording) : null;
}

function pictured(table: FigureTable, chart: Chart | null): PicturedTable {
  return { table, chart: chart && { ...chart, svg: chartSvg(chart) } };
}

function hasLines({ lines, unknown }: FigureTable): boolean {
  return lines.length > 0 || unknown !== null;
}

function chartId({ key }: FigureTable): string {
  return `chart-${key.replace(/[^a-zA-Z0-9-]/g, '-')}`;
}
