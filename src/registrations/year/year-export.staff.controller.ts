import { Controller, Get, Header, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Page } from '../../platform/http/page-context.js';
import type { PageContext } from '../../platform/views/views.js';
import { ExportQueryDto } from './year-export.dto.js';
import { YearExport } from './year-export.js';

/** The year as a file to keep, to edit, and to bring back on the import page. */
@ApiExcludeController()
@Controller('staff')
export class YearExportStaffController {
  constructor(private readonly yearExport: YearExport) {}

  @Get('export')
  @Requires('organizer')
  @Header('content-type', 'application/yaml; charset=utf-8')
  async download(
    @CurrentStaff() staff: Principal,
    @Query() query: ExportQueryDto,
    @Page() { language }: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { name, text } = await this.yearExport.file(staff, { ...query, language });
    void reply.header('content-disposition', `attachment; filename="${name}"`);
    return text;
  }
}
