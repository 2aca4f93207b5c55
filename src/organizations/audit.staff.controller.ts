import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Page } from '../platform/http/page-context.js';
import { type PageContext, Views } from '../platform/views/views.js';
import { CurrentStaff, Requires } from './access.js';
import { AuditFilter, AuditLog } from './audit-log.js';
import { Principal } from './principal.js';

@ApiExcludeController()
@Requires('organizer')
@Controller('staff/audit')
export class AuditStaffController {
  constructor(
    private readonly log: AuditLog,
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
    const organizations = await this.log.organizations(principal);
    const subjects = await this.log.subjects(principal, items);
    return this.views.page('staff/audit', page, { items, next, organizations, subjects, filter });
  }
}
