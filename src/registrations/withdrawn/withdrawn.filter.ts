import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock.js';
import { ErrorFilter } from '../../platform/http/error.filter.js';
import { pageContextOf } from '../../platform/http/page-context.js';
import { Views } from '../../platform/views/views.js';
import { DomainError } from '../../shared/domain-error.js';
import { WholeCourses } from '../finding/whole-courses.js';
import { dayList } from '../public/day-list.js';
import { gatheredOf } from '../public/desk-slots.js';
import { OpenDesks } from '../public/open-desks.queries.js';
import { nextToComeTo } from '../public/pages/coming.js';
import { siteDay } from '../public/site-day.js';
import type { SessionFilter } from '../sessions/session-conditions.js';
import { Sessions } from '../sessions/sessions.js';
import { type Withdrawn, WithdrawnPages } from './withdrawn-pages.queries.js';

/** Sessions that are named instead. */
const SHOWN = 6;
/** Sessions among which they are looked for. */
const LOOKED_AT = 20;

/** Where nothing is at an address any more: 410 with what is on instead; where nothing ever was, the error filter's 404. */
@Catch(DomainError)
@Injectable()
export class WithdrawnFilter implements ExceptionFilter<DomainError> {
  private readonly others: ErrorFilter;

  constructor(
    private readonly withdrawn: WithdrawnPages,
    private readonly sessions: Sessions,
    private readonly desks: OpenDesks,
    private readonly courses: WholeCourses,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {
    this.others = new ErrorFilter(views);
  }

  async catch(refused: DomainError, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    try {
      const page = refused.code === 'unknown' ? await this.pageOf(request) : null;
      if (page === null) return this.others.refuse(refused, request, reply);
      reply.status(410).header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page);
    } catch (error) {
      // Nest does not wait for a filter: what fails here would be nobody's.
      this.others.refuse(error, request, reply);
    }
  }

  private async pageOf(request: FastifyRequest): Promise<string | null> {
    const context = pageContextOf(request);
    const path = pathOf(request.url);
    const withdrawn = path === null ? null : await this.withdrawn.at(path);
    if (withdrawn === null) return null;
    const now = this.clock.now();
    const { of, sessions } = await this.insteadOf(withdrawn, now);
    return this.views.page('public/withdrawn', context, {
      ...withdrawn,
      kind: path!.split('/')[1],
      of,
      months: dayList(sessions),
      wholeOf: await this.courses.standing(sessions),
      now,
    });
  }

  /**
   * What comes next of the same programme; where nothing does, of the same organization, without the days of what is open several days
   * a week. What one can still come to is named before what is closed or cancelled.
   */
  private async insteadOf({ organization, programme }: Withdrawn, now: Date) {
    const from = siteDay(now);
    const coming = { from, notOverAt: now, limit: LOOKED_AT };
    const soonest = async (which: SessionFilter) =>
      nextToComeTo(await this.sessions.list({ ...coming, ...which }), now).slice(0, SHOWN);
    const own = programme ? await soonest({ programme: programme.slug }) : [];
    if (own.length > 0) return { of: 'programme', sessions: own };
    const desks = await this.desks.list({ organization: organization.slug }, from);
    const gathered = gatheredOf(desks);
    return { of: 'organization', sessions: await soonest({ organization: organization.slug, gathered }) };
  }
}

/** Path of an address, decoded; null where it holds what no path of ours does. */
function pathOf(url: string): string | null {
  try {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    return path.includes('\0') ? null : path;
  } catch {
    return null;
  }
}
