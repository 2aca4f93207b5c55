import { Controller, Get, Header, Query, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Page } from '../../platform/http/page-context.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { CurrentStaff, Requires } from '../access.js';
import { Principal } from '../principal.js';
import { AUDIT_KINDS, AuditFilter, AuditSearch } from './audit.dto.js';
import { AuditExport } from './audit-export.js';
import { AuditLog } from './audit-log.js';

/** 操作の記録: what was done and looked at, to be searched and taken away as a file. */
@ApiExcludeController()
@Requires('organizer')
@Controller('staff/audit')
export class AuditStaffController {
  constructor(
    private readonly log: AuditLog,
    private readonly exports: AuditExport,
    private readonly views: Views,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  async list(
    @CurrentStaff() principal: Principal,
    @Query() filter: AuditFilter,
    @Page() page: PageContext,
  ): Promise<string> {
    const { items, next } = await this.log.page(principal, filter);
    return this.views.page('staff/audit', page, {
      items,
      next,
      filter,
      organizations: await this.log.organizations(principal),
      subjects: await this.log.subjects(principal, items),
      actors: await this.log.actors(principal),
      kinds: AUDIT_KINDS,
      isOutOfReach: await this.log.isOutOfReach(),
    });
  }

  @Get('export.csv')
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="audit.csv"')
  async csv(
    @CurrentStaff() principal: Principal,
    @Query() search: AuditSearch,
    @Page() page: PageContext,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.exports.csv(principal, search, page.language));
  }
}
