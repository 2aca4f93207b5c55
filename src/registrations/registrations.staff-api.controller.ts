import { Body, Controller, Headers, HttpCode, Param, ParseUUIDPipe, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../organizations/access.js';
import type { Principal } from '../organizations/principal.js';
import { ProgrammeAccess } from '../programmes/programme-access.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { RegisterDto } from './register.dto.js';
import { type Registrar, Registrations } from './registrations.service.js';
import { SessionChangeDto } from './session-changes.dto.js';
import { SessionChanges } from './session-changes.service.js';
import { type RegistrationJson, registrationJson, type SessionJson, sessionJson } from './session-json.js';
import { Sessions } from './sessions.js';

@ApiTags('staff')
@ApiBearerAuth()
@Controller('api/v1/staff')
export class RegistrationsStaffApiController {
  constructor(
    private readonly registrations: Registrations,
    private readonly changes: SessionChanges,
    private readonly sessions: Sessions,
    private readonly access: ProgrammeAccess,
  ) {}

  @Post('registrations')
  @HttpCode(201)
  @Requires('reception')
  @ApiOperation({ summary: 'Register for someone, e.g. on the telephone' })
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  async register(
    @CurrentStaff() staff: Principal,
    @Body() body: RegisterDto,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<RegistrationJson> {
    const registrar: Registrar = {
      admit: (programme) => this.access.require(staff, 'reception', programme),
      actor: staff.actor,
    };
    return registrationJson(await this.registrations.register(body, idempotencyKeyOf(key), registrar));
  }

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
