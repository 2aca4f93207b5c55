import type { DataSource, EntityManager } from 'typeorm';
import type { Message, MessageState } from './message.entity.js';
import type { Pace } from './pace.js';

/** A message that this worker has claimed. */
export interface Claim extends Message {
  claimedUntil: Date;
  /** Its organization has learnt that nothing arrives at this address. */
  readonly isSuppressed: boolean;
  /** Spell of the pace in which it took its slot; null where no pace is set. */
  readonly paceSpell: number | null;
}

/** Which claim of which message: the fence against results of earlier claims. */
export type Claimed = Pick<Message, 'id' | 'claims'>;

/** Outcome of a message whose worker died before it could say what became of it: `mail.reason.<code>`. */
const WORKER_ENDED = 'worker_ended';

const COLUMNS = `m.id, m.organization_id AS "organizationId", m.recipient, m.kind, m.occasion,
  m.subject_id AS "subjectId", m.facts, m.state, m.due_at AS "dueAt", m.priority, m.attempts, m.unknowns, m.claims,
  m.claimed_at AS "claimedAt", m.claimed_until AS "claimedUntil", m.sent_at AS "sentAt", m.outcome,
  m.settled_at AS "settledAt", m.created_at AS "createdAt"`;

/** What adding and taking away slots may be off by in all: PostgreSQL keeps microseconds. */
const ROUNDING = `interval '10 microseconds'`;

/**
 * Takes up to `limit` due messages for this worker, by priority and then the longest due first, and no more than the server's
 * pace allows now. One statement, committed when this returns: whoever dies afterwards leaves a claim to be found, not a
 * message that someone else sends again.
 *
 * The pace is a virtual schedule (GCRA, ITU-T I.371): `next_at` is when the next letter would come, had the ones before it
 * come evenly, and may be ahead of the clock by the burst at most; that also heals it where a clock was set back. Whenever it
 * is found outside these bounds, a new spell begins.
 *
 * However long the backlog, this reads no more of it than it takes: the inner LIMIT is a number that the planner knows (with the
 * pace's, which it cannot know, it would rather sort everything), and rows are read and locked one by one up to the outer.
 */
export async function claimDue(
  db: DataSource,
  { now, until, limit, pace }: { now: Date; until: Date; limit: number; pace?: Pace | undefined },
): Promise<Claim[]> {
  return db.query<Claim[]>(
    `WITH pace AS MATERIALIZED (
       SELECT next_at AS found, spell,
         least(greatest(next_at, $1), $1::timestamptz + make_interval(secs => $5::int * $6::float8)) AS next_at
       FROM mail_paces WHERE server = $4 FOR UPDATE),
     due AS MATERIALIZED (
       SELECT id FROM (
         SELECT id FROM messages
         WHERE state IN ('queued', 'delayed') AND due_at <= $1
         ORDER BY priority, due_at, id
         LIMIT $3::int FOR UPDATE SKIP LOCKED) AS first
       LIMIT coalesce((SELECT greatest(0, floor($5 - extract(epoch FROM next_at - $1 - ${ROUNDING}) / $6))::int FROM pace), $3)),
     claimed AS (
       UPDATE messages m SET state = 'claimed', claimed_at = $1, claimed_until = $2, claims = m.claims + 1,
         attempts = m.attempts + 1
       WHERE m.id = ANY (ARRAY(SELECT id FROM due))
       RETURNING ${COLUMNS}),
     spent AS (
       UPDATE mail_paces SET next_at = pace.next_at + make_interval(secs => $6 * (SELECT count(*) FROM claimed)),
         spell = pace.spell + (pace.found <> pace.next_at)::int
       FROM pace WHERE server = $4 AND (pace.found > pace.next_at OR EXISTS (SELECT FROM claimed)))
     SELECT claimed.*, suppressed_at IS NOT NULL AS "isSuppressed",
       (SELECT spell + (found <> next_at)::int FROM pace) AS "paceSpell"
     FROM claimed
     LEFT JOIN mail_addresses a ON a.organization_id = "organizationId" AND a.recipient = claimed.recipient
     ORDER BY priority, "dueAt", id`,
    [now, until, limit, pace?.server ?? null, pace?.burst ?? 1, pace?.spacing ?? 1],
  );
}

/**
 * Says that this worker is alive and still at these messages.
 * @returns ids of those that are still its own.
 */
