import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { WholeCourses, type WholeOf } from '../../registrations/finding/whole-courses.js';
import { type DayOfSessions, days } from '../../registrations/public/day-list.js';
import { desksOf, gatheredOf } from '../../registrations/public/desk-slots.js';
import { OpenDesks } from '../../registrations/public/open-desks.queries.js';
import { siteDay } from '../../registrations/public/site-day.js';
import { Sessions } from '../../registrations/sessions/sessions.js';
import { DomainError } from '../../shared/domain-error.js';
import type { EmbedQuery } from '../subscribing/choice.dto.js';
import { type Named, selectOrganization, selectProgramme } from '../subscribing/choice.queries.js';

const USUAL_LIMIT = 10;

/** What an embedded list shows. */
export interface EmbeddedList {
  readonly organization: (Named & { readonly accent: string | null }) | undefined;
  readonly programme: Named | undefined;
  readonly now: Date;
  /** Sessions to come by day; the day on which one starts may be past where it goes on. */
  readonly days: readonly DayOfSessions[];
  readonly wholeOf: WholeOf;
  /** What is open several days a week. */
  readonly desks: ReturnType<typeof desksOf>;
  /** True where there are more sessions than the list may show. */
  readonly hasMore: boolean;
}

/** The sessions to come of an organization, a programme or of all, as the first page has them. */
@Injectable()
export class EmbeddedLists {
  constructor(
    private readonly db: DataSource,
    private readonly sessions: Sessions,
    private readonly desks: OpenDesks,
    private readonly courses: WholeCourses,
    private readonly clock: Clock,
  ) {}

  /**
   * @param scope organization by its slug; programme by its key in the programme file or by its slug
   * @throws DomainError `unknown` for an organization or programme that does not exist
   */
  async list(
    scope: { readonly organization?: string; readonly programme?: string },
    query: Pick<EmbedQuery, 'kind' | 'audience' | 'limit' | 'from'>,
  ): Promise<EmbeddedList> {
    const { organization, programme } = await this.named(scope);
    const now = this.clock.now();
    const today = siteDay(now);
    const month = `${query.from ?? today.slice(0, 7)}-01`;
    const from = month > today ? month : today;
    const { kind, audience, limit = USUAL_LIMIT } = query;
    const filter = { organization: organization?.slug, programme: programme?.slug, kind, audience };
    const desks = await this.desks.list(filter, from);
    const gathered = gatheredOf(desks);
    const found = await this.sessions.list({ ...filter, gathered, from, notOverAt: now, limit: limit + 1 });
    const shown = found.slice(0, limit);
    return {
      organization,
      programme,
      now,
      days: days(shown),
      wholeOf: await this.courses.standing(shown),
      desks: desksOf(desks, now),
      hasMore: found.length > limit,
    };
  }

  private async named({ organization: slug, programme: name }: Parameters<EmbeddedLists['list']>[0]) {
    // PostgreSQL refuses NUL in text; no name has one.
    if (`${slug}${name}`.includes('\0')) throw new DomainError('unknown');
    const organization = slug === undefined ? undefined : await selectOrganization(this.db, slug);
    const programme =
      slug === undefined || name === undefined ? undefined : await selectProgramme(this.db, slug, name);
    if ((slug && !organization) || (name && !programme)) throw new DomainError('unknown');
    return { organization, programme };
  }
}
