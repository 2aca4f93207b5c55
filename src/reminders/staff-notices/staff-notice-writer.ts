import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../platform/config/app-config.js';
import type { ComposedMail } from '../../platform/mail/composers.js';
import { quotable } from '../../platform/mail/quotable.js';
import { SheetWriter } from '../../platform/mail/sheet-writer.js';
import { Views, withLanguage } from '../../platform/views/views.js';
import { LeavingLinks } from './leaving-links.js';
import type { Reader } from './readers.queries.js';
import type { StaffLetter, Voice } from './staff-letters.js';
import type { StaffNotice } from './staff-notices.js';

/** Writes the mails to staff, as text and HTML. */
@Injectable()
export class StaffNoticeWriter {
  constructor(
    private readonly config: AppConfig,
    private readonly views: Views,
    private readonly sheets: SheetWriter,
    private readonly links: LeavingLinks,
  ) {}

  voiceOf({ language }: Reader): Voice {
    return { language, t: this.views.translator(language) };
  }

  write(kind: StaffNotice, { facts, blocks, path }: StaffLetter, reader: Reader): ComposedMail {
    const { language, t } = this.voiceOf(reader);
    const say = (part: string) => t(`notices.${kind}.${part}`, facts);
    const unsubscribeUrl = this.links.urlOf(kind, reader);
    const organization = quotable(
      (language === 'en' ? reader.organizationNameEn : null) ?? reader.organizationName,
    );
    const sheet = {
      heading: say('heading'),
      preview: say('lead'),
      blocks: [
        { kind: 'heading', text: say('heading') },
        { kind: 'paragraph', text: say('lead') },
        ...blocks,
        {
          kind: 'button',
          lead: say('link'),
          label: say('button'),
          url: withLanguage(`${this.config.publicUrl}${path}`, language),
        },
        { kind: 'paragraph', text: say('next') },
      ],
      footer: {
        lines: [organization, t('notices.footer')],
        url: null,
        leave: { text: t('notices.leave'), url: unsubscribeUrl },
      },
    } as const;
    return {
      subject: say('subject'),
      ...this.sheets.write(sheet, language),
      preview: sheet.preview,
      senderName: t('notices.sender', { organization }),
      language,
      unsubscribeUrl,
    };
  }
}
