import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { XLSX_TYPE, xlsxBook, xlsxStream } from '../../platform/xlsx.js';
import type { Wording } from '../../programmes/plans/plan-words.js';
import { FigureReports } from '../figures/figure-reports.service.js';
import { periodWords } from '../figures/period-words.js';
import type { PeriodReport, ReportQuestion } from '../figures/report.js';
import { type Report, Reports } from '../figures/reports.service.js';
import { attendanceTable } from './attendance-table.js';
import { savedAs } from './file-name.js';
import { csvOf, csvStreamOf, sheetOf } from './file-table.js';
import type { ReportFilter } from './report.dto.js';
import { reportBook } from './report-book.js';
import { reportTable } from './report-file.js';
import type { Format, ReportQuery } from './report-query.dto.js';
import { questionOf } from './report-question.js';
import { sessionCells, sessionColumns } from './sessions/session-columns.js';
import { sessionsOf } from './sessions/session-list.js';
import { SessionListQueries } from './sessions/session-list.queries.js';
import { ReportTables } from './tables/report-tables.service.js';

export type FileFormat = Exclude<Format, 'json'>;
const CSV_TYPE = 'text/csv; charset=utf-8';

/** Reports as files to be saved. */
@Injectable()
export class ReportFiles {
  constructor(
    private readonly reports: FigureReports,
    private readonly attendances: Reports,
    private readonly lists: SessionListQueries,
    private readonly tables: ReportTables,
    private readonly clock: Clock,
  ) {}

  /** Every figure of a report: CSV of one table, or a workbook of all that the report says. */
  async figures(
    principal: Principal,
    query: ReportQuery,
    format: FileFormat,
    wording: Wording,
  ): Promise<StreamableFile> {
    const question = questionOf(query, this.clock.now());
    const report = await this.reports.report(principal, question);
    const bytes =
      format === 'csv'
        ? Buffer.from(csvOf(reportTable(report, wording)))
        : await reportBook(report, await this.beside(principal, question, wording), principal.name, wording);
    return file(bytes, format, nameOf(report.question, report, wording, wording.t('reports.file')));
  }

  private async beside(principal: Principal, question: ReportQuestion, wording: Wording) {
    const told = await this.tables.told(principal, question, wording);
    return [...told, ...(await this.tables.through(principal, question, wording))].map(({ table }) => table);
  }

  /** The report of a fiscal year, one row for every programme. */
  async attendance(
    principal: Principal,
    filter: ReportFilter,
    format: FileFormat,
    wording: Wording,
  ): Promise<StreamableFile> {
    const report = await this.attendances.attendance(principal, filter);
    const table = attendanceTable(report, wording);
    const bytes =
      format === 'csv'
        ? Buffer.from(csvOf(table))
        : await xlsxBook([sheetOf(table, 2)], { title: table.name, made: report.asOf });
    return file(bytes, format, attendanceName(report, wording));
  }

  /** Sessions of a report with everything that was counted in each, of any number: rows are read as the file is. */
  async sessions(
    principal: Principal,
    query: ReportQuery,
    format: FileFormat,
    wording: Wording,
  ): Promise<StreamableFile> {
    const question = { ...questionOf(query, this.clock.now()), before: 0 as const };
    const { selection } = await this.reports.reading((tx) => this.reports.resolve(tx, principal, question));
    const columns = sessionColumns(wording);
    const rows = sessionCells(sessionsOf(this.lists, selection), wording);
    const name = wording.t('figures.sheet.sessions');
    const stream =
      format === 'csv'
        ? Readable.from(csvStreamOf(columns, rows), { objectMode: false })
        : xlsxStream({ name, columns, frozenColumns: 1 }, rows);
    return file(stream, format, nameOf(question, null, wording, name));
  }
}

function file(
  body: Buffer | Readable,
  format: FileFormat,
  { plain, words }: { readonly plain: string; readonly words: readonly (string | null | undefined)[] },
): StreamableFile {
  const options = {
    type: format === 'csv' ? CSV_TYPE : XLSX_TYPE,
    disposition: savedAs(plain, words, format),
  };
  return body instanceof Readable ? new StreamableFile(body, options) : new StreamableFile(body, options);
}

function nameOf({ period }: ReportQuestion, report: PeriodReport | null, wording: Wording, title: string) {
  return {
    plain: `report-${period.fiscalYear ?? period.from}`,
    words: [
      title,
      report?.programme?.title ?? report?.organization?.name,
      periodWords(period, null, wording).title,
    ],
  };
}

function attendanceName({ fiscalYear, organization }: Report, { t }: Wording) {
  return {
    plain: `report-${fiscalYear}`,
    words: [t('reports.file'), organization?.name, String(fiscalYear)],
  };
}
