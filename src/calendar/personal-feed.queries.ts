import type { DataSource } from 'typeorm';
import { EVENT_COLUMNS, EVENT_JOINS, type EventRow } from './event-row.js';

/** A registrant's own place with the session that it is for. */
export interface PlaceRow extends EventRow {
  readonly placeId: string;
  readonly placeStatus: 'confirmed' | 'waitlisted' | 'released';
  /** Last change of the place itself. */
  readonly placeChangedAt: Date;
}

export interface PersonalRegistration {
  readonly language: 'ja' | 'en';
  readonly discreet: boolean;
  readonly createdAt: Date;
  readonly places: readonly PlaceRow[];
}

/** The registration with this token (SHA-256 in hex) and its places with a date, released ones too; null where there is none. */
export async function selectPersonalFeed(
  db: DataSource,
  tokenHash: string,
): Promise<PersonalRegistration | null> {
  const rows: (PlaceRow & Omit<PersonalRegistration, 'places'>)[] = await db.query(
    `SELECT registration.language, registration.discreet, registration.created_at AS "createdAt",
       place.id AS "placeId",
       CASE WHEN registration.status = 'cancelled' THEN 'released' ELSE place.status END AS "placeStatus",
       greatest(registration.created_at, registration.cancelled_at, place.confirmed_at, place.released_at) AS "placeChangedAt",
       ${EVENT_COLUMNS}
     FROM registrations registration
     LEFT JOIN (places place
       JOIN sessions session ON session.id = place.session_id AND session.date_state = 'dated'
       ${EVENT_JOINS})
     ON place.registration_id = registration.id
     WHERE registration.token_hash = $1
     ORDER BY session.starts_on, session.start_time NULLS FIRST, place.id`,
    [tokenHash],
  );
  const first = rows[0];
  if (!first) return null;
  const { language, discreet, createdAt } = first;
  return { language, discreet, createdAt, places: rows.filter((row) => row.placeId !== null) };
}
