import type { DataSource, EntityManager } from 'typeorm';
import { entryOf } from '../domain/lottery.js';
import type { RegistrationStatus } from '../domain/statuses.js';
import { lotteryConflict } from './lottery-course.js';

/** The draw on whose list a registration is. */
export interface Listing {
  readonly id: string;
  readonly isDrawn: boolean;
  /** Its name there. */
  readonly entry: string;
}

/**
 * Where a registration is listed; null: on no list of its course or session, or on one that nobody will draw from, since the
 * course draws no more lots.
 */
export async function listingOf(
  db: DataSource | EntityManager,
  registrationId: string,
): Promise<Listing | null> {
  const [lottery]: Omit<Listing, 'entry'>[] = await db.query(
    `SELECT lottery.id, lottery.seed IS NOT NULL AS "isDrawn"
     FROM registrations registration
     JOIN courses course ON course.id = registration.course_id
     JOIN lotteries lottery ON lottery.course_id = course.id
       AND (lottery.session_id IS NULL OR lottery.session_id = registration.session_id)
     WHERE registration.id = $1 AND (lottery.seed IS NOT NULL OR course.lottery IS NOT NULL)
     ORDER BY lottery.session_id NULLS LAST LIMIT 1`,
    [registrationId],
  );
  if (!lottery) return null;
  const entry = entryOf(lottery.id, registrationId);
  const [{ has }] = await db.query('SELECT list @> $2::jsonb AS has FROM lotteries WHERE id = $1', [
    lottery.id,
    JSON.stringify({ entries: [{ entry }] }),
  ]);
  return has ? { ...lottery, entry } : null;
}

/**
 * Keeps requests as they are on a closed list until it is drawn from: staff could else change who takes part. The pools of the
 * course must be locked.
 * @param field beside which the refusal stands
 * @throws DomainError `conflict` with the fault `lotteryDrawFirst`
 */
export async function refuseListed(
  tx: EntityManager,
  registrations: readonly { readonly id: string; readonly status: RegistrationStatus }[],
  field: string,
): Promise<void> {
  for (const { id, status } of registrations)
    if (status === 'applied' && (await listingOf(tx, id))?.isDrawn === false)
      throw lotteryConflict(field, 'lotteryDrawFirst');
}
