import MailComposer from 'nodemailer/lib/mail-composer';
import { isOneAddress, mailboxOf } from './addresses.js';
import type { CalendarPart, ComposedMail } from './composers.js';
import { type DkimKey, signed } from './dkim.js';
import { headerText, MOST_IN_NAME, MOST_IN_SUBJECT, withoutTurns } from './quotable.js';

/** A mail as it goes over the wire, and whom to hand it to. */
export interface Letter {
  /** Ledger id; names the file where letters become files. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** The whole message in Internet Message Format (RFC 5322) with MIME parts; lines end in CRLF. */
  readonly content: Buffer;
}

export interface LetterFacts {
  readonly id: string;
  /** Sender's address, without a name. */
  readonly from: string;
  readonly recipient: string;
  /** Domain behind the @ of the Message-ID. */
  readonly idDomain: string;
  readonly date: Date;
  readonly mail: ComposedMail;
  /** Signs the letter; left out: it is not signed. */
  readonly dkim?: DkimKey;
}

/** What must not answer: read receipts, absence notices, other programs. Reports of what did not arrive are wanted. */
const NO_ANSWERS = 'DR, RN, NRN, OOF, AutoReply';

/**
 * Writes the message. Its Message-ID depends on the ledger id alone, so that a repetition is the same message to every
 * mail program. `Auto-Submitted` (RFC 3834 §5) keeps absence notices from answering, `X-Auto-Response-Suppress` Exchange's.
 * @throws Error where `recipient` is not one address
 */
export async function writeLetter(facts: LetterFacts): Promise<Letter> {
  const { id, from, recipient, idDomain, date, mail, dkim } = facts;
  const to = mailboxOf(recipient);
  if (to === undefined) throw new Error('the recipient is not one address');
  const composer = new MailComposer({
    messageId: `<${id}@${idDomain}>`,
    date,
    from: { name: headerText(mail.senderName, MOST_IN_NAME), address: from },
    to: { name: '', address: to },
    replyTo: mail.replyTo && isOneAddress(mail.replyTo) ? { name: '', address: mail.replyTo } : undefined,
    subject: headerText(mail.subject, MOST_IN_SUBJECT),
    text: withoutTurns(mail.text),
    html: withoutTurns(mail.html),
    attachments: mail.calendar && [calendarAttachment(mail.calendar)],
    textEncoding: 'base64',
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': NO_ANSWERS,
      'Content-Language': mail.language,
      ...(mail.unsubscribeUrl && leaveHeaders(mail.unsubscribeUrl)),
    },
    xMailer: false,
    newline: '\r\n',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const content = await composer.compile().build();
  return { id, from, to, content: dkim ? await signed(content, dkim) : content };
}

/**
 * Calendar entries as a file that its reader opens, beside text and HTML and not as a third form of them: what is neither
 * answered nor taken in unasked (docs/decisions/0024-calendar-entries-in-mails.md). Some programs go by the type's method,
 * some by the object's: they are the same (RFC 6047 §2.4).
 */
function calendarAttachment({ method, fileName, content }: CalendarPart) {
  return {
    filename: fileName,
    content,
    contentType: `text/calendar; charset=utf-8; method=${method}`,
    contentDisposition: 'attachment',
    contentTransferEncoding: 'base64',
  } as const;
}

/**
 * How a mail program leaves for its reader: by one POST (RFC 8058), which wants https. Behind plain http the address is
 * given all the same (RFC 2369), to be opened by a person.
 */
function leaveHeaders(url: string): Record<string, { prepared: true; value: string }> {
  const { href, protocol } = new URL(url);
  // Not folded: some mail programs find no address on a line of its own.
  const leave = { 'List-Unsubscribe': { prepared: true, value: `<${href}>` } } as const;
  if (protocol !== 'https:') return leave;
  return { ...leave, 'List-Unsubscribe-Post': { prepared: true, value: 'List-Unsubscribe=One-Click' } };
}
