import { type EntityManager, In } from 'typeorm';
import {
  withAsked,
  writeAsked,
  writePositions,
  writeRows,
} from '../../programmes/import/bulk-rows.queries.js';
import { type Difference, differenceOf, type Stored } from '../../programmes/import/differences.js';
import type { FileFault } from '../../programmes/import/file-fault.js';
import { completedAll } from '../../programmes/import/partial-years.js';
import type { ReadProgrammeFile } from '../../programmes/import/programme-file-reader.js';
import type { PoolRecord, Year } from '../../programmes/import/year-records.js';
import { markKeptPlaces } from '../seats/kept-places.queries.js';
import { holdersByPool } from '../seats/pool-holders.queries.js';
import { SeatPool } from '../seats/seat-pool.entity.js';
import { closePoolsOfCancelled } from './year-import.queries.js';

/** What an import would do to the seats, and what the seats already taken have against it. */
export interface PoolPlan {
  readonly difference: Difference<PoolRecord>;
  readonly faults: readonly FileFault[];
}

/** Compares a file's seats with the database; to be trusted only while the pools are locked. Reads only. */
export async function planPools(
  tx: EntityManager,
  file: Pick<ReadProgrammeFile, 'faultAt'>,
  year: Pick<Year, 'sessions' | 'pools' | 'isPartial'>,
): Promise<PoolPlan> {
  const all = await tx.find(SeatPool, {
    where: { sessionId: In(year.sessions.map(({ row }) => row.id)) },
  });
  const poolsById = new Map(all.map((pool) => [pool.id, pool]));
  const wanted = completedAll(year.pools, poolsById);
  const named = new Set(wanted.map(({ row }) => row.id));
  const stored = year.isPartial ? all.filter(({ id }) => named.has(id)) : all;
  const sessionsById = new Map(year.sessions.map((session) => [session.row.id, session]));
  const difference = differenceOf(
    'pool',
    wanted,
    stored.map((row): Stored<PoolRecord> => {
      const session = sessionsById.get(row.sessionId)!;
      return {
        row,
        asked: row.asked,
        key: `${session.key}/${row.key}`,
        label: `${session.label} ${row.label}`,
      };
    }),
    { identity: (row) => row.id },
  );
  const recounted = difference.changed.filter(
    ({ wanted }) => poolsById.get(wanted.row.id)!.unit !== wanted.row.unit,
  );
  const holders = await holdersByPool(
    tx,
    recounted.map(({ wanted }) => wanted.row.id),
  );
  const faults = difference.changed.flatMap(({ wanted }) => {
    const { taken, overbooked } = poolsById.get(wanted.row.id)!;
    const { id, capacity } = wanted.row;
    const session = wanted.label;
    const count = holders.get(id) ?? 0;
    const params = { session, taken, capacity: capacity ?? 0 };
    return [
      ...(capacity !== null && taken > capacity + overbooked
        ? [file.faultAt({ path: [...wanted.path, 'capacity'], code: 'capacity_below_taken', params })]
        : []),
      ...(count > 0
        ? [
            file.faultAt({
              ...{ path: [...wanted.path, 'unit'], code: 'unit_of_held_seats' },
              params: { session, count },
            }),
          ]
        : []),
    ];
  });
  return { difference, faults };
}

/**
 * Writes the seats of a plan, once its sessions are written and the pools locked. `changedSessionIds`: sessions that may
 * have been cancelled or restored.
 */
export async function writePools(
  tx: EntityManager,
  { created, changed, reordered, asked }: Difference<PoolRecord>,
  {
    changedSessionIds,
    cancelledSessionIds,
  }: {
    readonly changedSessionIds: readonly string[];
    readonly cancelledSessionIds: ReadonlySet<string>;
  },
): Promise<void> {
  const rows = withAsked(created, asked).map((row) => ({
    ...row,
    closed: cancelledSessionIds.has(row.sessionId),
  }));
  await writeRows(tx, SeatPool, rows);
  await writeRows(
    tx,
    SeatPool,
    changed.map(({ wanted }) => wanted.row),
    { identity: ['id'] },
  );
  await markKeptPlaces(
    tx,
    changed.map(({ wanted }) => wanted.row.id),
  );
  await writePositions(
    tx,
    SeatPool,
    reordered.map(({ row }) => row),
  );
  await writeAsked(tx, SeatPool, { asked, created }, ['id']);
  if (changedSessionIds.length > 0) await closePoolsOfCancelled(tx, changedSessionIds);
}
