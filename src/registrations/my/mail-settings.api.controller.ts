import { Body, Controller, Header, Param, Patch } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/http/public-route.js';
import { type RegistrationJson, registrationJson } from '../sessions/session-json.js';
import { MailSettingsDto } from './mail-settings.dto.js';
import { MailSettings } from './mail-settings.service.js';

@Public()
@ApiTags('registrations')
@Controller('api/v1/registrations/:token/mail')
export class MailSettingsApiController {
  constructor(private readonly settings: MailSettings) {}

  @Patch()
  @Header('cache-control', 'private, no-store')
  @ApiOperation({
    summary: 'Which mails come, in what language, and what they may name; what is left out stays',
  })
  async change(@Param('token') token: string, @Body() body: MailSettingsDto): Promise<RegistrationJson> {
    return registrationJson(await this.settings.change(token, body));
  }
}
