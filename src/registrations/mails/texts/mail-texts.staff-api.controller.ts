import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../../organizations/access.js';
import { Principal } from '../../../organizations/principal.js';
import { LANGUAGES } from '../../../platform/views/messages.js';
import { type EditedText, MailTextEditing } from './mail-text-editing.service.js';
import { MailTextDto, MailTextJson, TEXT_VARIANTS } from './mail-texts.dto.js';
import { placeholdersOf } from './placeholders.js';

/** What an organization's mails say, for other systems. */
@ApiTags('staff')
@ApiBearerAuth()
@ApiParam({ name: 'language', enum: LANGUAGES })
@ApiParam({ name: 'variant', enum: TEXT_VARIANTS })
@ApiResponse({ status: 404, description: 'No such organization among yours, or no such text.' })
@Requires('organizer')
@Controller('api/v1/staff/organizations/:slug/mail-texts/:kind/:language/:variant')
export class MailTextsStaffApiController {
  constructor(private readonly texts: MailTextEditing) {}

  @Get()
  @ApiOperation({ summary: 'What the mails of one kind say, and what can stand in it' })
  @ApiOkResponse({ type: MailTextJson })
  async one(
    @CurrentStaff() principal: Principal,
    @Param('slug') organization: string,
    @Param('kind') kind: string,
    @Param('language') language: string,
    @Param('variant') variant: string,
  ): Promise<MailTextJson> {
    return textJson(await this.texts.edited(principal, { organization, kind, language, variant }));
  }

  @Put()
  @ApiOperation({ summary: 'Say something else in the mails of one kind' })
  @ApiOkResponse({ type: MailTextJson })
  @ApiResponse({ status: 409, description: '`conflict`: the text has changed since `version`.' })
  @ApiResponse({ status: 422, description: '`invalid`, with the faults.' })
  async save(
    @CurrentStaff() principal: Principal,
    @Param('slug') organization: string,
    @Param('kind') kind: string,
    @Param('language') language: string,
    @Param('variant') variant: string,
    @Body() text: MailTextDto,
  ): Promise<MailTextJson> {
    const address = { organization, kind, language, variant };
    await this.texts.save(principal, address, text);
    return textJson(await this.texts.edited(principal, address));
  }

  @Delete()
  @HttpCode(200)
  @ApiOperation({ summary: 'Say the usual words again' })
  @ApiOkResponse({ type: MailTextJson })
  async reset(
    @CurrentStaff() principal: Principal,
    @Param('slug') organization: string,
    @Param('kind') kind: string,
    @Param('language') language: string,
    @Param('variant') variant: string,
  ): Promise<MailTextJson> {
    const address = { organization, kind, language, variant };
    await this.texts.reset(principal, address);
    return textJson(await this.texts.edited(principal, address));
  }
}

function textJson({
  organization,
  kind,
  language,
  variant,
  discreet,
  own,
  usual,
  version,
}: EditedText): MailTextJson {
  return {
    organization: organization.slug,
    kind: kind.kind,
    language,
    variant,
    isOwn: own !== null,
    ...(own ?? usual),
    version,
    placeholders: placeholdersOf(kind, discreet),
  };
}
