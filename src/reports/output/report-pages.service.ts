import { Injectable } from '@nestjs/common';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import type { EarlyPage } from '../../platform/http/early-page.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { KINDS } from '../../programmes/domain/kinds.js';
import { fiscalYearWords, type Wording } from '../../programmes/plans/plan-words.js';
import { DomainError } from '../../shared/domain-error.js';
import { tableWords } from '../breakdowns/label-words.js';
import { FigureReports, REPORT_ZONE } from '../figures/figure-reports.service.js';
import { periodWords } from '../figures/period-words.js';
import type { ReportFrame } from '../figures/report.js';
import { reportPage } from './report-page.js';
import type { ReportQuery } from './report-query.dto.js';
import { addressOf, questionOf } from './report-question.js';
import { ReportTables } from './tables/report-tables.service.js';

/** What comes into the pages of figures once they are counted. */
const BODIES = { 'staff/report': 'partials/report-body', 'print/report': 'partials/report-sheets' };

/** Makes the pages of reports, of which all but the figures is there at once. All throw `unknown` where something asked for is not one of the principal's. */
@Injectable()
export class ReportPages {
  constructor(
    private readonly reports: FigureReports,
    private readonly told: ReportTables,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  async figures(
    template: 'staff/report' | 'print/report',
    principal: Principal,
    query: ReportQuery,
    page: PageContext,
  ): Promise<EarlyPage> {
    const { frame, report } = await this.reports.begin(principal, this.asked(query));
    const shared = { ...this.shared(frame, principal, page), view: 'figures' };
    const rest = async () =>
      this.views.page(BODIES[template], page, { ...shared, ...reportPage(await report, this.wording(page)) });
    return this.early(
      template,
      page,
      { ...shared, report: frame, address: addressOf(frame.question).toString() },
      rest(),
    );
  }

  /** One programme: its figures with its parts and by course, and everything that is told apart of it. */
  async programme(
    principal: Principal,
    slug: string,
    query: ReportQuery,
    page: PageContext,
  ): Promise<EarlyPage> {
    const question = { ...this.asked(query), programme: slug, by: 'programme' as const };
    const wording = this.wording(page);
    const { frame, report } = await this.reports.begin(principal, question);
    if (!frame.programme) throw new DomainError('unknown');
    const shared = this.shared(frame, principal, page);
    const rest = async () => {
      const own = reportPage(await report, wording);
      const courses = await this.reports.report(principal, { ...question, by: 'course', before: 0 });
      return this.views.page('partials/report-programme-body', page, {
        ...shared,
        ...own,
        courses: reportPage(courses, wording),
        tables: [
          ...(await this.told.through(principal, question, wording)),
          ...(await this.told.told(principal, question, wording)),
        ],
      });
    };
    return this.early('staff/report-programme', page, { ...shared, report: frame }, rest());
  }

  async tables(
    view: 'breakdowns' | 'trends',
    principal: Principal,
    query: ReportQuery,
    page: PageContext,
  ): Promise<EarlyPage> {
    const question = this.asked(query);
    const wording = this.wording(page);
    // What it is of, and its notes: without the periods before, which these tables do not have.
    const { frame, report } = await this.reports.begin(principal, { ...question, before: 0 });
    const shared = { ...this.shared(frame, principal, page), view };
    const rest = async () => {
      const notes = reportPage({ ...(await report), question }, wording);
      const tables =
        view === 'trends'
          ? await this.told.through(principal, question, wording)
          : await this.told.told(principal, question, wording);
      return this.views.page('partials/report-tables-body', page, { ...shared, ...notes, tables });
    };
    const address = addressOf(question).toString();
    return this.early(
      'staff/report-tables',
      page,
      { ...shared, report: { ...frame, question }, address },
      rest(),
    );
  }

  /** The page of which everything but the figures is known. */
  private early(
    template: string,
    page: PageContext,
    data: Readonly<Record<string, unknown>>,
    rest: Promise<string>,
  ): EarlyPage {
    // It is looked at once the beginning has been sent.
    rest.catch(() => undefined);
    return {
      around: this.views.around(template, page, data),
      rest,
      failed: this.views.page('partials/report-failed', page, {}),
      name: template,
    };
  }

  private asked(query: ReportQuery) {
    return questionOf(query, this.clock.now());
  }

  private shared({ question }: ReportFrame, { name }: Principal, page: PageContext) {
    const wording = this.wording(page);
    return {
      period: periodWords(question.period, question.asOf, wording),
      yearWords: (year: number) => fiscalYearWords(year, wording),
      tableWords: tableWords(wording),
      kinds: KINDS,
      zone: REPORT_ZONE,
      madeFor: name,
    };
  }

  private wording({ language }: PageContext): Wording {
    return { t: this.views.translator(language), language };
  }
}
