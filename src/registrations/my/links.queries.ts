import type { DataSource, EntityManager } from 'typeorm';
import type { LetterLanguage } from '../../platform/views/messages.js';

export interface LinkReplacement {
  readonly tokenHash: string;
  readonly newHash: string;
  /** What a repetition of the request is recognised by; null where staff replaced it. */
  readonly requestHash: string | null;
  readonly tokenVersion: number;
  readonly now: Date;
}

/** Puts another link in the place of this one, unless that has been done, and the mail with it in the ledger. */
export async function replaceLink(
  db: DataSource | EntityManager,
  replacement: LinkReplacement,
): Promise<void> {
  const { tokenHash, newHash, requestHash, tokenVersion, now } = replacement;
  await db.query(
    `WITH replaced AS (
       UPDATE registrations SET token_hash = $2, replaced_link_hash = $3, token_version = $4
       WHERE token_hash = $1
       RETURNING id, organization_id, email
     )
     INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
     SELECT gen_random_uuid(), organization_id, email, 'recovery', 'link:' || id || ':' || $4::int, id, $5, $5
     FROM replaced WHERE email IS NOT NULL
     ON CONFLICT DO NOTHING`,
    [tokenHash, newHash, requestHash, tokenVersion, now],
  );
}

/** The registration whose link this request replaced last. */
export async function linkReplacedBy(
  db: DataSource,
  requestHash: string,
): Promise<{ id: string; tokenVersion: number; email: string | null; language: LetterLanguage } | null> {
  const [row] = await db.query(
    `SELECT id, token_version AS "tokenVersion", email, language FROM registrations WHERE replaced_link_hash = $1`,
    [requestHash],
  );
  return row ?? null;
}
