import type { DataSource } from 'typeorm';
import { DIGEST_DAY, DIGEST_TIME } from '../domain/digest-month.js';
import { isAskedFor, isHeldIn } from './digest-sessions.queries.js';

/** Kind of the monthly mail. */
export const DIGEST = 'digest';

/** What its composer needs to know: the month it is about, `YYYY-MM`. */
export interface DigestFacts {
  readonly month: string;
}

/**
 * Puts the digest of the next month for everybody who wants one that has something in it: one statement for all
 * organizations, each by its own clock. Its occasion names month and organization, so that each is put once, whatever runs.
 * @param from digests that fell due before this are left out
 * @returns how many were put.
 */
export async function putDueDigests(
  db: DataSource,
  { now, from }: { readonly now: Date; readonly from: Date },
): Promise<number> {
  const [row] = await db.query<{ count: number }[]>(
    `WITH due AS (
       SELECT organization.id, due.at, (here.month + interval '1 month')::date AS first,
         (here.month + interval '2 months')::date AS until
       FROM organizations organization
       CROSS JOIN LATERAL (
         SELECT date_trunc('month', $1::timestamptz AT TIME ZONE organization.time_zone) AS month
       ) here
       CROSS JOIN LATERAL (
         SELECT (here.month + interval '${DIGEST_DAY - 1} days' + time '${DIGEST_TIME}')
           AT TIME ZONE organization.time_zone AS at
       ) due
       WHERE due.at <= $1::timestamptz AND due.at > $2::timestamptz
     ), offered AS (
       SELECT DISTINCT due.id AS organization_id, served.kind, served.audiences
       FROM due
       JOIN sessions session ON session.organization_id = due.id AND session.status = 'scheduled'
         AND ${isHeldIn('session', 'due.first', 'due.until')}
       JOIN programmes served
         ON served.id = session.programme_id OR served.id = ANY(session.also_for_ids)
     ), put AS (
       INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, facts, due_at, created_at, priority)
       SELECT gen_random_uuid(), subscription.organization_id, subscription.email, $3,
         'digest:' || to_char(due.first, 'YYYY-MM') || ':' || subscription.organization_id,
         subscription.id, jsonb_build_object('month', to_char(due.first, 'YYYY-MM')), due.at, $1::timestamptz, 1
       FROM due
       JOIN digest_subscriptions subscription
         ON subscription.organization_id = due.id AND subscription.status = 'active'
       WHERE EXISTS (SELECT FROM offered
         WHERE offered.organization_id = subscription.organization_id
           AND ${isAskedFor('offered', 'subscription.kinds', 'subscription.audiences')})
       ORDER BY subscription.email, subscription.id
       ON CONFLICT (recipient, kind, occasion) DO NOTHING
       RETURNING id
     )
     SELECT count(*)::int AS count FROM put`,
    [now, from, DIGEST],
  );
  return row?.count ?? 0;
}

/** How much was, or would be, erased. */
export interface DigestErasure {
  /** Wishes that nobody said yes to. */
  readonly requests: number;
  /** Ledger rows of digests to those who get none any more. */
  readonly messages: number;
}

const OUTDATED_REQUESTS = `FROM digest_subscriptions WHERE status = 'pending' AND created_at <= $1::timestamptz`;
const OUTDATED_MESSAGES = `FROM messages
  WHERE kind IN ('digest', 'digest_confirm') AND created_at <= $1::timestamptz
    AND NOT EXISTS (SELECT FROM digest_subscriptions WHERE digest_subscriptions.id = messages.subject_id)`;

/** Before when something must have been to be erased. */
export interface DigestErasureBounds {
  readonly askedBefore: Date;
  readonly mailedBefore: Date;
}

/** Erases wishes from before `askedBefore`, then what was mailed before `mailedBefore` to those who have left. */
export function eraseOutdatedDigests(db: DataSource, bounds: DigestErasureBounds): Promise<DigestErasure> {
  return outdated(
    db,
    bounds,
    (what) => `WITH gone AS (DELETE ${what} RETURNING 1) SELECT count(*)::int AS count FROM gone`,
  );
}

/** How much of that there is now. */
export function countOutdatedDigests(db: DataSource, bounds: DigestErasureBounds): Promise<DigestErasure> {
  return outdated(db, bounds, (what) => `SELECT count(*)::int AS count ${what}`);
}

async function outdated(
  db: DataSource,
  { askedBefore, mailedBefore }: DigestErasureBounds,
  sql: (what: string) => string,
): Promise<DigestErasure> {
  const [requests] = await db.query<{ count: number }[]>(sql(OUTDATED_REQUESTS), [askedBefore]);
  const [messages] = await db.query<{ count: number }[]>(sql(OUTDATED_MESSAGES), [mailedBefore]);
  return { requests: requests?.count ?? 0, messages: messages?.count ?? 0 };
}
