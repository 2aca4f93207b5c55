import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../platform/config/app-config.js';
import type { ComposedMail } from '../../platform/mail/composers.js';
import { quotable } from '../../platform/mail/quotable.js';
import type { Sheet } from '../../platform/mail/sheet.js';
import { SheetWriter } from '../../platform/mail/sheet-writer.js';
import { FORMATS } from '../../platform/views/formats.js';
import { Views, withLanguage } from '../../platform/views/views.js';
import type { StaffAccountMail } from './account-mail-kinds.js';
import type { AccountReader } from './account-mails.queries.js';

/** What a mail about an account says beside its words. */
export interface LetterFacts {
  /** The link that the mail is for; null: the staff pages, which everybody knows. */
  readonly url: string | null;
  readonly facts: { readonly role?: string; readonly until?: Date };
}

/** Writes the mails about accounts, as text and HTML. Their subjects say neither organization nor person. */
@Injectable()
export class AccountLetters {
  constructor(
    private readonly config: AppConfig,
    private readonly views: Views,
    private readonly sheets: SheetWriter,
  ) {}

  write(
    kind: StaffAccountMail,
    { language, organizationName, organizationNameEn, timeZone }: AccountReader,
    { url, facts: { role, until } }: LetterFacts,
  ): ComposedMail {
    const t = this.views.translator(language);
    const organization = quotable((language === 'en' ? organizationNameEn : null) ?? organizationName);
    const facts = {
      organization,
      role: role ? t(`accounts.roles.${role}`) : '',
      until: until ? FORMATS[language].dateTime(until, timeZone) : '',
    };
    const say = (part: string) => t(`accounts.mails.${kind}.${part}`, facts);
    const sheet: Sheet = {
      heading: say('heading'),
      preview: say('lead'),
      blocks: [
        { kind: 'heading', text: say('heading') },
        { kind: 'paragraph', text: say('lead') },
        {
          kind: 'button',
          lead: say('link'),
          label: say('button'),
          url: url ?? withLanguage(`${this.config.publicUrl}/staff/account`, language),
        },
        { kind: 'paragraph', text: say('next') },
      ],
      footer: { lines: [organization, t('accounts.mails.footer')], url: null },
    };
    return {
      subject: say('subject'),
      ...this.sheets.write(sheet, language),
      preview: sheet.preview,
      senderName: t('notices.sender', { organization }),
      language,
    };
  }
}
