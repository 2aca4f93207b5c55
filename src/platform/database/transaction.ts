import { setTimeout as pause } from 'node:timers/promises';
import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import { DomainError } from '../../shared/domain-error.js';

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
const LOCK_TIMEOUT = '55P03';
const ATTEMPTS = 5;

/** SQLSTATE of a failed query, or undefined where the error is something else. */
export function sqlStateOf(error: unknown): string | undefined {
  if (error instanceof QueryFailedError) return (error.driverError as { code?: string }).code;
  return (error as { code?: string } | null)?.code;
}

/** Name of the constraint that a failed query ran into. */
export function constraintOf(error: unknown): string | undefined {
  if (error instanceof QueryFailedError) return (error.driverError as { constraint?: string }).constraint;
  return (error as { constraint?: string } | null)?.constraint;
}

/**
 * Runs one act as one transaction and repeats the whole of it where PostgreSQL asks for that (serialization failure,
 * deadlock). A wait for a lock longer than the connection's `lock_timeout` (1.5 s) ends in DomainError `busy`. The act must
 * have no effect outside the database.
 */
export async function inTransaction<T>(db: DataSource, act: (tx: EntityManager) => Promise<T>): Promise<T> {
  return retrying(() => db.transaction(act));
}

/** The same promise for an act that is one statement and therefore its own transaction. */
export async function retrying<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      const state = sqlStateOf(error);
      if (state === LOCK_TIMEOUT) throw new DomainError('busy', { retryAfterSeconds: 2 });
      if ((state !== SERIALIZATION_FAILURE && state !== DEADLOCK) || attempt === ATTEMPTS) throw error;
      await pause(2 ** attempt * 5);
    }
  }
}
