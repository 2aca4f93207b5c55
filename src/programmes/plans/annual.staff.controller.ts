import { Controller, Get, Header, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Page } from '../../platform/http/page-context.js';
import { pdfAnswer } from '../../platform/print/pdf-answer.js';
import { Pdfs } from '../../platform/print/pdfs.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { DomainError } from '../../shared/domain-error.js';
import { ProgrammeAccess } from '../programme-access.js';
import { annualPage } from './annual-page.js';
import { AnnualTables } from './annual-tables.js';
import { FiscalYearFilter, YearFilter } from './fiscal-year-filter.js';
import { PlanTables } from './plan-tables.js';

/** 年間予定表 on paper, for staff: of one programme, or of everything that an organization runs. */
@ApiExcludeController()
@Requires('viewer')
@Controller('staff')
export class AnnualStaffController {
  constructor(
    private readonly annual: AnnualTables,
    private readonly plans: PlanTables,
    private readonly access: ProgrammeAccess,
    private readonly views: Views,
    private readonly pdfs: Pdfs,
  ) {}

  @Get('programmes/:id/annual')
  @Header('content-type', 'text/html; charset=utf-8')
  async programme(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query() { fiscalYear }: YearFilter,
    @Page() page: PageContext,
  ): Promise<string> {
    const place = await this.annual.placeOf(id);
    const { organizationId } = place;
    await this.access.require(principal, 'viewer', { programmeId: place.id, organizationId });
    return annualPage(
      this.views,
      'print/annual',
      page,
      await this.annual.table(organizationId, place.id, fiscalYear),
    );
  }

  /** Only the organization's own staff: whoever co-hosts a programme has that programme's table. */
  @Get('plans/annual')
  @Header('content-type', 'text/html; charset=utf-8')
  async organization(
    @CurrentStaff() principal: Principal,
    @Query() filter: FiscalYearFilter,
    @Page() page: PageContext,
  ): Promise<string> {
    const { organization, fiscalYear, isWhole } = await this.plans.table(principal, filter);
    if (!isWhole) throw new DomainError('unknown');
    return annualPage(
      this.views,
      'print/annual',
      page,
      await this.annual.table(organization.id, null, fiscalYear),
    );
  }

  /** All that an organization runs in a year, on one sheet of A4 as far as it can be read: the leaflet of the year. */
  @Get('plans/annual.pdf')
  async file(
    @CurrentStaff() principal: Principal,
    @Query() filter: FiscalYearFilter,
    @Page() page: PageContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    // Without who asks: the sheet is the same for all, and printed once.
    const html = await this.organization(principal, filter, { ...page, staff: undefined });
    const pdf = await this.pdfs.of(page.path, html, { onePage: true });
    return pdfAnswer(request, reply, { pdf, name: 'annual', isPublic: false });
  }
}
