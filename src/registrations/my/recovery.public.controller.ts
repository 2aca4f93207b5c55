import { Body, Controller, Get, HttpCode, Ip, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { parse } from '../../platform/http/validation.js';
import type { PageContext } from '../../platform/views/views.js';
import { attempt } from './attempt.js';
import { MyPages } from './my-pages.js';
import { RecoverDto } from './recover.dto.js';
import { Recovery } from './recovery.service.js';
import { textIn } from './sent-form.js';

/** For whoever has lost the link: the address they registered with gets it again. */
@Public()
@ApiExcludeController()
@Controller('my/recover')
export class RecoveryPublicController {
  constructor(
    private readonly recovery: Recovery,
    private readonly pages: MyPages,
  ) {}

  @Get()
  @PrivatePage()
  form(@Page() page: PageContext): string {
    return this.pages.bare('recover', page, { email: '', isSent: false });
  }

  /** The same answer, whether the address is known or not. */
  @Post()
  @HttpCode(200)
  @PrivatePage()
  async recover(
    @Body() body: unknown,
    @Ip() address: string,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const email = textIn(body, 'email');
    return attempt(
      reply,
      async () => {
        await this.recovery.recover(parse(RecoverDto, { email }).email, address);
        return this.pages.bare('recover', page, { email: '', isSent: true });
      },
      async ({ code, details }) =>
        this.pages.bare('recover', page, {
          ...{ email, isSent: false, faults: details.faults ?? [] },
          refusal: code === 'invalid' ? null : { act: 'recover', code },
        }),
    );
  }
}
