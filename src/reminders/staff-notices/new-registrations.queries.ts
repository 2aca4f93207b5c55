import type { DataSource } from 'typeorm';
import { ACTIVE } from '../../registrations/domain/statuses.js';
import { readersSql } from './readers.queries.js';
import { isoSql, type NewRegistrationFacts } from './staff-notices.js';
import { TOLD_SESSION, type ToldSession } from './told-session.js';

const KIND = 'staff_new_registration';

/** SQL: the quiet hours of organization `o` hold at the local time `clock`. */
const IS_QUIET = `CASE WHEN o.quiet_from::time <= o.quiet_until::time
  THEN clock.at::time >= o.quiet_from::time AND clock.at::time < o.quiet_until::time
  ELSE clock.at::time >= o.quiet_from::time OR clock.at::time < o.quiet_until::time END`;

/**
 * SQL: joins `due.at`, when organization `o` hears of something of the instant `moment`: at the end of its hour, and where that
 * lies in its quiet hours at their end (as `restsUntil` in domain/offer-times.ts has it), so that a night is told of in one
 * mail; always at a full hour, so that there is at most one an hour.
 */
export const toldAtSql = (moment: string) => `
  CROSS JOIN LATERAL (SELECT date_trunc('hour', ${moment}, 'UTC') AS starts) AS hour
  CROSS JOIN LATERAL (SELECT hour.starts + interval '1 hour' AS ends) AS hour_end
  CROSS JOIN LATERAL (SELECT hour_end.ends AT TIME ZONE o.time_zone AS at) AS clock
  CROSS JOIN LATERAL (SELECT CASE WHEN ${IS_QUIET}
    THEN (clock.at::date
      + CASE WHEN clock.at::time >= o.quiet_until::time THEN 1 ELSE 0 END
      + o.quiet_until::time) AT TIME ZONE o.time_zone
    ELSE hour_end.ends END AS at) AS rested
  CROSS JOIN LATERAL (
    SELECT date_trunc('hour', rested.at + interval '1 hour' - interval '1 microsecond', 'UTC') AS at) AS due`;

/** False for an hour of which an earlier mail told this reader. */
export const NOT_TOLD_YET = `AND NOT EXISTS (SELECT FROM messages earlier
    WHERE earlier.subject_id = told.programme_id AND earlier.kind = $3 AND earlier.recipient = reader.email
      AND (earlier.facts ->> 'from')::timestamptz <= told.since
      AND (earlier.facts ->> 'until')::timestamptz > told.since)`;

/**
 * Tells staff who want it how many registrations came in: one mail per programme and hour. What staff entered themselves is
 * not news. One statement, the same whoever runs it how often; the ledger's unique index makes each mail one row. An hour that
 * an earlier mail told of is left out: where quiet hours or the zone are changed, it would be due a second time.
 * @param dueBy what is due after this waits: somewhat before now, because a registration counts from when it was begun, and may
 * be written down only after its hour
 * @param from hours that were due before this are left out
 * @param createdFrom no registration before this can be due after `from`
 * @returns how many were put.
 */
export async function putNewRegistrations(
  db: Pick<DataSource, 'query'>,
  { now, dueBy, from, createdFrom }: { now: Date; dueBy: Date; from: Date; createdFrom: Date },
): Promise<number> {
  const rows: unknown[] = await db.query(
    `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, facts, due_at, created_at, priority)
     SELECT gen_random_uuid(), told.organization_id, reader.email, $3,
       'programme:' || told.programme_id || ':' || ${isoSql('told.due')}, told.programme_id,
       jsonb_build_object('member', reader.id, 'from', ${isoSql('min(told.since)')}, 'until', ${isoSql('told.due')}),
       told.due, $1, 1
     FROM (
       SELECT DISTINCT r.organization_id, r.programme_id, due.at AS due, hour.starts AS since
       FROM organizations o
       JOIN registrations r ON r.organization_id = o.id
       ${toldAtSql('r.created_at')}
       WHERE o.id IN (SELECT organization_id FROM ${readersSql('$3')} anyone)
         AND r.created_at >= $4 AND NOT r.by_staff AND r.status IN ${ACTIVE}
         AND due.at <= $5 AND due.at > $2
     ) told
     JOIN ${readersSql('$3')} reader ON reader.organization_id = told.organization_id
     WHERE (reader.changed_at IS NULL OR reader.changed_at < told.due)
       ${NOT_TOLD_YET}
     GROUP BY told.organization_id, told.programme_id, told.due, reader.id, reader.email
     ORDER BY reader.email, told.programme_id, told.due
     ON CONFLICT (recipient, kind, occasion) DO NOTHING
     RETURNING id`,
    [now, from, KIND, createdFrom, dueBy],
  );
  return rows.length;
}

/** How many registrations came in for a course or for one of its sessions. */
export interface NewRegistrations extends ToldSession {
  readonly registrations: number;
  readonly people: number;
  /** Of `registrations`, those that wait for a seat, and those about which is still to be decided. */
  readonly waiting: number;
  readonly undecided: number;
}

/** What came in for a programme, as it stands now: what was cancelled since is not counted. */
export async function newRegistrationsOf(
  db: DataSource,
  programmeId: string,
  { from, until }: Pick<NewRegistrationFacts, 'from' | 'until'>,
): Promise<NewRegistrations[]> {
  return db.query(
    `SELECT ${TOLD_SESSION}, count(*)::int AS registrations, sum(r.people)::int AS people,
       count(*) FILTER (WHERE r.status IN ('waitlisted', 'offered'))::int AS waiting,
       count(*) FILTER (WHERE r.status = 'applied')::int AS undecided
     FROM registrations r
     JOIN programmes g ON g.id = r.programme_id
     JOIN courses c ON c.id = r.course_id
     LEFT JOIN sessions s ON s.id = r.session_id
     WHERE r.programme_id = $1 AND r.organization_id = g.organization_id AND NOT r.by_staff
       AND r.created_at >= $2 AND r.created_at < $3 AND r.status IN ${ACTIVE}
     GROUP BY g.id, c.id, s.id
     ORDER BY c.position, c.id, s.starts_at NULLS FIRST, s.number, s.id`,
    [programmeId, from, until],
  );
}
