import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, withLanguage } from '../../platform/views/views.js';
import { DomainError } from '../../shared/domain-error.js';
import type { RegistrationView } from '../registration-view.js';
import { attempt } from './attempt.js';
import { CancelDto, MAX_REASON } from './change.dto.js';
import { ChangesOfMind } from './changes-of-mind.service.js';
import { MyPages } from './my-pages.js';
import { textIn } from './sent-form.js';

/** The page a registrant keeps: see, skip or come back to one session, answer an offer, cancel. Its address is the only key. */
@Public()
@ApiExcludeController()
@Controller('my/:token')
export class MyPublicController {
  constructor(
    private readonly pages: MyPages,
    private readonly changes: ChangesOfMind,
  ) {}

  @Get()
  @PrivatePage()
  async see(
    @Param('token') token: string,
    @Query('new') isNew: unknown,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const news = isNew === '1' ? 'new' : typeof done === 'string' ? done : null;
    return this.pages.main(token, page, { news });
  }

  /** Asks once more; a reason may be given. */
  @Get('cancel')
  @PrivatePage()
  async askCancel(@Param('token') token: string, @Page() page: PageContext): Promise<string> {
    return this.pages.about(token, 'cancel', page, { values: { reason: '' }, maxReason: MAX_REASON });
  }

  @Post('cancel')
  @PrivatePage()
  async cancel(
    @Param('token') token: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return attempt(
      reply,
      async () => {
        const { reason = null } = parse(CancelDto, body);
        await this.changes.cancel(token, reason);
        throw doneAt(token, 'cancel', page);
      },
      (refusal) =>
        this.pages.about(token, 'cancel', page, {
          ...{ values: { reason: textIn(body, 'reason') }, maxReason: MAX_REASON },
          ...{ refusal: { act: 'cancel', code: refusal.code }, faults: refusal.details.faults ?? [] },
        }),
    );
  }

  @Get('places/:session/release')
  @PrivatePage()
  async askRelease(
    @Param('token') token: string,
    @Param('session') sessionId: string,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.pages.about(token, 'release', page, (registration) => ({
      place: placeOf(registration, sessionId),
    }));
  }

  /** @throws DomainError `unknown` where no place is held there */
  @Post('places/:session/release')
  @PrivatePage()
  async release(
    @Param('token') token: string,
    @Param('session') sessionId: string,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.act(token, 'release', page, reply, () => this.changes.release(token, sessionId));
  }

  /** @throws DomainError `unknown` where no place was held there */
  @Post('places/:session/return')
  @PrivatePage()
  async return(
    @Param('token') token: string,
    @Param('session') sessionId: string,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.act(token, 'return', page, reply, () => this.changes.return(token, sessionId));
  }

  @Post('offer/accept')
  @PrivatePage()
  async accept(
    @Param('token') token: string,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.act(token, 'accept', page, reply, () => this.changes.accept(token));
  }

  @Get('offer/decline')
  @PrivatePage()
  async askDecline(@Param('token') token: string, @Page() page: PageContext): Promise<string> {
    return this.pages.about(token, 'decline', page);
  }

  @Post('offer/decline')
  @PrivatePage()
  async decline(
    @Param('token') token: string,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.act(token, 'decline', page, reply, () => this.changes.decline(token));
  }

  @Post('wait')
  @PrivatePage()
  async waitOn(
    @Param('token') token: string,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.act(token, 'wait', page, reply, () => this.changes.waitOn(token));
  }

  /** One button: what it did, or why it did not, stands on the page of the registration. */
  private act(
    token: string,
    name: string,
    page: PageContext,
    reply: FastifyReply,
    act: () => Promise<unknown>,
  ): Promise<string> {
    return attempt(
      reply,
      async () => {
        await act();
        throw doneAt(token, name, page);
      },
      ({ code }) => this.pages.main(token, page, { refusal: { act: name, code } }),
    );
  }
}

/** Leads to the registration, which says what has been done. */
export function doneAt(token: string, done: string, page: PageContext): SeeOther {
  return new SeeOther(withLanguage(`/my/${token}?done=${done}`, page.language, page.furigana));
}

function placeOf(registration: RegistrationView, sessionId: string): RegistrationView['places'][number] {
  const place = registration.places.find(({ session }) => session.id === sessionId);
  if (!place) throw new DomainError('unknown');
  return place;
}
