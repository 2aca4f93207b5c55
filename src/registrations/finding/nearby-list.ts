import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { DomainError } from '../../shared/domain-error.js';
import { type DayOfSessions, days } from '../public/day-list.js';
import { desksOf, gatheredOf } from '../public/desk-slots.js';
import { monthBounds } from '../public/month-grid.js';
import { OpenDesks } from '../public/open-desks.queries.js';
import { siteDay } from '../public/site-day.js';
import type { SessionFilter } from '../sessions/session-conditions.js';
import { readCursor } from '../sessions/session-cursor.js';
import { audiencesFor } from './audiences.js';
import { FoundSessions } from './found-sessions.js';
import type { NearbyQuery } from './nearby.dto.js';
import { countLeftOut, type LeftOut, type LineFacts, selectLineFacts } from './nearby.queries.js';
import { type OrganizationChoice, Places, type VenueChoice } from './places.queries.js';
import type { WholeOf } from './whole-courses.js';

/** Sessions of one page: as many as a few sheets of paper hold. */
const PAGE_SIZE = 100;
/** Kilometres, where a venue is chosen and no distance. */
const USUAL_RADIUS = '10';

/** What is on in one month in and around a place. */
export interface Nearby {
  readonly days: readonly DayOfSessions[];
  readonly count: number;
  /** Where the list goes on; null: it ends here. */
  readonly next: string | null;
  readonly wholeOf: WholeOf;
  readonly desks: ReturnType<typeof desksOf>;
  readonly facts: ReadonlyMap<string, LineFacts>;
  /** Null where nothing was left out for its place: the page is about an organization, not about distances. */
  readonly leftOut: LeftOut | null;
  /** The first day that the page is about: today, or the first of another month. */
  readonly from: string;
}

/** Where and when, as the address says it. */
export interface Surroundings {
  readonly organizations: readonly OrganizationChoice[];
  readonly organization: OrganizationChoice | undefined;
  /** Venues of the organization that are on the map. */
  readonly venues: readonly VenueChoice[];
  readonly centre: VenueChoice | undefined;
  readonly radius: string;
  /** `YYYY-MM`. */
  readonly month: string;
  readonly thisMonth: string;
}

@Injectable()
export class NearbyList {
  constructor(
    private readonly db: DataSource,
    private readonly places: Places,
    private readonly found: FoundSessions,
    private readonly desks: OpenDesks,
    private readonly clock: Clock,
  ) {}

  /**
   * At most two queries.
   * @throws DomainError `invalid_query` for an organization that does not exist, or a venue that it does not have on the map
   */
  async surroundings(query: NearbyQuery): Promise<Surroundings> {
    const organizations = await this.places.organizations();
    const slug = query.organization ?? query.venue?.split('.')[0];
    const organization = organizations.find((one) => one.slug === slug);
    if (slug !== undefined && !organization)
      throw unknown(
        'organization',
        organizations.map((one) => one.slug),
      );
    const venues = organization ? (await this.places.venues(organization.slug)).filter(isOnMap) : [];
    const isOwn = query.venue?.split('.')[0] === slug;
    const centre = isOwn ? venues.find(({ code }) => code === query.venue) : undefined;
    if (isOwn && query.venue !== undefined && !centre)
      throw unknown(
        'venue',
        venues.map(({ code }) => code),
      );
    const thisMonth = siteDay(this.clock.now()).slice(0, 7);
    const { month = thisMonth, radius = USUAL_RADIUS } = query;
    return { organizations, organization, venues, centre, radius, month, thisMonth };
  }

  /** What is on there: at most six queries. */
  async list(
    { organization, centre, radius, month }: Surroundings & { readonly organization: OrganizationChoice },
    { audience: whose, after }: Pick<NearbyQuery, 'audience' | 'after'>,
  ): Promise<Nearby> {
    const now = this.clock.now();
    const today = siteDay(now);
    const bounds = monthBounds(month);
    const from = bounds.from < today && today <= bounds.to ? today : bounds.from;
    const audience = audiencesFor(whose);
    const time = { from, to: bounds.to, audience, notOverAt: from === today ? now : undefined };
    const near = centre && {
      venueIds: await this.places.around(centre.id, Number(radius)),
      town: organization.slug,
    };
    const where: SessionFilter = near ? { near } : { town: organization.slug };
    const open = await this.desks.list({ ...where, audience }, from, bounds.to);
    const wanted = { ...time, ...where, gathered: gatheredOf(open) };
    const { sessions, next, wholeOf } = await this.found.page(
      { ...wanted, after: readCursor(after) },
      PAGE_SIZE,
    );
    const slugs = [...new Set([...sessions, ...open].map(({ programme }) => programme.slug))];
    const facts = await selectLineFacts(this.db, slugs);
    return {
      ...{ days: days(sessions), count: sessions.length, next, from, wholeOf },
      desks: after === undefined ? desksOf(open, now) : [],
      facts: new Map(facts.map((one) => [one.slug, one])),
      leftOut: near
        ? await countLeftOut(
            this.db,
            time,
            near,
            open.map(({ courseId }) => courseId),
          )
        : null,
    };
  }
}

function isOnMap({ isOnMap }: VenueChoice): boolean {
  return isOnMap;
}

function unknown(field: string, allowed: readonly string[]): DomainError {
  const params = allowed.length > 0 ? { allowed: allowed.join(', ') } : undefined;
  return new DomainError('invalid_query', { faults: [{ field, code: 'isIn', params }] });
}
