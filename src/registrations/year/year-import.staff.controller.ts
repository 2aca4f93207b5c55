import { Body, Controller, Get, Header, HttpCode, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { FORMATS } from '../../platform/views/formats.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import type { SourceText } from '../../programmes/import/source-file.js';
import { civilDateOf, DEFAULT_TIME_ZONE } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { eraFiscalYear, fiscalYearOf } from '../../shared/fiscal-year.js';
import { ConfirmedImport } from './year-import.confirmed.js';
import { conflictsInWords } from './year-import.conflicts.js';
import { faultsOfTexts } from './year-import.faults.js';
import { readImportForm } from './year-import.form.js';
import { namesOf } from './year-import.names.js';
import { exportableTowns, storedNames } from './year-import.names.queries.js';
import type { ImportReport } from './year-import.report.js';
import { groupsOf, sumsOf } from './year-import.view.js';
import type { ImportWording } from './year-import.words.js';

/** What the page shows of a file: nothing yet, what is wrong, what would happen, or what happened. */
interface Shown {
  readonly files: readonly SourceText[];
  /** Key under `import.problem`: why nothing could be said or done. */
  readonly problem?: string;
  readonly error?: DomainError;
  readonly report?: ImportReport;
  /** Of the report; without it, it is not to be confirmed. */
  readonly mark?: string;
  /** Key of the organization that was chosen for a list of events. */
  readonly listOf?: string;
}

/** Refusals of an import that the page itself explains, the texts kept. */
const EXPLAINED: readonly string[] = ['invalid', 'unknown', 'busy'];

/** Programme files in the browser: chosen or pasted, looked at, and only then imported. */
@ApiExcludeController()
@Controller('staff/import')
export class YearImportStaffController {
  constructor(
    private readonly imports: ConfirmedImport,
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  @Get()
  @Requires('organizer')
  @Header('content-type', 'text/html; charset=utf-8')
  start(@CurrentStaff() staff: Principal, @Page() page: PageContext): Promise<string> {
    return this.page(page, staff, { files: [] });
  }

  /** Looks at the files, or imports what was looked at; where that would do something else by now, it is looked at anew. */
  @Post()
  @HttpCode(200)
  @Requires('organizer')
  @Header('content-type', 'text/html; charset=utf-8')
  async run(
    @CurrentStaff() staff: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const pasted = this.views.translator(page.language)('import.pasted');
    const { files, isConfirmed, mark, organization: listOf } = readImportForm(body, pasted);
    const organizationIds = staff.organizationsWith('organizer');
    const options = { actor: staff.actor, organizationIds, ...(listOf !== '' && { listOf }) };
    if (files.length === 0) {
      reply.status(STATUS_OF.invalid);
      return this.page(page, staff, { files, listOf, problem: 'nothing' });
    }
    try {
      const done = isConfirmed ? await this.imports.confirm(files, mark, options) : null;
      if (done) return await this.page(page, staff, { files: [], report: done });
      const seen = await this.imports.look(files, options);
      if (isConfirmed) reply.status(STATUS_OF.conflict);
      return await this.page(page, staff, {
        files,
        listOf,
        ...seen,
        ...(isConfirmed && { problem: 'changed' }),
      });
    } catch (error) {
      if (!(error instanceof DomainError) || !EXPLAINED.includes(error.code)) throw error;
      reply.status(STATUS_OF[error.code]);
      const problem = error.code === 'unknown' ? 'organization' : error.code === 'busy' ? 'busy' : 'faults';
      return this.page(page, staff, { files, listOf, problem, error });
    }
  }

  private async page(context: PageContext, staff: Principal, shown: Shown): Promise<string> {
    const { language } = context;
    const organizationIds = staff.organizationsWith('organizer');
    const { report, error, files } = shown;
    const names = namesOf(await storedNames(this.db, organizationIds), report?.changes ?? []);
    const wording: ImportWording = {
      t: this.views.translator(language),
      has: (key) => this.views.messages.has(key),
      format: FORMATS[language],
      timeZone: DEFAULT_TIME_ZONE,
      nameOf: (id) => names.byId.get(id),
      holidayName: ({ name, nameEn }) => (language === 'en' ? nameEn : name),
    };
    const thisYear = fiscalYearOf(civilDateOf(this.clock.now(), DEFAULT_TIME_ZONE));
    return this.views.page('staff/import', context, {
      ...shown,
      sums: report && sumsOf(report),
      groups: report && groupsOf(report, names, wording),
      notes: (report?.notes ?? []).map((note) => ({
        line: note.line,
        ...this.views.messages.faultText(note, language),
      })),
      conflicts: report && conflictsInWords(report, { t: wording.t, language }),
      faults: faultsOfTexts(error?.details.faults ?? [], files, (fault) =>
        this.views.messages.faultText(fault, language),
      ),
      towns: await exportableTowns(this.db, organizationIds),
      years: [thisYear + 1, thisYear, thisYear - 1, thisYear - 2].map((year) => [
        String(year),
        language === 'ja' ? eraFiscalYear(year) : `${year}–${year + 1}`,
      ]),
    });
  }
}
