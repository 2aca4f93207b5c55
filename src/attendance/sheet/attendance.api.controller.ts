import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { AttendanceDto, HeadCountDto } from './attendance.dto.js';
import { AttendanceService } from './attendance.service.js';
import { RosterDto, rosterDto } from './roster.dto.js';
import { RosterLooks } from './roster-looks.js';

/** Roster and attendance for other systems. */
@ApiTags('staff')
@ApiBearerAuth()
@ApiResponse({ status: 404, description: 'No such session in your organizations.' })
@Controller('api/v1/staff/sessions/:id')
export class AttendanceApiController {
  constructor(
    private readonly attendance: AttendanceService,
    private readonly looks: RosterLooks,
  ) {}

  @Get('roster')
  @Requires('viewer')
  @ApiOperation({ summary: 'Who is on the list of a session, and what is recorded about it' })
  @ApiOkResponse({ type: RosterDto })
  async roster(@CurrentStaff() principal: Principal, @Param('id') id: string): Promise<RosterDto> {
    const roster = await this.attendance.roster(principal, id);
    await this.looks.record(principal, roster, 'json');
    return rosterDto(roster);
  }

  @Put('attendance')
  @Requires('reception')
  @ApiOperation({ summary: 'Make the marks of a session exactly these' })
  @ApiOkResponse({ type: RosterDto })
  @ApiResponse({
    status: 409,
    description: '`conflict`: saved by somebody else since `version`; `cancelled`.',
  })
  @ApiResponse({
    status: 422,
    description: '`invalid`, with the faults; also before the day of the session.',
  })
  async mark(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() { marks, version }: AttendanceDto,
  ): Promise<RosterDto> {
    await this.attendance.record(principal, id, { marks, version });
    return this.roster(principal, id);
  }

  @Put('head-count')
  @Requires('reception')
  @ApiOperation({
    summary: 'Make the head counts of a session exactly these: people who came besides those marked by name',
  })
  @ApiOkResponse({ type: RosterDto })
  @ApiResponse({
    status: 409,
    description: '`conflict`: saved by somebody else since `version`; `cancelled`.',
  })
  @ApiResponse({
    status: 422,
    description: '`invalid`, with the faults; also before the day of the session.',
  })
  async count(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() { counts, approximate, version }: HeadCountDto,
  ): Promise<RosterDto> {
    await this.attendance.record(principal, id, { counts, approximate, version });
    return this.roster(principal, id);
  }
}
