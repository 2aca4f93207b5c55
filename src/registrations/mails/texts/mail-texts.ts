import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { prepared } from '../../../platform/database/prepared.js';
import type { Language } from '../../../platform/views/messages.js';
import { namesToHideSql } from './names-to-hide.queries.js';
import { TextKinds } from './text-kinds.js';
import type { KeptWords } from './text-template.js';

/** Which text is meant: of whom, in which mail, for whom. */
export interface TextKey {
  readonly organizationId: string;
  /** Where the usual words of the mail are in the message catalogues. */
  readonly words: string;
  readonly language: Language;
  readonly discreet: boolean;
}

const OWN_WORDS = prepared(
  `SELECT subject, body, CASE WHEN discreet THEN ARRAY(${namesToHideSql('mail_texts.organization_id')}) END AS hidden
   FROM mail_texts WHERE organization_id = $1 AND kind = $2 AND language = $3 AND discreet = $4`,
);

/** What organizations say in their mails in their own words. */
@Injectable()
export class MailTexts {
  constructor(
    private readonly db: DataSource,
    private readonly kinds: TextKinds,
  ) {}

  /** The organization's own words; null where the usual ones are sent. */
  async of({ organizationId, words, language, discreet }: TextKey): Promise<KeptWords | null> {
    const kind = this.kinds.ofWords(words)?.kind;
    if (kind === undefined) return null;
    const [own] = await this.db.query<KeptWords[]>(OWN_WORDS, [organizationId, kind, language, discreet]);
    return own ?? null;
  }
}
