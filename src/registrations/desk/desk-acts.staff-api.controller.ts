import { Body, Controller, Header, Headers, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { idempotencyKeyOf } from '../idempotency-key.js';
import { Deciding } from './deciding.service.js';
import { MergeDto, NoteDto, OptionalReasonDto, PoolChoiceDto, ReasonDto } from './desk.dto.js';
import { DeskRegistrationDto, RenewedLinkDto } from './desk-json.dto.js';
import { deskRegistrationJson } from './desk-json.js';
import { DeskRegistrations } from './desk-registrations.service.js';
import { Merging } from './merging.service.js';
import { NotesAndLinks } from './notes-and-links.service.js';
import { Reshaping } from './reshaping.service.js';

/** What staff do to a registration, for other systems. Each answers with the registration as it then is. */
@ApiTags('staff')
@ApiBearerAuth()
@ApiResponse({ status: 404, description: 'No such registration in your organizations.' })
@ApiResponse({
  status: 409,
  description: '`conflict`: it is not in a state that allows this; `full`, `expired`, `past`.',
})
@Controller('api/v1/staff/registrations/:id')
export class DeskActsStaffApiController {
  constructor(
    private readonly registrations: DeskRegistrations,
    private readonly deciding: Deciding,
    private readonly reshaping: Reshaping,
    private readonly notes: NotesAndLinks,
    private readonly merging: Merging,
  ) {}

  @Post('confirm')
  @HttpCode(200)
  @ApiOkResponse({ type: DeskRegistrationDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Say yes to a request; where its seats are taken it waits for them' })
  async confirm(@CurrentStaff() staff: Principal, @Param('id', ParseUUIDPipe) id: string) {
    await this.deciding.confirm(staff, id);
    return this.shown(staff, id);
  }

  @Post('decline')
  @HttpCode(200)
  @ApiOkResponse({ type: DeskRegistrationDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Say no to a request' })
  async decline(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: OptionalReasonDto,
  ) {
    await this.deciding.decline(staff, id, reason ?? null);
    return this.shown(staff, id);
  }

  @Post('cancel')
  @HttpCode(200)
  @ApiOkResponse({ type: DeskRegistrationDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'End it for them and give back all places to come' })
  async cancel(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: OptionalReasonDto,
  ) {
    await this.reshaping.cancel(staff, id, reason ?? null);
    return this.shown(staff, id);
  }

  @Post('pool')
  @HttpCode(200)
  @ApiOkResponse({ type: DeskRegistrationDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Move places to come to seats of another sort' })
  async pool(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { pool, session }: PoolChoiceDto,
  ) {
    await this.reshaping.pool(staff, id, pool, session);
    return this.shown(staff, id);
  }

  @Post('overbook')
  @HttpCode(200)
  @ApiOkResponse({ type: DeskRegistrationDto })
  @Requires('organizer')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Give one who waits or has applied their seats beyond the capacity' })
  async overbook(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: ReasonDto,
  ) {
    await this.deciding.overbook(staff, id, reason);
    return this.shown(staff, id);
  }

  @Post('notes')
  @HttpCode(201)
  @ApiCreatedResponse({ type: DeskRegistrationDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Add a note for staff' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key and text: the same note',
  })
  async note(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { text }: NoteDto,
    @Headers('idempotency-key') key: string | undefined,
  ) {
    await this.notes.note(staff, id, text, idempotencyKeyOf(key));
    return this.shown(staff, id);
  }

  @Post('link')
  @HttpCode(200)
  @ApiOkResponse({ type: RenewedLinkDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({
    summary: 'A new secret link; the old one is then worth nothing. Mailed (then null here) or answered',
  })
  async link(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<RenewedLinkDto> {
    return { manageUrl: await this.notes.renewLink(staff, id) };
  }

  @Post('merge')
  @HttpCode(200)
  @ApiOkResponse({ type: DeskRegistrationDto })
  @Requires('organizer')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Let a duplicate (`with`) end and go on in this one; nobody is told' })
  async merge(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { with: duplicate }: MergeDto,
  ) {
    await this.merging.merge(staff, id, duplicate);
    return this.shown(staff, id);
  }

  private async shown(staff: Principal, id: string): Promise<DeskRegistrationDto> {
    return deskRegistrationJson(await this.registrations.one(staff, id));
  }
}
