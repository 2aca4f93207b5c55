import type { EntityManager } from 'typeorm';
import type { Conflict } from '../domain/conflicts-kinds.js';

/** That staff know of a conflict and want it so. */
export interface Acceptance {
  readonly id: string;
  readonly sessionId: string;
  readonly kind: string;
  readonly fact: string;
  readonly reason: string | null;
  /** Who accepted it, by name; null where the account is gone. */
  readonly by: string | null;
  readonly at: Date;
}

/** What was accepted of these sessions, whether or not it still holds. */
export async function acceptancesOf(
  tx: EntityManager,
  sessionIds: readonly string[],
): Promise<(conflict: Conflict) => Acceptance | null> {
  const rows: Acceptance[] = await tx.query(
    `SELECT a.id, a.session_id AS "sessionId", a.kind, a.fact, a.reason, coalesce(m.name, t.label) AS by,
       a.accepted_at AS at
     FROM accepted_conflicts a
     LEFT JOIN staff_members m ON a.accepted_by = 'staff:' || m.id
     LEFT JOIN api_tokens t ON a.accepted_by = 'token:' || t.id
     WHERE a.session_id = ANY ($1)`,
    [sessionIds],
  );
  const key = (sessionId: string | undefined, kind: string, fact: string) =>
    [sessionId, kind, fact].join('\n');
  const accepted = new Map(rows.map((row) => [key(row.sessionId, row.kind, row.fact), row]));
  return ({ sessionIds: [first], kind, fact }) => accepted.get(key(first, kind, fact)) ?? null;
}
