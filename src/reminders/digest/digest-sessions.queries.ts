import type { DataSource } from 'typeorm';
import type { MonthDays } from '../domain/digest-month.js';
import type { DigestReader } from './digest-subscriptions.queries.js';

/** Condition: the session is held in these days, or is known to be held in them on a day that is still to be fixed. */
export function isHeldIn(session: string, from: string, until: string): string {
  return `(${session}.starts_on < ${until} AND coalesce(${session}.ends_on, ${session}.starts_on) >= ${from}
    OR ${session}.starts_on IS NULL AND ${session}.within_from >= ${from} AND ${session}.within_until < ${until})`;
}

/** Condition: the kind and the audiences of a programme are among those asked for; empty arrays ask for all. */
export function isAskedFor(programme: string, kinds: string, audiences: string): string {
  return `(cardinality(${kinds}) = 0 OR ${programme}.kind = ANY(${kinds}))
    AND (cardinality(${audiences}) = 0 OR ${programme}.audiences && ${audiences})`;
}

/**
 * Sessions of a month that a subscription asks for, as the list of what is on would find them: by their programme, or by one
 * that they serve too. Cancelled ones are among them.
 * @returns ids; and how many undated ones may be held in the month, or in another
 */
export async function digestSessions(
  db: DataSource,
  { organizationId, kinds, audiences }: Pick<DigestReader, 'organizationId' | 'kinds' | 'audiences'>,
  { from, until }: MonthDays,
): Promise<{ readonly ids: string[]; readonly perhaps: number }> {
  const rows = await db.query<{ id: string; isSure: boolean }[]>(
    `SELECT session.id, ${isHeldIn('session', '$2::date', '$3::date')} AS "isSure"
     FROM sessions session
     WHERE session.organization_id = $1
       AND (${isHeldIn('session', '$2::date', '$3::date')}
         OR session.starts_on IS NULL AND session.status = 'scheduled'
           AND session.within_from < $3::date AND session.within_until >= $2::date)
       AND EXISTS (SELECT FROM programmes served
         WHERE (served.id = session.programme_id OR served.id = ANY(session.also_for_ids))
           AND ${isAskedFor('served', '$4::text[]', '$5::text[]')})`,
    [organizationId, from, until, kinds, audiences],
  );
  const sure = rows.filter(({ isSure }) => isSure);
  return { ids: sure.map(({ id }) => id), perhaps: rows.length - sure.length };
}
