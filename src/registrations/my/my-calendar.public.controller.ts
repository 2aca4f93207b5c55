import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import type { PageContext } from '../../platform/views/views.js';
import { DomainError } from '../../shared/domain-error.js';
import { attempt } from './attempt.js';
import { CalendarAddresses } from './calendar-addresses.service.js';
import { doneAt } from './my.public.controller.js';
import { MyPages } from './my-pages.js';
import { textIn } from './sent-form.js';

/** A new address for the calendar of a registration, none at all, or one again. */
@Public()
@ApiExcludeController()
@Controller('my/:token/calendar')
export class MyCalendarPublicController {
  constructor(
    private readonly pages: MyPages,
    private readonly addresses: CalendarAddresses,
  ) {}

  /** Says what each does, and asks. */
  @Get()
  @PrivatePage()
  ask(@Param('token') token: string, @Page() page: PageContext): Promise<string> {
    return this.pages.about(token, 'calendar', page);
  }

  /** The form says which address it was made for: sent twice, it does the same once. */
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
        throw doneAt(token, await this.act(token, textIn(body, 'act'), textIn(body, 'replaces')), page);
      },
      ({ code }) => this.pages.about(token, 'calendar', page, { refusal: { act: 'calendar', code } }),
    );
  }

  /** @returns what has happened. @throws DomainError `invalid` for what none of the buttons asks for */
  private async act(token: string, act: string, replaces: string): Promise<string> {
    if (act === 'stop') {
      await this.addresses.stop(token);
      return 'calendarStopped';
    }
    if (act !== 'renew' && act !== 'own')
      throw new DomainError('invalid', { faults: [{ field: 'act', code: 'isIn' }] });
    const { isNew } = await (act === 'own'
      ? this.addresses.makeOwn(token)
      : this.addresses.renew(token, replaces || null));
    return isNew ? 'calendarRenewed' : 'calendarKept';
  }
}
