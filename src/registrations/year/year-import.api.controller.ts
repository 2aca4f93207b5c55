import { Body, Controller, HttpCode, Post, Query, Req } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import type { Principal } from '../../organizations/principal.js';
import { languageOf } from '../../platform/http/page-context.js';
import { Views } from '../../platform/views/views.js';
import { ListBody } from '../../programmes/import/yaml-body.js';
import { importJson } from './year-import.conflicts.js';
import { ImportQueryDto, ImportReportJson } from './year-import.dto.js';
import { YearImport } from './year-import.js';

/** What faults call a file that came without a name. */
const REQUEST_BODY = 'programme-file';

@ApiTags('staff')
@ApiBearerAuth()
@Controller('api/v1/staff')
export class YearImportApiController {
  constructor(
    private readonly yearImport: YearImport,
    private readonly views: Views,
  ) {}

  @Post('import')
  @HttpCode(200)
  @Requires('organizer')
  @ApiOperation({
    summary: 'Import a programme file (format tsudoi/1) or a list of events (CSV), all of it or nothing',
  })
  @ApiConsumes('application/yaml', 'text/plain', 'application/json', 'text/csv')
  @ApiBody({
    schema: { type: 'string' },
    description:
      'docs/programme-file.md; lines of faults count in JSON as if indented by two. As text/csv: docs/open-data-import.md, the ' +
      "government's recommended event list",
  })
  @ApiOkResponse({ type: ImportReportJson })
  @ApiUnprocessableEntityResponse({ description: 'Every fault with file, line, column and remedy' })
  async import(
    @CurrentStaff() staff: Principal,
    @Query() query: ImportQueryDto,
    @Body() body: unknown,
    @Req() http: FastifyRequest,
  ): Promise<ReturnType<typeof importJson>> {
    const text = typeof body === 'string' ? body : JSON.stringify(body ?? null, null, 2);
    const file = body instanceof ListBody ? body : { name: REQUEST_BODY, text };
    const report = await this.yearImport.run([file], {
      dryRun: query.dryRun,
      actor: staff.actor,
      organizationIds: staff.organizationsWith('organizer'),
      listOf: query.organization,
    });
    const language = languageOf(http);
    return importJson(report, { t: this.views.translator(language), language }, (note) =>
      this.views.messages.faultText(note, language),
    );
  }
}
