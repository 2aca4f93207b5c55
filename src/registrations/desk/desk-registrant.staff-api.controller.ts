import { Body, Controller, Header, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { MoveDto, PartyDto } from '../my/change.dto.js';
import { Addressing } from './addressing.service.js';
import { Deciding } from './deciding.service.js';
import { AddressDto, SessionChoiceDto } from './desk.dto.js';
import { DeskRegistrationDto } from './desk-json.dto.js';
import { deskRegistrationJson } from './desk-json.js';
import { DeskRegistrations } from './desk-registrations.service.js';
import { ForRegistrant } from './for-registrant.service.js';
import { Reshaping } from './reshaping.service.js';

/** What a registrant can do by their link, done by staff for them. Each answers with the registration as it then is. */
@ApiTags('staff')
@ApiBearerAuth()
@ApiResponse({ status: 404, description: 'No such registration in your organizations.' })
@ApiResponse({ status: 409, description: '`conflict`, `full`, `expired`, `past`, `closed`.' })
@Controller('api/v1/staff/registrations/:id')
export class DeskRegistrantStaffApiController {
  constructor(
    private readonly registrations: DeskRegistrations,
    private readonly registrant: ForRegistrant,
    private readonly reshaping: Reshaping,
    private readonly deciding: Deciding,
    private readonly addressing: Addressing,
  ) {}

  @Post('skip')
  @HttpCode(200)
  @ApiOkResponse({ type: DeskRegistrationDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Give back the place in one session and keep the others' })
  async skip(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { session }: SessionChoiceDto,
  ) {
    await this.reshaping.skip(staff, id, session);
    return this.shown(staff, id);
  }

  @Post('return')
  @HttpCode(200)
  @ApiOkResponse({ type: DeskRegistrationDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Come to a session after all that was skipped, if there is room' })
  async return(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { session }: SessionChoiceDto,
  ) {
    await this.registrant.return(staff, id, session);
    return this.shown(staff, id);
  }

  @Post('people')
  @HttpCode(200)
  @ApiOkResponse({ type: DeskRegistrationDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Change how many come, and who' })
  async people(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: PartyDto,
  ) {
    await this.registrant.party(staff, id, body);
    return this.shown(staff, id);
  }

  @Post('address')
  @HttpCode(200)
  @ApiOkResponse({ type: DeskRegistrationDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({
    summary:
      'Put the mail address right, or take it away; what did not arrive is sent to the new one, and a link that went to the old one is replaced',
  })
  async address(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: AddressDto,
  ) {
    await this.addressing.change(staff, id, body);
    return this.shown(staff, id);
  }

  @Post('move')
  @HttpCode(200)
  @ApiOkResponse({ type: DeskRegistrationDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Move to another course or session of the programme, if there is room' })
  async move(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: MoveDto,
  ) {
    await this.registrant.move(staff, id, body);
    return this.shown(staff, id);
  }

  @Post('offer/accept')
  @HttpCode(200)
  @ApiOkResponse({ type: DeskRegistrationDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Take the seats that were offered, for them' })
  async accept(@CurrentStaff() staff: Principal, @Param('id', ParseUUIDPipe) id: string) {
    await this.deciding.accept(staff, id);
    return this.shown(staff, id);
  }

  @Post('offer/decline')
  @HttpCode(200)
  @ApiOkResponse({ type: DeskRegistrationDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Let the offered seats go to the next, for them' })
  async refuse(@CurrentStaff() staff: Principal, @Param('id', ParseUUIDPipe) id: string) {
    await this.deciding.refuse(staff, id);
    return this.shown(staff, id);
  }

  private async shown(staff: Principal, id: string): Promise<DeskRegistrationDto> {
    return deskRegistrationJson(await this.registrations.one(staff, id));
  }
}
