import type { DataSource } from 'typeorm';
import type { Language } from '../../platform/views/messages.js';
import type { PlaceStatus } from '../domain/statuses.js';
import { EVENT_COLUMNS, EVENT_JOINS, type EventRow } from './event-row.js';
import { CALENDAR_OPENED } from './revoked-calendars.queries.js';

/** A registrant's own place with the session that it is for. */
export interface PlaceRow extends EventRow {
  readonly placeId: string;
  readonly placeStatus: PlaceStatus;
  /** How often the place or its registration changed since; never falls. */
  readonly revision: number;
  /** Last change of the place itself. */
  readonly placeChangedAt: Date;
}

export interface PersonalRegistration {
  readonly language: Language;
  readonly discreet: boolean;
  readonly organizationId: string;
  /** When it or one of its places changed last, by the database's clock; also places of sessions that have no date now. */
  readonly revisedAt: Date;
  readonly places: readonly PlaceRow[];
}

/** SELECT list of what a `PlaceRow` has besides an `EventRow`, for a `place` of a `registration`. */
export const PLACE_COLUMNS = `
  place.id AS "placeId",
  CASE WHEN registration.status IN ('cancelled', 'declined') THEN 'released' ELSE place.status END AS "placeStatus",
  place.revision + registration.revision AS revision,
  greatest(registration.created_at, registration.wording_changed_at, registration.cancelled_at, place.confirmed_at, place.released_at,
    (SELECT max(greatest(made_at, decided_at)) FROM offers WHERE registration_id = registration.id),
    -- a merge gives a place the earlier times of another one
    (SELECT max(cancelled_at) FROM registrations merged WHERE merged.continued_by_id = registration.id),
    (SELECT max(drawn_at) FROM lotteries WHERE course_id = registration.course_id)) AS "placeChangedAt"`;

/** The registration whose calendar this token (SHA-256 in hex) opens and its places with a date, released ones too; null where there is none. */
export async function selectPersonalFeed(
  db: DataSource,
  tokenHash: string,
): Promise<PersonalRegistration | null> {
  const rows: (PlaceRow & Omit<PersonalRegistration, 'places'>)[] = await db.query(
    `SELECT registration.language, registration.discreet, registration.organization_id AS "organizationId",
       greatest(registration.revised_at,
         (SELECT max(revised_at) FROM places WHERE registration_id = registration.id)) AS "revisedAt",
       ${PLACE_COLUMNS},
       ${EVENT_COLUMNS}
     FROM registrations registration
     LEFT JOIN (places place
       JOIN sessions session ON session.id = place.session_id AND session.date_state = 'dated'
       ${EVENT_JOINS})
     ON place.registration_id = registration.id
     WHERE registration.id = (${CALENDAR_OPENED})
     ORDER BY session.starts_on, session.start_time NULLS FIRST, place.id`,
    [tokenHash],
  );
  const first = rows[0];
  if (!first) return null;
  const { language, discreet, organizationId, revisedAt } = first;
  const places = rows.filter((row) => row.placeId !== null);
  return { language, discreet, organizationId, revisedAt, places };
}
