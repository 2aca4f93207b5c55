import { Body, Controller, Get, HttpCode, Ip, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { parse } from '../../platform/http/validation.js';
import type { PageContext } from '../../platform/views/views.js';
import { attempt } from '../../registrations/my/attempt.js';
import { DigestRequestDto } from './digest.dto.js';
import { digestValuesOf } from './digest-form.js';
import { DigestPages } from './digest-pages.js';
import { DigestSubscriptions } from './digest-subscriptions.service.js';

/** `/digest`: who wants to hear of the next month's dates by mail leaves an address. */
@Public()
@ApiExcludeController()
@Controller('digest')
export class DigestPublicController {
  constructor(
    private readonly subscriptions: DigestSubscriptions,
    private readonly pages: DigestPages,
  ) {}

  /** The filters of the list of what is on may come along in the address; an address to mail to may not. */
  @Get()
  @PrivatePage()
  form(@Query() query: Record<string, unknown>, @Page() page: PageContext): Promise<string> {
    return this.pages.form(page, { ...digestValuesOf(query), email: '' });
  }

  /** The same answer, whether the address is known or not. */
  @Post()
  @HttpCode(200)
  @PrivatePage()
  request(
    @Body() body: unknown,
    @Ip() address: string,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const values = digestValuesOf(body);
    return attempt(
      reply,
      async () => {
        await this.subscriptions.request(
          parse(DigestRequestDto, { ...values, language: values.language || page.language }),
          address,
        );
        return this.pages.asked(page);
      },
      (refusal) => this.pages.form(page, values, refusal),
    );
  }
}
