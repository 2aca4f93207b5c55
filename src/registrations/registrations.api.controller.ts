import { Body, Controller, Header, Headers, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../platform/http/public-route.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { RegisteringThrottle } from './public/registering-throttle.js';
import { RegisterDto } from './register.dto.js';
import { Registrations } from './registrations.service.js';
import { type RegistrationJson, registrationJson } from './sessions/session-json.js';

/** Registering. What the holder of a registration can do then is in `my/my.api.controller.ts`. */
@Public()
@ApiTags('registrations')
@Controller('api/v1/registrations')
export class RegistrationsApiController {
  constructor(
    private readonly registrations: Registrations,
    private readonly throttle: RegisteringThrottle,
  ) {}

  @Post()
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Register for all remaining sessions of a course, or for one session' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key and content is the same request',
  })
  @ApiResponse({
    status: 201,
    description: 'Confirmed, applied or on the waiting list: `status` says which.',
  })
  @ApiResponse({ status: 404, description: '`unknown`: no such course or session.' })
  @ApiResponse({
    status: 409,
    description:
      'Nothing was registered: `full`, `closed`, `not_yet_open`, `past`, `too_late`, `cancelled`, `not_offered`, ' +
      '`not_eligible`, `duplicate` (the address holds a place there), `conflict` (the key came with other content).',
  })
  @ApiResponse({ status: 422, description: '`invalid`: `faults` names each field.' })
  @ApiResponse({ status: 429, description: '`too_many_attempts`: `Retry-After` says when to ask again.' })
  @ApiResponse({ status: 503, description: '`busy`, `unavailable`: nothing was registered; send it again.' })
  async register(
    @Body() body: RegisterDto,
    @Headers('idempotency-key') key: string | undefined,
    @Ip() address: string,
  ): Promise<RegistrationJson> {
    await this.throttle.admit(address);
    return registrationJson(await this.registrations.register(body, idempotencyKeyOf(key)));
  }
}
