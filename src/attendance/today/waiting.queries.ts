import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FileChannels } from '../../programmes/domain/registering-file.js';
import type { StaffScope } from '../../programmes/programme-access.js';
import { toCome } from '../../registrations/seats/to-come.queries.js';

/** At most so many lines of a sort: the rest is counted. */
const MOST = 20;

/** Seats that are held for somebody until a moment that is near. */
export interface OfferSoon {
  readonly registration: string;
  /** 受付番号 */
  readonly code: string;
  readonly expiresAt: Date;
  /** IANA zone of the organization. */
  readonly timeZone: string;
  readonly programme: string;
  readonly programmeEn: string | null;
  /** How many there are in all. */
  readonly total: number;
}

/** Requests for which lots are drawn: of a whole course, or of one session. */
export interface DrawAhead {
  readonly courseId: string;
  readonly sessionId: string | null;
  readonly requests: number;
  readonly programme: string;
  readonly programmeEn: string | null;
  readonly course: string;
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
  readonly channels: FileChannels | null;
  /** True where the list is closed, and only the draw is missing. */
  readonly isListed: boolean;
  /** Those to come; instants in ISO 8601. */
  readonly sessions: readonly {
    readonly number: number | null;
    readonly startsOn: string | null;
    readonly timeZone: string;
    readonly registrationClosedAt: string | null;
  }[];
}

// $1, $2 the scope.
const IN_SCOPE =
  '(registration.organization_id = ANY($1::uuid[]) OR registration.programme_id = ANY($2::uuid[]))';

const OFFERS = `
  SELECT registration.id AS registration, registration.code, offer.expires_at AS "expiresAt",
    organization.time_zone AS "timeZone", programme.title AS programme, programme.title_en AS "programmeEn",
    (count(*) OVER ())::int AS total
  FROM offers offer
  JOIN registrations registration ON registration.id = offer.registration_id AND registration.status = 'offered'
  JOIN organizations organization ON organization.id = registration.organization_id
  JOIN programmes programme ON programme.id = registration.programme_id
  WHERE ${IN_SCOPE} AND offer.status = 'open' AND offer.expires_at <= $3
  ORDER BY offer.expires_at, registration.id LIMIT ${MOST}`;

const MEMBERS = `
  SELECT count(*)::int AS members
  FROM registrations registration JOIN courses course ON course.id = registration.course_id
  WHERE ${IN_SCOPE} AND registration.status = 'applied' AND registration.membership AND course.approval`;

const DRAWS = `
  WITH asked AS (
    SELECT registration.course_id, count(*)::int AS requests,
      CASE WHEN course.registration_mode = 'session' THEN registration.session_id END AS session_id
    FROM registrations registration JOIN courses course ON course.id = registration.course_id
    WHERE ${IN_SCOPE} AND registration.status = 'applied' AND NOT registration.membership AND course.lottery IS NOT NULL
    GROUP BY 1, 3)
  SELECT asked.course_id AS "courseId", asked.session_id AS "sessionId", asked.requests,
    programme.title AS programme, programme.title_en AS "programmeEn", course.title AS course,
    course.opens_at AS "opensAt", course.closes_at AS "closesAt", course.channels,
    lottery.id IS NOT NULL AS "isListed", ahead.sessions
  FROM asked
  JOIN courses course ON course.id = asked.course_id
  JOIN programmes programme ON programme.id = course.programme_id
  LEFT JOIN LATERAL (
    SELECT id, drawn_at FROM lotteries
    WHERE lotteries.course_id = asked.course_id
      AND (lotteries.session_id IS NULL OR lotteries.session_id = asked.session_id)
    ORDER BY drawn_at NULLS LAST LIMIT 1) lottery ON true
  CROSS JOIN LATERAL (
    SELECT json_agg(json_build_object('number', session.number, 'startsOn', session.starts_on,
      'timeZone', session.time_zone, 'registrationClosedAt', session.registration_closed_at)
      ORDER BY session.starts_at NULLS LAST, session.id) AS sessions
    FROM sessions session
    WHERE session.course_id = asked.course_id AND (asked.session_id IS NULL OR session.id = asked.session_id)
      AND session.status = 'scheduled' AND ${toCome('session', '$3')}) ahead
  WHERE lottery.drawn_at IS NULL AND ahead.sessions IS NOT NULL
  ORDER BY (ahead.sessions -> 0 ->> 'startsOn') NULLS LAST, course.id, asked.session_id`;

/** What waits for somebody to decide. Nothing here names a person: a reception number leads to them. */
@Injectable()
export class WaitingQueries {
  constructor(private readonly db: DataSource) {}

  /** Offers that nobody has answered and that end by `until`; the next first. */
  offersEnding(scope: StaffScope, until: Date): Promise<OfferSoon[]> {
    return this.db.query(OFFERS, [scope.organizations, scope.programmes, until]);
  }

  /** How many ask to become members and wait for staff. */
  async members(scope: StaffScope): Promise<number> {
    const [row] = await this.db.query(MEMBERS, [scope.organizations, scope.programmes]);
    return row.members;
  }

  /** Draws that are still to be made, with what tells whether requests are still coming in. */
  draws(scope: StaffScope, now: Date): Promise<DrawAhead[]> {
    return this.db.query(DRAWS, [scope.organizations, scope.programmes, now]);
  }
}
