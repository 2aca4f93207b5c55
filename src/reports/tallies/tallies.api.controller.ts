import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { DEFAULT_TIME_ZONE, isoWithOffset } from '../../shared/civil-time.js';
import { sumWarnings } from '../domain/tally.js';
import { Tallies } from './tallies.service.js';
import { TalliesDto, TalliesJson, type TallyJson, TallyQuery } from './tally.dto.js';
import type { TallyRow } from './tally.queries.js';
import { factsOf } from './tally-writing.js';

/** Figures that no session gives, for other systems: a consultation desk's records may send theirs. */
@ApiTags('staff')
@ApiBearerAuth()
@Controller('api/v1/staff/tallies')
export class TalliesApiController {
  constructor(private readonly tallies: Tallies) {}

  @Get()
  @Requires('viewer')
  @ApiOperation({ summary: 'Typed-in figures: consultations by channel, districts covered, printed copies' })
  @ApiOkResponse({ type: TalliesJson })
  @ApiResponse({ status: 404, description: 'Not one of your organizations or programmes.' })
  async list(@CurrentStaff() principal: Principal, @Query() filter: TallyQuery): Promise<TalliesJson> {
    return listJson(await this.tallies.list(principal, filter));
  }

  @Put()
  @Requires('organizer')
  @ApiOperation({
    summary:
      'Write tables, all or none; one of the same programme, axis, unit, qualifier and period is replaced',
  })
  @ApiOkResponse({ type: TalliesJson, description: 'The tables written, in order.' })
  @ApiResponse({ status: 404, description: 'No such organization among yours.' })
  @ApiResponse({ status: 422, description: '`invalid`, with the faults.' })
  async write(@CurrentStaff() principal: Principal, @Body() request: TalliesDto): Promise<TalliesJson> {
    const ids = await this.tallies.write(principal, request.organization, request.items);
    const rows = await this.tallies.list(principal, { organization: request.organization });
    return listJson(ids.flatMap((id) => rows.filter((row) => row.id === id)));
  }

  @Delete(':id')
  @Requires('organizer')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take a table away' })
  @ApiNoContentResponse()
  @ApiResponse({ status: 404, description: 'No such table in your organizations.' })
  async remove(@CurrentStaff() principal: Principal, @Param('id') id: string): Promise<void> {
    await this.tallies.remove(principal, id);
  }
}

function listJson(rows: readonly TallyRow[]): TalliesJson {
  return { items: rows.map(tallyJson), next: null };
}

function tallyJson(row: TallyRow): TallyJson {
  return {
    ...factsOf(row),
    lines: row.lines.map((line) => ({ ...line, parts: [...line.parts] })),
    id: row.id,
    organization: row.organization.slug,
    programme: row.programme?.slug ?? null,
    warnings: sumWarnings(row),
    changedAt: isoWithOffset(row.changedAt, DEFAULT_TIME_ZONE),
    changedBy: row.changedBy,
  };
}
