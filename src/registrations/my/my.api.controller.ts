import { randomUUID } from 'node:crypto';
import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Headers,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Patch,
  Post,
} from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/http/public-route.js';
import { idempotencyKeyOf } from '../idempotency-key.js';
import { RegistrationViews } from '../registration-views.js';
import { type RegistrationJson, registrationJson } from '../sessions/session-json.js';
import { CancelDto, MoveDto, PartyDto, TransferDto } from './change.dto.js';
import { ChangesOfMind } from './changes-of-mind.service.js';
import { Moves } from './moves.service.js';
import { PartyChanges } from './party-changes.service.js';
import { type StandingJson, standingJson } from './standing-json.js';
import { Standings } from './standings.js';
import { Transfers } from './transfers.service.js';

/** One registration, by the token of its link: what its page can do, for programs. */
@Public()
@ApiTags('registrations')
@Controller('api/v1/registrations/:token')
export class MyApiController {
  constructor(
    private readonly views: RegistrationViews,
    private readonly standings: Standings,
    private readonly changes: ChangesOfMind,
    private readonly parties: PartyChanges,
    private readonly moves: Moves,
    private readonly transfers: Transfers,
  ) {}

  @Get()
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'The registration that this secret token belongs to, and what keeps it waiting' })
  async one(@Param('token') token: string): Promise<RegistrationJson & StandingJson> {
    const registration = await this.views.byToken(token);
    const standing = await this.standings.of(registration);
    return { ...registrationJson(registration), ...standingJson(registration, standing) };
  }

  @Delete()
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Give back all places in sessions to come, with or without a reason' })
  async cancel(@Param('token') token: string, @Body() body: CancelDto): Promise<RegistrationJson> {
    return registrationJson(await this.changes.cancel(token, body.reason ?? null));
  }

  @Patch()
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Change how many people come, or who comes along; what is left out stays' })
  async change(@Param('token') token: string, @Body() body: PartyDto): Promise<RegistrationJson> {
    return registrationJson(await this.parties.change(token, body));
  }

  @Post('places/:session/release')
  @HttpCode(200)
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Give back the place in one session and keep the others' })
  async release(
    @Param('token') token: string,
    @Param('session', ParseUUIDPipe) session: string,
  ): Promise<RegistrationJson> {
    return registrationJson(await this.changes.release(token, session));
  }

  @Post('places/:session/return')
  @HttpCode(200)
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Come back to a session that was given up, if there is room' })
  async return(
    @Param('token') token: string,
    @Param('session', ParseUUIDPipe) session: string,
  ): Promise<RegistrationJson> {
    return registrationJson(await this.changes.return(token, session));
  }

  @Post('offer/accept')
  @HttpCode(200)
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Take the seats that were offered' })
  async accept(@Param('token') token: string): Promise<RegistrationJson> {
    return registrationJson(await this.changes.accept(token));
  }

  @Post('offer/decline')
  @HttpCode(200)
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Let the offered seats go to the next and wait on' })
  async decline(@Param('token') token: string): Promise<RegistrationJson> {
    return registrationJson(await this.changes.decline(token));
  }

  @Post('wait')
  @HttpCode(200)
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Be asked again, after an offer that was declined or ran out' })
  async waitOn(@Param('token') token: string): Promise<RegistrationJson> {
    return registrationJson(await this.changes.waitOn(token));
  }

  @Post('move')
  @HttpCode(200)
  @Header('cache-control', 'private, no-store')
  @ApiOperation({
    summary: 'Move to another course or session of the same programme; refused, nothing is given up',
  })
  async move(@Param('token') token: string, @Body() body: MoveDto): Promise<RegistrationJson> {
    return registrationJson(await this.moves.move(token, body));
  }

  @Post('transfer')
  @HttpCode(201)
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Hand the places in sessions to come over to another person' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key and content: the same act',
  })
  async transfer(
    @Param('token') token: string,
    @Body() body: TransferDto,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<RegistrationJson & { receiver: { manageUrl: string | null } }> {
    const request = idempotencyKeyOf(key) ?? randomUUID();
    const { given, manageUrl } = await this.transfers.transfer(token, body, request);
    return { ...registrationJson(given), receiver: { manageUrl } };
  }
}
