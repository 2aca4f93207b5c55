import type { ComposedMail } from '../../../platform/mail/composers.js';
import type { SheetWriter } from '../../../platform/mail/sheet-writer.js';
import type { Letter } from './text-kinds.js';

/** A letter as it is sent. */
export function writtenLetter(
  { sheet, language, subject, senderName, replyTo, unsubscribeUrl }: Letter,
  sheets: SheetWriter,
): ComposedMail {
  const { preview } = sheet;
  return {
    subject,
    ...sheets.write(sheet, language),
    preview,
    senderName,
    replyTo,
    language,
    unsubscribeUrl,
  };
}