export async function renewClaims(
  db: DataSource,
  claims: readonly Claimed[],
  until: Date,
): Promise<string[]> {
  const [rows] = await db.query<[{ id: string }[], number]>(
    `UPDATE messages m SET claimed_until = $3
     FROM unnest($1::uuid[], $2::int[]) AS claim (id, claims)
     WHERE m.id = claim.id AND m.claims = claim.claims AND m.state = 'claimed'
     RETURNING m.id`,
    [claims.map(({ id }) => id), claims.map((claim) => claim.claims), until],
  );
  return rows.map(({ id }) => id);
}

/** What became of a claimed message. `queued`: it was given back. */
export interface Outcome extends Claimed {
  readonly state: Exclude<MessageState, 'claimed'>;
  /** Left out: what was known before stays. */
  readonly answer?: string;
  /** Left out: as before. */
  readonly dueAt?: Date | undefined;
  readonly sentAt?: Date;
  /** It was handed over, and nobody knows whether it was taken. */
  readonly isUnknown?: boolean;
  /** The server never heard of it: the attempt does not count, or a backlog would use up its attempts during an outage. */
  readonly untried?: boolean;
}

/**
 * Writes what became of claimed messages, once. The number of the claim is the fence: once another worker has claimed a
 * message again, or somebody queued it anew, a late result of the earlier claim changes nothing. Where the claim had run out
 * and was resolved, what its worker knows better counts.
 * @returns those written.
 */
export async function recordOutcomes(
  db: DataSource | EntityManager,
  outcomes: readonly Outcome[],
): Promise<Outcome[]> {
  const [rows] = await db.query<[Claimed[], number]>(
    `UPDATE messages m SET state = o.state, outcome = coalesce(left(o.answer, 500), m.outcome),
       due_at = coalesce(o.due_at, m.due_at), sent_at = coalesce(o.sent_at, m.sent_at), claimed_until = NULL,
       claimed_at = CASE WHEN o.state <> 'queued' THEN m.claimed_at END,
       attempts = m.attempts - o.untried::int,
       unknowns = m.unknowns + o.unknown::int - (m.state <> 'claimed')::int
     FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::bool[], $8::bool[])
       AS o (id, claims, state, answer, due_at, sent_at, untried, unknown)
     WHERE m.id = o.id AND m.claims = o.claims AND m.claimed_until IS NOT NULL
       AND m.state IN ('claimed', 'uncertain', 'delayed')
     RETURNING m.id, m.claims`,
    [
      outcomes.map(({ id }) => id),
      outcomes.map(({ claims }) => claims),
      outcomes.map(({ state }) => state),
      outcomes.map(({ answer }) => answer ?? null),
      outcomes.map(({ dueAt }) => dueAt ?? null),
      outcomes.map(({ sentAt }) => sentAt ?? null),
      outcomes.map(({ untried }) => untried ?? false),
      outcomes.map(({ isUnknown }) => isUnknown ?? false),
    ],
  );
  const claims = new Map(rows.map((row) => [row.id, row.claims]));
  return outcomes.filter((outcome) => claims.get(outcome.id) === outcome.claims);
}

/**
 * Claims that ran out belong to workers that died between claim and answer. Nobody knows whether those letters left: they
 * become uncertain, or due again where their kind is one of `repeatedKinds` and fewer than `lastRepetition` sends of it ended so.
 * @returns how many there were.
 */
export async function resolveAbandonedClaims(
  db: DataSource,
  {
    now,
    repeatedKinds,
    lastRepetition,
  }: { now: Date; repeatedKinds: readonly string[]; lastRepetition: number },
): Promise<number> {
  const [, count] = await db.query<[unknown[], number]>(
    `UPDATE messages SET unknowns = unknowns + 1, outcome = $4,
       state = CASE WHEN kind = ANY($2) AND unknowns + 1 < $3 THEN 'delayed' ELSE 'uncertain' END,
       due_at = CASE WHEN kind = ANY($2) AND unknowns + 1 < $3 THEN $1 ELSE due_at END
     WHERE state = 'claimed' AND coalesce(claimed_until, claimed_at + interval '10 minutes', '-infinity') < $1`,
    [now, repeatedKinds, lastRepetition, WORKER_ENDED],
  );
  return count;
}
