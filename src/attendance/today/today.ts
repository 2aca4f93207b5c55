import { Injectable } from '@nestjs/common';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { Desk } from '../../registrations/desk/desk.service.js';
import { windowState } from '../../registrations/domain/registration-state.js';
import { civilDateOf, DEFAULT_TIME_ZONE } from '../../shared/civil-time.js';
import { fiscalYearOf } from '../../shared/fiscal-year.js';
import { HomeQueries } from './home.queries.js';
import { UndatedQueries } from './undated.queries.js';
import { type DrawAhead, WaitingQueries } from './waiting.queries.js';

/** Days after which a session that nobody has recorded is no longer asked for here. */
const DAYS_BACK = 30;
/** An offer that ends within so many hours is one that somebody may want to telephone about. */
const OFFER_HOURS = 24;

/** What staff see first: what is on, and what waits for them. The number of statements does not depend on how much there is. */
@Injectable()
export class Today {
  constructor(
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
    private readonly desk: Desk,
    private readonly sessions: HomeQueries,
    private readonly waiting: WaitingQueries,
    private readonly undated: UndatedQueries,
  ) {}

  /** All of it as far as this principal may see or do it. */
  async of(principal: Principal) {
    const now = this.clock.now();
    const [sees, marks, plans] = await Promise.all([
      this.access.scope(principal, 'viewer'),
      this.access.scope(principal, 'reception'),
      this.access.scope(principal, 'organizer'),
    ]);
    const years = yearsToPlan(now);
    const soon = new Date(now.getTime() + OFFER_HOURS * 3600 * 1000);
    const [upcoming, unrecorded, desk, offers, members, draws, plansShort, undatedSessions] =
      await Promise.all([
        this.sessions.upcoming({ sees, marks }, now),
        this.sessions.unrecorded({ sees, marks }, now, DAYS_BACK),
        this.desk.counts(marks),
        this.waiting.offersEnding(marks, soon),
        this.waiting.members(marks),
        this.waiting.draws(plans, now),
        this.undated.plans(sees, plans, years),
        this.undated.sessions(sees, plans, years),
      ]);
    return {
      today: upcoming.filter(({ isToday }) => isToday),
      thisWeek: upcoming.filter(({ isToday, weeksAhead }) => !isToday && weeksAhead === 0),
      nextWeek: upcoming.filter(({ weeksAhead }) => weeksAhead === 1),
      queued: upcoming.filter(({ waiting, status }) => waiting > 0 && status === 'scheduled'),
      ...{ unrecorded, desk, offers, members, plansShort, undatedSessions },
      draws: draws.filter((draw) => isDue(draw, now)),
      // What others host with them says whose it is.
      severalOrganizations: sees.organizations.length + sees.programmes.length > 1,
      days: { back: DAYS_BACK },
      hours: OFFER_HOURS,
    };
  }
}

/** The fiscal year that is running, and from January on the one that is being planned. */
function yearsToPlan(now: Date): number[] {
  const today = civilDateOf(now, DEFAULT_TIME_ZONE);
  const year = fiscalYearOf(today);
  return Number(today.slice(5, 7)) <= 3 ? [year, year + 1] : [year];
}

/** Whether nobody registers on the web any more: then lots can be drawn. */
function isDue({ isListed, sessions, ...course }: DrawAhead, now: Date): boolean {
  if (isListed) return true;
  return sessions.every(({ registrationClosedAt, ...session }) => {
    const closedAt = registrationClosedAt === null ? null : new Date(registrationClosedAt);
    const facts = {
      ...course,
      ...session,
      registrationClosedAt: closedAt,
      lotteryStage: 'collecting' as const,
    };
    const state = windowState(facts, now, 'web');
    return state !== 'open' && state !== 'not_yet_open';
  });
}
