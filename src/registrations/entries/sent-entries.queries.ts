import type { DataSource } from 'typeorm';
import { prepared } from '../../platform/database/prepared.js';
import { transferKeySql } from '../my/transfers.queries.js';
import { EVENT_COLUMNS, EVENT_JOINS } from './event-row.js';
import { PLACE_COLUMNS, type PlaceRow } from './personal-entries.queries.js';

/** As in the personal feed, but also of a session that has no date, or none any more. */
export type SentPlaceRow = Omit<PlaceRow, 'startsOn'> & {
  readonly startsOn: string | null;
  /** When it was given up; null: it was not. */
  readonly givenUpAt: Date | null;
};

/**
 * Entries that a merge left in the calendar of who had registered twice: places of the other registration in the same sessions, given
 * up when that went on in this one, of which nobody was told. Handing over continues a registration too, with other people.
 */
const LEFT_BY_MERGES = `
  SELECT left_over.id FROM places own
  JOIN registrations kept ON kept.id = own.registration_id
  JOIN registrations merged ON merged.continued_by_id = kept.id AND merged.contact_key IS NOT NULL
    AND kept.idempotency_key IS DISTINCT FROM ${transferKeySql('merged.id')}
  JOIN places left_over ON left_over.registration_id = merged.id AND left_over.session_id = own.session_id
    AND left_over.confirmed_at IS NOT NULL AND left_over.released_at = merged.cancelled_at
  WHERE own.id = ANY ($1::uuid[])`;

const BY_IDS = prepared(`SELECT ${PLACE_COLUMNS}, ${EVENT_COLUMNS},
    CASE place.status WHEN 'released' THEN place.released_at END AS "givenUpAt"
  FROM places place
  JOIN registrations registration ON registration.id = place.registration_id
  JOIN sessions session ON session.id = place.session_id
  ${EVENT_JOINS}
  WHERE place.id = ANY (ARRAY(SELECT unnest($1::uuid[]) UNION ${LEFT_BY_MERGES}))
  ORDER BY session.starts_on, session.start_time NULLS FIRST, place.id`);

/** These places, and what merges left beside them, with what their calendar entries say, by date; those that are gone are left out. */
export function selectSentEntries(db: DataSource, placeIds: readonly string[]): Promise<SentPlaceRow[]> {
  return db.query(BY_IDS, [placeIds]);
}
