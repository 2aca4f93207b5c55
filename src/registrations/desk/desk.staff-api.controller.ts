import { Body, Controller, Get, Header, Headers, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Views } from '../../platform/views/views.js';
import { idempotencyKeyOf } from '../idempotency-key.js';
import { type RegistrationJson, registrationJson } from '../sessions/session-json.js';
import { SearchDto, StaffRegisterDto } from './desk.dto.js';
import { Desk } from './desk.service.js';
import { DeskAnswersDto, DeskFoundDto, DeskRegistrationDto } from './desk-json.dto.js';
import { deskRegistrationJson, deskRowJson } from './desk-json.js';
import { DeskRegistrations } from './desk-registrations.service.js';
import { StaffRegistering } from './staff-registering.service.js';
import { WalkInDto } from './walk-in.dto.js';
import { WalkIns } from './walk-ins.service.js';

/** The desk for other systems: registering people, letting them in, and looking registrations up. */
@ApiTags('staff')
@ApiBearerAuth()
@Controller('api/v1/staff')
export class DeskStaffApiController {
  constructor(
    private readonly desk: Desk,
    private readonly registrations: DeskRegistrations,
    private readonly registering: StaffRegistering,
    private readonly walkIns: WalkIns,
    private readonly views: Views,
  ) {}

  @Post('registrations')
  @HttpCode(201)
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Register for someone, e.g. on the telephone' })
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  async register(
    @CurrentStaff() staff: Principal,
    @Body() body: StaffRegisterDto,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<RegistrationJson> {
    return registrationJson(await this.registering.register(staff, body, idempotencyKeyOf(key)));
  }

  @Post('registrations/search')
  @HttpCode(200)
  @ApiOkResponse({ type: DeskFoundDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({
    summary: 'Find registrations by reception number or part of a nickname',
    description: 'What is looked for is personal, and therefore sent, not part of the address.',
  })
  async search(@CurrentStaff() staff: Principal, @Body() { text }: SearchDto): Promise<DeskFoundDto> {
    const { rows, isCut } = await this.desk.search(staff, text);
    return { items: rows.map(deskRowJson), more: isCut };
  }

  @Get('registrations/:id')
  @ApiOkResponse({ type: DeskRegistrationDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({
    summary: 'Everything about one registration; the mail address is whole for organizers only',
  })
  async one(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<DeskRegistrationDto> {
    return deskRegistrationJson(await this.registrations.one(staff, id));
  }

  @Post('registrations/:id/sensitive-answers')
  @HttpCode(200)
  @ApiOkResponse({ type: DeskAnswersDto })
  @Requires('organizer')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Answers to sensitive questions; that they were read is recorded' })
  async sensitive(@CurrentStaff() staff: Principal, @Param('id', ParseUUIDPipe) id: string) {
    return { items: await this.registrations.sensitiveAnswers(staff, id) };
  }

  @Post('sessions/:id/walk-ins')
  @HttpCode(201)
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({
    summary: 'Let somebody in who comes without a place, on the day of the session, also beyond the capacity',
  })
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  async letIn(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: WalkInDto,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<RegistrationJson> {
    const t = this.views.translator('ja');
    const unnamed = (number: number) => t('desk.walkIn.unnamed', { number });
    const idempotencyKey = idempotencyKeyOf(key);
    return registrationJson(await this.walkIns.letIn(staff, id, body, { unnamed, idempotencyKey }));
  }
}
