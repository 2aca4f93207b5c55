import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../organizations/access.js';
import { Principal } from '../organizations/principal.js';
import { Clock } from '../platform/clock.js';
import { Page } from '../platform/http/page-context.js';
import { type PageContext, Views } from '../platform/views/views.js';
import { ProgrammeAccess } from '../programmes/programme-access.js';
import { Desk } from '../registrations/desk/desk.service.js';
import { Undelivered } from '../registrations/ledger/undelivered.js';
import { HomeQueries } from './home.queries.js';

const DAYS_AHEAD = 14;
const DAYS_BACK = 30;

/** The first page after signing in: what is next, and what waits for someone. */
@ApiExcludeController()
@Controller('staff')
export class HomeStaffController {
  constructor(
    private readonly sessions: HomeQueries,
    private readonly views: Views,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
    private readonly desk: Desk,
    private readonly undelivered: Undelivered,
  ) {}

  @Get()
  @Requires('viewer')
  @Header('content-type', 'text/html; charset=utf-8')
  async home(@CurrentStaff() principal: Principal, @Page() page: PageContext): Promise<string> {
    const scope = await this.access.scope(principal, 'viewer');
    const now = this.clock.now();
    const [upcoming, unrecorded, desk, undelivered] = await Promise.all([
      this.sessions.upcoming(scope, now, DAYS_AHEAD),
      this.sessions.unrecorded(scope, now, DAYS_BACK),
      // What staff may decide, not what they may look at.
      this.access.scope(principal, 'reception').then((own) => this.desk.counts(own)),
      this.undelivered.counts(principal),
    ]);
    return this.views.page('staff/home', page, {
      upcoming,
      unrecorded,
      desk,
      undelivered: undelivered.people,
      waiting: undelivered,
      today: upcoming.filter((session) => session.isToday && session.status === 'scheduled'),
      queued: upcoming.filter((session) => session.waiting > 0 && session.status === 'scheduled'),
      // What others host with them says whose it is.
      severalOrganizations: scope.organizations.length + scope.programmes.length > 1,
      days: { ahead: DAYS_AHEAD, back: DAYS_BACK },
    });
  }
}
