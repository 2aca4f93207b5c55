import type { EntityManager } from 'typeorm';
import type { MessageState } from '../message.entity.js';

export interface ReportedMessage {
  readonly id: string;
  readonly organizationId: string;
  readonly recipient: string;
  readonly state: MessageState;
  readonly outcome: string | null;
  /** When the worker that sent it last took it. */
  readonly claimedAt: Date | null;
}

/** A message of these organizations, locked; `any`: of whichever. */
export async function lockMessage(
  tx: EntityManager,
  id: string,
  organizationIds: readonly string[] | 'any',
): Promise<ReportedMessage | undefined> {
  const [row] = await tx.query<ReportedMessage[]>(
    `SELECT id, organization_id AS "organizationId", recipient, state, outcome, claimed_at AS "claimedAt"
     FROM messages WHERE id = $1 AND ($2::uuid[] IS NULL OR organization_id = ANY ($2)) FOR UPDATE`,
    [id, organizationIds === 'any' ? null : organizationIds],
  );
  return row;
}

/** What was heard of a message that had been handed over. */
export async function noteReport(
  tx: EntityManager,
  { id, state, outcome }: Pick<ReportedMessage, 'id' | 'state' | 'outcome'>,
): Promise<void> {
  await tx.query('UPDATE messages SET state = $2, outcome = left($3, 500) WHERE id = $1', [
    id,
    state,
    outcome,
  ]);
}
