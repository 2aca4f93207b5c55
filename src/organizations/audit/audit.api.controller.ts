import { Controller, Get, Header, Query, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../access.js';
import { Principal } from '../principal.js';
import { AuditFilter, AuditPage, AuditSearch } from './audit.dto.js';
import { AuditExport } from './audit-export.js';
import { AuditLog } from './audit-log.js';

@ApiTags('staff')
@ApiBearerAuth()
@Requires('organizer')
@Controller('api/v1/staff/audit')
export class AuditApiController {
  constructor(
    private readonly log: AuditLog,
    private readonly exports: AuditExport,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'What staff and tokens did and looked at, newest first; only of the organizations of the token',
  })
  @ApiOkResponse({ type: AuditPage })
  list(@CurrentStaff() principal: Principal, @Query() filter: AuditFilter): Promise<AuditPage> {
    return this.log.page(principal, filter);
  }

  @Get('export')
  @Header('content-type', 'text/csv; charset=utf-8')
  @ApiOperation({
    summary: 'Everything that a search finds, as CSV of any length; itself an entry of the log',
  })
  @ApiProduces('text/csv')
  async csv(@CurrentStaff() principal: Principal, @Query() search: AuditSearch): Promise<StreamableFile> {
    return new StreamableFile(await this.exports.csv(principal, search, 'ja'));
  }
}
