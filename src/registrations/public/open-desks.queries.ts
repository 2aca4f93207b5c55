import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RegistrationMode } from '../../programmes/course.entity.js';
import { addDays, type CivilDate } from '../../shared/civil-time.js';
import {
  conditionsOf,
  ORDINARY,
  runByTown,
  type SessionFilter,
  someOf,
} from '../sessions/session-conditions.js';
import type { ProgrammeLink } from './programme-pages.queries.js';

/** What is open several days a week and takes no registrations here: a desk, a free space. */
export interface OpenDesk {
  readonly courseId: string;
  readonly mode: RegistrationMode;
  readonly programme: ProgrammeLink & { readonly kind: string };
  readonly organization: { readonly slug: string; readonly name: string; readonly nameEn: string | null };
  readonly venue: { readonly name: string; readonly nameEn: string | null } | null;
  /** Its ordinary days in the time looked at, in their order; times are civil, null where not known. */
  readonly days: readonly DeskDay[];
}

export interface DeskDay {
  readonly id: string;
  readonly startsOn: CivilDate;
  readonly startTime: string | null;
  readonly endTime: string | null;
  /** Instant (ISO 8601) at which it is over: the end of the day where no time is known. */
  readonly endsAt: string;
}

/** Three days a week, less what public holidays take: Monday, Wednesday, Friday of a year make 2.8; twice a week never does. */
const DAYS_A_WEEK = 2.5;
/** A festival of six days in a row is an event; what goes on for a month is open. */
const WEEKS = 4;
/** As many days as a desk's pattern of weekdays is read from. */
const DAYS_AHEAD = 28;

/** A Monday: weeks are counted from it. */
const FIRST_WEEK = `DATE '2001-01-01'`;

/**
 * Parameters: the first day of the time looked at; organization, kinds, audiences, programme, town as far as they are asked for.
 * `days` are the sessions of the desk that count as its days.
 */
const desks = (days: string) => `
WITH desk AS (
  SELECT course.id AS course_id, course.registration_mode AS mode, course.programme_id
  FROM courses course
  JOIN programmes programme ON programme.id = course.programme_id
  JOIN organizations organization ON organization.id = programme.organization_id
  CROSS JOIN LATERAL (
    SELECT count(DISTINCT session.starts_on) AS days,
      count(DISTINCT (session.starts_on - ${FIRST_WEEK}) / 7) AS weeks
    FROM sessions session
    WHERE session.course_id = course.id AND session.starts_on IS NOT NULL AND ${ORDINARY}) held
  WHERE course.registration_mode NOT IN ('course', 'session', 'both')
    AND ($2::text IS NULL OR organization.slug = $2) AND ($3::text[] IS NULL OR programme.kind = ANY($3))
    AND ($4::text[] IS NULL OR programme.audiences && $4) AND ($5::text IS NULL OR programme.slug = $5)
    AND ($6::text IS NULL OR ${runByTown('programme.id', 'programme.organization_id', '$6')})
    AND EXISTS (SELECT FROM sessions session
      WHERE session.course_id = course.id AND session.starts_on >= $1::date AND ${ORDINARY})
    AND held.days >= ${DAYS_A_WEEK} * held.weeks AND held.weeks >= ${WEEKS}
)
SELECT desk.course_id AS "courseId", desk.mode,
  json_build_object('slug', programme.slug, 'title', programme.title, 'titleEn', programme.title_en,
    'kind', programme.kind) AS programme,
  json_build_object('slug', organization.slug, 'name', organization.name, 'nameEn', organization.name_en) AS organization,
  (SELECT json_build_object('name', venue.name, 'nameEn', venue.name_en) FROM sessions session
   JOIN venues venue ON venue.id = session.venue_id
   WHERE session.course_id = desk.course_id AND ${days}
   ORDER BY session.starts_on, session.id LIMIT 1) AS venue,
  (SELECT coalesce(json_agg(json_build_object('id', session.id, 'startsOn', session.starts_on,
     'startTime', to_char(session.start_time, 'HH24:MI'), 'endTime', to_char(session.end_time, 'HH24:MI'),
     'endsAt', session.ends_at)
     ORDER BY session.starts_on, session.start_time NULLS FIRST, session.id), '[]')
   FROM sessions session WHERE session.course_id = desk.course_id AND ${days}) AS days
FROM desk
JOIN programmes programme ON programme.id = desk.programme_id
JOIN organizations organization ON organization.id = programme.organization_id
ORDER BY organization.slug, programme.position, programme.key, desk.course_id`;

/** Finds what would otherwise fill every day of every list. */
@Injectable()
export class OpenDesks {
  constructor(private readonly db: DataSource) {}

  /** The desks that the filter lets through, each with those of its days from `from` to `to`, or for four weeks, that it lets through. */
  async list(
    filter: SessionFilter,
    from: CivilDate,
    to: CivilDate = addDays(from, DAYS_AHEAD - 1),
  ): Promise<OpenDesk[]> {
    const { organization = null, programme = null, town = null } = filter;
    const [kinds, audiences] = [someOf(filter.kind), someOf(filter.audience)];
    const parameters: unknown[] = [from, organization, kinds, audiences, programme, town];
    parameters.push(to);
    const days = [
      `session.starts_on BETWEEN $1::date AND $${parameters.length}::date`,
      ORDINARY,
      ...conditionsOf(placeAndManner(filter), parameters),
    ];
    return this.db.query(desks(days.join(' AND ')), parameters);
  }
}

/** What is asked of each of a desk's days. */
function placeAndManner(filter: SessionFilter): SessionFilter {
  const { venue, online, walkIn, stepFree, anonymous, lookOnly, programmes, near, perhapsFreeAt } = filter;
  return { venue, online, walkIn, stepFree, anonymous, lookOnly, programmes, near, perhapsFreeAt };
}
