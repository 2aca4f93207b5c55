import type { EntityManager } from 'typeorm';
import { TAKES_SEAT } from '../domain/statuses.js';
import { giveBackSql, takeUpSql } from '../seats/releasing.queries.js';
import { toCome } from '../seats/to-come.queries.js';

/** A place to come with the seats of another sort in its session. */
export interface PoolChange {
  readonly placeId: string;
  readonly takesSeat: boolean;
  readonly municipality: string | null;
  readonly people: number;
  readonly pool: {
    readonly id: string;
    readonly unit: 'people' | 'parties';
    readonly capacity: number | null;
    readonly taken: number;
    readonly keptFor: readonly string[];
    readonly keptUnits: number | null;
    readonly keptUntil: Date | null;
    readonly takenKept: number;
    /** True while someone who does not fit holds the queue. */
    readonly held: boolean;
  };
}

/** The active places of a registration in sessions to come (all, or one) whose session has seats of the sort `poolKey` too. */
export async function poolChanges(
  tx: EntityManager,
  {
    registrationId,
    poolKey,
    sessionId,
    now,
  }: {
    readonly registrationId: string;
    readonly poolKey: string;
    readonly sessionId: string | null;
    readonly now: Date;
  },
): Promise<PoolChange[]> {
  const rows: (Omit<PoolChange, 'pool'> & {
    readonly pool: Omit<PoolChange['pool'], 'keptUntil'>;
    keptUntil: Date | null;
  })[] = await tx.query(
    `SELECT place.id AS "placeId", place.status IN ${TAKES_SEAT} AS "takesSeat", registration.municipality,
         registration.people, pool.kept_until AS "keptUntil",
         json_build_object('id', pool.id, 'unit', pool.unit, 'capacity', pool.capacity, 'taken', pool.taken,
           'keptFor', pool.kept_for, 'keptUnits', pool.kept_units, 'takenKept', pool.taken_kept, 'held', pool.held) AS pool
       FROM places place
       JOIN registrations registration ON registration.id = place.registration_id
       JOIN sessions session ON session.id = place.session_id
       JOIN seat_pools pool ON pool.session_id = session.id AND pool.key = $2 AND pool.id <> place.pool_id
       WHERE place.registration_id = $1 AND place.status <> 'released' AND session.status = 'scheduled'
         AND ($3::uuid IS NULL OR session.id = $3) AND ${toCome('session', '$4')}
       ORDER BY pool.id`,
    [registrationId, poolKey, sessionId, now],
  );
  return rows.map(({ keptUntil, pool, ...row }) => ({ ...row, pool: { ...pool, keptUntil } }));
}

/** Moves places to seats of another sort and counts both. The pools must be locked and, where seats are taken, have room. */
export async function movePlaces(
  tx: EntityManager,
  changes: readonly {
    readonly placeId: string;
    readonly poolId: string;
    readonly units: number;
    readonly kept: boolean;
  }[],
): Promise<void> {
  const ids = changes.map(({ placeId }) => placeId);
  await tx.query(
    `WITH moving AS (SELECT pool_id, units, kept, status FROM places WHERE id = ANY($1::uuid[]))
     ${giveBackSql('moving')}`,
    [ids],
  );
  await tx.query(
    `WITH moved AS (
       UPDATE places place SET pool_id = wanted.pool_id, units = wanted.units, kept = wanted.kept
       FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::boolean[]) AS wanted (place_id, pool_id, units, kept)
       WHERE place.id = wanted.place_id
       RETURNING place.pool_id, place.units, place.kept, place.status
     )
     ${takeUpSql('moved')}`,
    [
      ids,
      changes.map(({ poolId }) => poolId),
      changes.map(({ units }) => units),
      changes.map(({ kept }) => kept),
    ],
  );
}

/** Makes `poolKey` the sort of seat that a registration is for, in sessions that are still added to its course too. */
export async function writePoolKey(
  tx: EntityManager,
  registrationId: string,
  poolKey: string,
): Promise<void> {
  await tx.query('UPDATE registrations SET pool_key = $2 WHERE id = $1', [registrationId, poolKey]);
}
