import type { EntityManager } from 'typeorm';
import { toCome } from '../seats/to-come.queries.js';

/** A place of a duplicate that goes over to the registration that stays. */
export interface GoingPlace {
  readonly id: string;
  readonly sessionId: string;
  /** The place that the one that stays once gave up in the same session; null: it never had one. */
  readonly ownId: string | null;
  readonly countsPeople: boolean;
}

/**
 * Active places of `dropId` in sessions to come, in the state in which `keepId` is, where that one holds none, nor its contact
 * by another registration. The pools must be locked.
 */
export function placesThatGo(
  tx: EntityManager,
  { keepId, dropId, now }: { readonly keepId: string; readonly dropId: string; readonly now: Date },
): Promise<GoingPlace[]> {
  return tx.query(
    `SELECT place.id, place.session_id AS "sessionId", own.id AS "ownId", pool.unit = 'people' AS "countsPeople"
     FROM places place
     JOIN registrations keep ON keep.id = $1
     JOIN sessions session ON session.id = place.session_id
     JOIN seat_pools pool ON pool.id = place.pool_id
     LEFT JOIN places own ON own.registration_id = keep.id AND own.session_id = place.session_id
     WHERE place.registration_id = $2 AND place.status = keep.status AND ${toCome('session', '$3')}
       AND (own.id IS NULL OR own.status = 'released')
       AND NOT EXISTS (SELECT FROM places other WHERE other.session_id = place.session_id AND other.status <> 'released'
         AND other.contact_key = keep.contact_key AND other.id <> place.id)
     ORDER BY place.id`,
    [keepId, dropId, now],
  );
}

/** Gives a registration that waits the turn of the one that goes on in it, where that waits too and came earlier. */
export async function keepEarlierTurn(tx: EntityManager, keepId: string, dropId: string): Promise<void> {
  await tx.query(
    `UPDATE registrations keep SET queued_at = gone.queued_at
     FROM registrations gone
     WHERE keep.id = $1 AND gone.id = $2 AND keep.status = 'waitlisted' AND gone.status = 'waitlisted'
       AND gone.queued_at < keep.queued_at`,
    [keepId, dropId],
  );
}

/**
 * Hands places over, seat for seat, so that no counter changes. Where the one that stays gave up its own place there once, that
 * place takes the seat over: a registration has one row for a session. What the same address was told of the given place, or is
 * yet to be told, goes over with it, as it does where the place itself goes: nobody is reminded twice, or not at all. The pools
 * must be locked.
 */
export async function handOver(
  tx: EntityManager,
  keepId: string,
  places: readonly GoingPlace[],
  now: Date,
): Promise<void> {
  const whole = places.filter(({ ownId }) => ownId === null).map(({ id }) => id);
  await tx.query(
    // Its calendar entry counts its own changes and those of its registration (SEQUENCE), and must not seem older than it was; the
    // trigger `places_revision` adds this change.
    `UPDATE places place SET registration_id = keep.id, contact_key = keep.contact_key,
       revision = greatest(place.revision + gone.revision - keep.revision, place.revision)
     FROM registrations keep, registrations gone
     WHERE keep.id = $1 AND gone.id = place.registration_id AND place.id = ANY($2::uuid[])`,
    [keepId, whole],
  );
  const exchanged = places.filter(({ ownId }) => ownId !== null);
  const [from, to] = [exchanged.map(({ id }) => id), exchanged.map(({ ownId }) => ownId)];
  const pairs = 'unnest($1::uuid[], $2::uuid[]) AS pair (from_id, to_id)';
  // Its state first, while the other still says which that is; the contact's index allows one of both to be active.
  const seats: { readonly toId: string; readonly status: string }[] = await tx.query(
    `SELECT pair.to_id AS "toId", place.status FROM ${pairs} JOIN places place ON place.id = pair.from_id`,
    [from, to],
  );
  await tx.query(`UPDATE places SET status = 'released', released_at = $2 WHERE id = ANY($1::uuid[])`, [
    from,
    now,
  ]);
  await tx.query(
    `UPDATE places place SET pool_id = given.pool_id, units = given.units, kept = given.kept, released_at = NULL,
       confirmed_at = given.confirmed_at, status = seat.status
     FROM ${pairs} JOIN places given ON given.id = pair.from_id
       JOIN unnest($3::uuid[], $4::text[]) AS seat (to_id, status) ON seat.to_id = pair.to_id
     WHERE place.id = pair.to_id`,
    [from, to, seats.map(({ toId }) => toId), seats.map(({ status }) => status)],
  );
  await tx.query(
    `UPDATE messages message SET subject_id = pair.to_id
     FROM ${pairs}, registrations keep
     WHERE message.subject_id = pair.from_id AND keep.id = $3 AND message.recipient = coalesce(keep.email, '')`,
    [from, to, keepId],
  );
}
