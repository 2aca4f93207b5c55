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
  Post,
} from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../platform/http/public-route.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { RegisterDto } from './register.dto.js';
import { Registrations } from './registrations.service.js';
import { type RegistrationJson, registrationJson } from './session-json.js';

@Public()
@ApiTags('registrations')
@Controller('api/v1/registrations')
export class RegistrationsApiController {
  constructor(private readonly registrations: Registrations) {}

  @Post()
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Register for all remaining sessions of a course, or for one session' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key and content is the same request',
  })
  async register(
    @Body() body: RegisterDto,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<RegistrationJson> {
    return registrationJson(await this.registrations.register(body, idempotencyKeyOf(key)));
  }

  @Get(':token')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'The registration that this secret token belongs to' })
  async one(@Param('token') token: string): Promise<RegistrationJson> {
    return registrationJson(await this.registrations.byToken(token));
  }

  @Delete(':token')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Give back all places in sessions to come' })
  async cancel(@Param('token') token: string): Promise<RegistrationJson> {
    return registrationJson(await this.registrations.cancel(token));
  }

  @Post(':token/places/:session/release')
  @HttpCode(200)
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Give back the place in one session and keep the others' })
  async release(
    @Param('token') token: string,
    @Param('session', ParseUUIDPipe) session: string,
  ): Promise<RegistrationJson> {
    return registrationJson(await this.registrations.release(token, session));
  }
}
