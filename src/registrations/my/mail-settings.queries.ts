import type { DataSource } from 'typeorm';
import type { Language } from '../../platform/views/messages.js';
import type { MailWanted } from '../domain/statuses.js';
import type { MailReader } from '../registration-tokens.js';

/** What is left out stays as it is. */
export interface MailSettingsChange {
  readonly language?: Language;
  readonly discreet?: boolean;
  readonly mailWanted?: MailWanted;
}

/** @returns false where no registration has this token */
export async function writeMailSettings(
  db: DataSource,
  tokenHash: string,
  { language, discreet, mailWanted }: MailSettingsChange,
  now: Date,
): Promise<boolean> {
  const [, count] = await db.query<[unknown[], number]>(
    `UPDATE registrations SET language = coalesce($2, language), discreet = coalesce($3, discreet),
       mail_wanted = coalesce($4, mail_wanted),
       wording_changed_at = CASE WHEN (coalesce($2, language), coalesce($3, discreet)) = (language, discreet)
         THEN wording_changed_at ELSE $5 END
     WHERE token_hash = $1`,
    [tokenHash, language ?? null, discreet ?? null, mailWanted ?? null, now],
  );
  return count > 0;
}

/** To whom the mails of a registration go now; null where there is no such registration. */
export async function mailReaderOf(db: DataSource, id: string): Promise<MailReader | null> {
  const [row] = await db.query<MailReader[]>('SELECT id, email FROM registrations WHERE id = $1', [id]);
  return row ?? null;
}

/** Stops mails of a registration, and never starts any: who wants none stays without. Not once its mails go to somebody else. */
export async function stopMails(
  db: DataSource,
  { id, email }: MailReader,
  stops: Exclude<MailWanted, 'all'>,
): Promise<void> {
  await db.query(
    `UPDATE registrations SET mail_wanted = $3 WHERE id = $1 AND email IS NOT DISTINCT FROM $2 AND mail_wanted <> 'none'`,
    [id, email, stops],
  );
}
