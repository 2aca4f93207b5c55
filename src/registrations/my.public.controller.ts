import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Clock } from '../platform/clock.js';
import { PrivatePage } from '../platform/http/html-page.js';
import { Page } from '../platform/http/page-context.js';
import { Public } from '../platform/http/public-route.js';
import { SeeOther } from '../platform/http/see-other.js';
import { type PageContext, Views, withLanguage } from '../platform/views/views.js';
import { DomainError } from '../shared/domain-error.js';
import { RegistrationTokens } from './registration-tokens.js';
import type { RegistrationView } from './registration-view.js';
import { Registrations } from './registrations.service.js';

/** The page a registrant keeps: see, skip one session, cancel. The token in its address is the only key. */
@Public()
@ApiExcludeController()
@Controller('my/:token')
export class MyPublicController {
  constructor(
    private readonly registrations: Registrations,
    private readonly clock: Clock,
    private readonly views: Views,
    private readonly tokens: RegistrationTokens,
  ) {}

  @Get()
  @PrivatePage()
  async see(
    @Param('token') token: string,
    @Query('new') isNew: unknown,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const registration = await this.registrations.byToken(token);
    const path = `/my/${registration.token}`;
    return this.views.page(
      'public/my',
      { ...page, path },
      {
        registration,
        now: this.clock.now(),
        news: newsOf(registration, isNew, done),
        manageUrl: this.tokens.manageUrl(registration.token, page.language),
      },
    );
  }

  /** Asks once more, and nothing else: no reason has to be given. */
  @Get('cancel')
  @PrivatePage()
  async askCancel(@Param('token') token: string, @Page() page: PageContext): Promise<string> {
    const registration = await this.registrations.byToken(token);
    return this.views.page('public/my-cancel', page, { registration, now: this.clock.now() });
  }

  @Post('cancel')
  async cancel(@Param('token') token: string, @Page() page: PageContext): Promise<never> {
    await this.registrations.cancel(token);
    throw new SeeOther(withLanguage(`/my/${token}?done=cancel`, page.language));
  }

  @Get('places/:session/release')
  @PrivatePage()
  async askRelease(
    @Param('token') token: string,
    @Param('session') sessionId: string,
    @Page() page: PageContext,
  ): Promise<string> {
    const registration = await this.registrations.byToken(token);
    const place = registration.places.find(({ session }) => session.id === sessionId);
    if (!place) throw new DomainError('unknown');
    return this.views.page('public/my-release', page, { registration, place });
  }

  /** @throws DomainError `unknown` where no place is held there, `past` once the session has started */
  @Post('places/:session/release')
  async release(
    @Param('token') token: string,
    @Param('session') sessionId: string,
    @Page() page: PageContext,
  ): Promise<never> {
    await this.registrations.release(token, sessionId);
    throw new SeeOther(withLanguage(`/my/${token}?done=release`, page.language));
  }
}

/** What has just happened, for the head of the page; an address says so, the registration itself decides. */
function newsOf({ status }: RegistrationView, isNew: unknown, done: unknown): string | null {
  if (done === 'cancel') return status === 'cancelled' ? 'cancelled' : null;
  if (done === 'release') return 'released';
  return isNew === '1' && status !== 'cancelled' ? status : null;
}
