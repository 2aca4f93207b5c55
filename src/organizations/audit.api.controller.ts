import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from './access.js';
import { AuditFilter, AuditLog, AuditPage } from './audit-log.js';
import { Principal } from './principal.js';

@ApiTags('staff')
@ApiBearerAuth()
@Requires('organizer')
@Controller('api/v1/staff/audit')
export class AuditApiController {
  constructor(private readonly log: AuditLog) {}

  @Get()
  @ApiOperation({
    summary: 'What staff and tokens did, newest first; only entries of the organizations of the token',
  })
  @ApiOkResponse({ type: AuditPage })
  list(@CurrentStaff() principal: Principal, @Query() filter: AuditFilter): Promise<AuditPage> {
    return this.log.page(principal, filter);
  }
}
