import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PrivatePage } from '../../platform/http/html-page.js';
import { OneClick } from '../../platform/http/one-click.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { parse } from '../../platform/http/validation.js';
import type { PageContext } from '../../platform/views/views.js';
import { attempt } from '../../registrations/my/attempt.js';
import { DomainError } from '../../shared/domain-error.js';
import { isMonth } from '../domain/digest-month.js';
import { DigestSettingsDto } from './digest.dto.js';
import { digestValuesOf } from './digest-form.js';
import { DigestPages } from './digest-pages.js';
import { DigestSubscriptions } from './digest-subscriptions.service.js';

/** What the page says of leaving a subscription, and of refusing a wish. */
const LEAVING = {
  active: { ask: 'ask', done: 'done' },
  pending: { ask: 'askRefuse', done: 'refused' },
} as const;

/** Behind the links of the digest's mails. Opening one changes nothing: programs that look at mails open them too. */
@Public()
@ApiExcludeController()
@Controller('digest/:token')
export class DigestLinkPublicController {
  constructor(
    private readonly subscriptions: DigestSubscriptions,
    private readonly pages: DigestPages,
  ) {}

  @Get()
  @PrivatePage()
  async show(
    @Param('token') token: string,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const reader = await this.subscriptions.behind(token);
    return reader ? this.pages.settings(page, { reader, token }) : this.gone(page, reply);
  }

  /** Says yes, or changes what is sent. */
  @Post()
  @HttpCode(200)
  @PrivatePage()
  async keep(
    @Param('token') token: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const before = await this.subscriptions.behind(token);
    if (!before) return this.gone(page, reply);
    const values = digestValuesOf(body);
    const wanted = { ...values, language: values.language || before.language };
    return attempt(
      reply,
      async () => {
        const isKept = await this.subscriptions.keep(token, parse(DigestSettingsDto, wanted));
        const reader = isKept ? await this.subscriptions.behind(token) : null;
        const news = before.status === 'pending' ? 'confirmed' : 'saved';
        return reader ? this.pages.settings(page, { reader, token }, { news }) : this.gone(page, reply);
      },
      async (refusal) => this.pages.settings(page, { reader: before, token }, { values, refusal }),
    );
  }

  @Get('leave')
  @PrivatePage()
  async askToLeave(@Param('token') token: string, @Page() page: PageContext): Promise<string> {
    const reader = await this.subscriptions.behind(token);
    return this.pages.leave(page, reader ? LEAVING[reader.status].ask : 'gone');
  }

  /** Also what a mail program sends by itself (RFC 8058): a second time, and for a link that never was, the answer is the same. */
  @Post('leave')
  @OneClick()
  @HttpCode(200)
  @PrivatePage()
  async leave(@Param('token') token: string, @Page() page: PageContext): Promise<string> {
    const left = await this.subscriptions.leave(token);
    return this.pages.leave(page, left ? LEAVING[left].done : 'gone');
  }

  /** The dates of a month that the subscription asks for; nothing is kept of who looks. */
  @Get('dates/:month')
  @PrivatePage()
  async dates(
    @Param('token') token: string,
    @Param('month') month: string,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (!isMonth(month)) throw new DomainError('unknown');
    const reader = await this.subscriptions.behind(token);
    return reader ? this.pages.dates(page, { reader, token, month }) : this.gone(page, reply);
  }

  private gone(page: PageContext, reply: FastifyReply): string {
    reply.status(404);
    return this.pages.leave(page, 'gone');
  }
}
