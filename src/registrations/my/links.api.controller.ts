import { Body, Controller, Header, Headers, HttpCode, Ip, Param, Post } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/http/public-route.js';
import { idempotencyKeyOf } from '../idempotency-key.js';
import { Links, type NewLink } from './links.service.js';
import { RecoverDto } from './recover.dto.js';
import { Recovery } from './recovery.service.js';

/** Where no key was sent: a link is replaced once, so a repetition after a lost reply is the same request. */
const NO_KEY = 'once';

/** Links that were lost, or are in wrong hands. */
@Public()
@ApiTags('registrations')
@Controller('api/v1/registrations')
export class LinksApiController {
  constructor(
    private readonly links: Links,
    private readonly recovery: Recovery,
  ) {}

  @Post('recover')
  @HttpCode(202)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Send the links of an address to it; the answer is the same where it is not known',
  })
  @ApiResponse({ status: 202, description: 'A mail is sent where the address has registrations.' })
  @ApiResponse({ status: 422, description: '`invalid`: no mail address.' })
  @ApiResponse({ status: 429, description: '`too_many_attempts`: `Retry-After` says when to ask again.' })
  async recover(@Body() body: RecoverDto, @Ip() address: string): Promise<void> {
    await this.recovery.recover(body.email, address);
  }

  @Post(':token/link')
  @HttpCode(200)
  @Header('cache-control', 'private, no-store')
  @ApiOperation({
    summary:
      'Replace the secret link: the old one opens nothing any more. Mailed (then null here) or answered',
  })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'The same key: the same act' })
  async replace(
    @Param('token') token: string,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<NewLink> {
    return this.links.replace(token, idempotencyKeyOf(key) ?? NO_KEY);
  }
}
