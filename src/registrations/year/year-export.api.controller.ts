import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { ExportQueryDto } from './year-export.dto.js';
import { YearExport } from './year-export.js';

@ApiTags('staff')
@ApiBearerAuth()
@Controller('api/v1/staff')
export class YearExportApiController {
  constructor(private readonly yearExport: YearExport) {}

  @Get('export')
  @Requires('organizer')
  @Header('content-type', 'application/yaml; charset=utf-8')
  @ApiOperation({ summary: "An organization's year as a programme file (format tsudoi/1)" })
  @ApiProduces('application/yaml')
  @ApiOkResponse({
    schema: { type: 'string' },
    description: 'docs/programme-file.md; no participant is in it',
  })
  async export(@CurrentStaff() staff: Principal, @Query() query: ExportQueryDto): Promise<string> {
    return (await this.yearExport.file(staff, { ...query, language: 'ja' })).text;
  }
}
