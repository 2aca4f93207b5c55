import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../organizations/access.js';
import type { Principal } from '../organizations/principal.js';
import { ImportQueryDto, ImportReportJson } from './year-import.dto.js';
import { YearImport } from './year-import.js';
import type { ImportReport } from './year-import.report.js';

/** What faults call a file that came without a name. */
const REQUEST_BODY = 'programme-file';

@ApiTags('staff')
@ApiBearerAuth()
@Controller('api/v1/staff')
export class YearImportApiController {
  constructor(private readonly yearImport: YearImport) {}

  @Post('import')
  @HttpCode(200)
  @Requires('organizer')
  @ApiOperation({ summary: 'Import a programme file (format tsudoi/1), all of it or nothing' })
  @ApiConsumes('application/yaml', 'text/plain', 'application/json')
  @ApiBody({
    schema: { type: 'string' },
    description: 'docs/programme-file.md; lines of faults count in JSON as if indented by two',
  })
  @ApiOkResponse({ type: ImportReportJson })
  @ApiUnprocessableEntityResponse({ description: 'Every fault with file, line, column and remedy' })
  import(
    @CurrentStaff() staff: Principal,
    @Query() query: ImportQueryDto,
    @Body() body: unknown,
  ): Promise<ImportReport> {
    const text = typeof body === 'string' ? body : JSON.stringify(body ?? null, null, 2);
    return this.yearImport.run([{ name: REQUEST_BODY, text }], {
      dryRun: query.dryRun,
      actor: staff.actor,
      organizationIds: staff.organizationsWith('organizer'),
    });
  }
}
