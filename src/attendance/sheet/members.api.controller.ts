import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { WalkIns } from '../../registrations/desk/walk-ins.service.js';
import { AttendanceService } from './attendance.service.js';
import { RosterDto, rosterDto } from './roster.dto.js';
import { RosterLooks } from './roster-looks.js';

class MemberDto {
  @ApiProperty({ format: 'uuid', description: "The member's registration" })
  @IsUUID()
  registration!: string;
}

/** Members who come to a session, for other systems. */
@ApiTags('staff')
@ApiBearerAuth()
@Controller('api/v1/staff/sessions/:id/members')
export class MembersApiController {
  constructor(
    private readonly walkIns: WalkIns,
    private readonly attendance: AttendanceService,
    private readonly looks: RosterLooks,
  ) {}

  @Post()
  @HttpCode(200)
  @Requires('reception')
  @ApiOperation({ summary: 'Put a member of the course on the list of a session, as attended, on its day' })
  @ApiOkResponse({ type: RosterDto })
  @ApiResponse({
    status: 409,
    description: '`conflict`: no member of this course; `not_yet_open`, `past`, `cancelled`.',
  })
  async add(
    @CurrentStaff() principal: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { registration }: MemberDto,
  ): Promise<RosterDto> {
    await this.walkIns.seat(principal, id, registration, (tx, place) =>
      this.attendance.markPresent(tx, principal, { sessionId: id, placeId: place }),
    );
    const roster = await this.attendance.roster(principal, id);
    await this.looks.record(principal, roster, 'json');
    return rosterDto(roster);
  }
}
