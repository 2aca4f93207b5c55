import type { DataSource } from 'typeorm';
import type { Language } from '../../../platform/views/messages.js';
import type { OwnWords } from './text-template.js';

/** What an organization says in mails of one kind, to readers of one sort. */
export interface OwnText extends OwnWords {
  readonly kind: string;
  readonly language: Language;
  readonly discreet: boolean;
}

/** Kinds of which lock screens are shown to registrants. */
export const SHOWN_KINDS = [
  'confirmed',
  'waiting',
  'applied',
  'membership',
  'membership_applied',
  'reminder',
] as const;
export type ShownKind = (typeof SHOWN_KINDS)[number];

/** SQL for a JSON list of an organization's own texts of these kinds. @param organizationId SQL for its id */
export function ownTextsOf(organizationId: string): string {
  return `(SELECT coalesce(json_agg(json_build_object('kind', own.kind, 'language', own.language,
      'discreet', own.discreet, 'subject', own.subject, 'body', own.body)), '[]')
    FROM mail_texts own WHERE own.organization_id = ${organizationId}
      AND own.kind IN (${SHOWN_KINDS.map((kind) => `'${kind}'`).join(', ')}))`;
}

/** The same of the organization with this id. */
export async function ownTexts(db: DataSource, organizationId: string): Promise<OwnText[]> {
  const [row] = await db.query(`SELECT ${ownTextsOf('$1')} AS texts`, [organizationId]);
  return row.texts;
}
