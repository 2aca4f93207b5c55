import type { DataSource } from 'typeorm';
import type { Attempt } from './mail-transport.js';
import type { Message, MessageState } from './message.entity.js';

const COLUMNS = `m.id, m.organization_id AS "organizationId", m.recipient, m.kind, m.occasion,
  m.subject_id AS "subjectId", m.facts, m.state, m.due_at AS "dueAt", m.attempts,
  m.claimed_at AS "claimedAt", m.sent_at AS "sentAt", m.outcome, m.created_at AS "createdAt"`;

/**
 * Takes up to `limit` due messages for this worker, oldest first. One statement, committed when this returns: whoever
 * dies afterwards leaves a claim to be found, not a message that someone else sends again.
 */
export async function claimDue(db: DataSource, now: Date, limit: number): Promise<Message[]> {
  const [rows] = await db.query<[Message[], number]>(
    `WITH due AS MATERIALIZED (
       SELECT id FROM messages
       WHERE state IN ('queued', 'delayed') AND due_at <= $1
       ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
     UPDATE messages m SET state = 'claimed', claimed_at = $1, attempts = m.attempts + 1
     FROM due WHERE m.id = due.id
     RETURNING ${COLUMNS}`,
    [now, limit],
  );
  return rows;
}

/**
 * Writes what became of a claimed message. The number of the attempt is the fence: once another worker has claimed the
 * message again, a late result of the earlier claim changes nothing.
 */
export async function recordOutcome(
  db: DataSource,
  message: Pick<Message, 'id' | 'attempts'>,
  outcome: {
    readonly state: MessageState;
    readonly answer: string;
    readonly dueAt?: Date;
    readonly sentAt?: Date;
  },
): Promise<void> {
  await db.query(
    `UPDATE messages SET state = $3, outcome = left($4, 500), due_at = coalesce($5, due_at), sent_at = $6
     WHERE id = $1 AND attempts = $2 AND state IN ('claimed', 'uncertain')`,
    [
      message.id,
      message.attempts,
      outcome.state,
      outcome.answer,
      outcome.dueAt ?? null,
      outcome.sentAt ?? null,
    ],
  );
}

/**
 * Gives back claims that were not tried: due as before, and no attempt the poorer, or a backlog would use up its attempts
 * while the server is away. A claim that another worker has taken over meanwhile is that worker's.
 */
export async function giveBackClaims(
  db: DataSource,
  messages: readonly Pick<Message, 'id' | 'attempts'>[],
): Promise<void> {
  if (messages.length === 0) return;
  await db.query(
    `UPDATE messages m SET state = 'queued', claimed_at = NULL, attempts = m.attempts - 1
     FROM unnest($1::uuid[], $2::int[]) AS claim (id, attempts)
     WHERE m.id = claim.id AND m.attempts = claim.attempts AND m.state = 'claimed'`,
    [messages.map(({ id }) => id), messages.map(({ attempts }) => attempts)],
  );
}

/**
 * Claims from before `before` belong to workers that died between claim and answer. Nobody knows whether those letters
 * left: they become uncertain, or due again where their kind is one of `repeatedKinds`.
 * @returns how many there were.
 */
export async function resolveAbandonedClaims(
  db: DataSource,
  {
    before,
    now,
    repeatedKinds,
    lastAttempt,
  }: { before: Date; now: Date; repeatedKinds: readonly string[]; lastAttempt: number },
): Promise<number> {
  const answer: Attempt['answer'] = 'the worker ended before the outcome was known';
  const [, count] = await db.query<[unknown[], number]>(
    `UPDATE messages SET
       state = CASE WHEN kind = ANY($2) AND attempts < $3 THEN 'delayed' ELSE 'uncertain' END,
       due_at = CASE WHEN kind = ANY($2) AND attempts < $3 THEN $4 ELSE due_at END,
       outcome = $5
     WHERE state = 'claimed' AND claimed_at < $1`,
    [before, repeatedKinds, lastAttempt, now, answer],
  );
  return count;
}
