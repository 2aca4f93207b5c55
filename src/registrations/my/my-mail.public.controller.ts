import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { parse } from '../../platform/http/validation.js';
import { LANGUAGES } from '../../platform/views/messages.js';
import type { PageContext } from '../../platform/views/views.js';
import { MAIL_WANTED } from '../domain/statuses.js';
import { LockScreenViews } from '../mails/texts/lock-screens.js';
import type { RegistrationView } from '../registration-view.js';
import { attempt } from './attempt.js';
import { MailSettingsDto } from './mail-settings.dto.js';
import { MailSettings } from './mail-settings.service.js';
import { doneAt } from './my.public.controller.js';
import { MyPages } from './my-pages.js';
import { textIn } from './sent-form.js';

/** Which mails come, in what language, and what they give away. */
@Public()
@ApiExcludeController()
@Controller('my/:token/mail')
export class MyMailPublicController {
  constructor(
    private readonly pages: MyPages,
    private readonly settings: MailSettings,
    private readonly lockScreens: LockScreenViews,
  ) {}

  @Get()
  @PrivatePage()
  ask(@Param('token') token: string, @Page() page: PageContext): Promise<string> {
    return this.pages.about(token, 'mail', page, (registration) => this.formOf(registration));
  }

  @Post()
  @HttpCode(200)
  @PrivatePage()
  change(
    @Param('token') token: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return attempt(
      reply,
      async () => {
        await this.settings.change(token, parse(MailSettingsDto, body));
        throw doneAt(token, 'mail', page);
      },
      ({ code, details }) =>
        this.pages.about(token, 'mail', page, async (registration) => ({
          ...(await this.formOf(registration)),
          values: {
            language: textIn(body, 'language'),
            discreet: textIn(body, 'discreet'),
            mailWanted: textIn(body, 'mailWanted'),
          },
          faults: details.faults ?? [],
          refusal: code === 'invalid' ? null : { act: 'mail', code },
        })),
    );
  }

  private async formOf({ id, language, discreet, mailWanted }: RegistrationView) {
    return {
      languages: LANGUAGES,
      wanted: MAIL_WANTED,
      values: { language, discreet: String(discreet), mailWanted },
      screens: await this.lockScreens.ofRegistration(id, language),
      mailLanguage: language,
    };
  }
}
