import { Body, Controller, Param, ParseUUIDPipe, Patch } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../organizations/access.js';
import type { Principal } from '../organizations/principal.js';
import { SessionChangeDto } from './sessions/session-changes.dto.js';
import { SessionChanges } from './sessions/session-changes.service.js';
import { type SessionJson, sessionJson } from './sessions/session-json.js';
import { Sessions } from './sessions/sessions.js';

@ApiTags('staff')
@ApiBearerAuth()
@Controller('api/v1/staff')
export class RegistrationsStaffApiController {
  constructor(
    private readonly changes: SessionChanges,
    private readonly sessions: Sessions,
  ) {}

  @Patch('sessions/:id')
  @Requires('organizer')
  @ApiOperation({ summary: 'Move, cancel, restore or resize a session; holders of places are told' })
  async change(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: SessionChangeDto,
  ): Promise<SessionJson> {
    await this.changes.change(staff, id, body);
    return sessionJson(await this.sessions.byId(id));
  }
}
