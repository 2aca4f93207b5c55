import type { Check } from '../database/check.js';

/** What must hold of the ledger (I5); that a message stands there once is held by its unique index. */
export const MAIL_CHECKS: readonly Check[] = [
  {
    invariant: 'I5',
    name: 'message claimed by a worker that never said what became of it',
    sql: `SELECT id AS subject, kind || ' claimed ' || coalesce(claimed_at::text, '?') AS detail FROM messages
          WHERE state = 'claimed'
            AND coalesce(claimed_until, claimed_at + interval '10 minutes', '-infinity') < :now - interval '1 hour'`,
  },
  {
    invariant: 'I5',
    name: 'message long due and not tried',
    sql: `SELECT id AS subject, kind || ' due ' || due_at AS detail FROM messages
          WHERE state IN ('queued', 'delayed') AND due_at < :now - interval '1 day'`,
  },
];
