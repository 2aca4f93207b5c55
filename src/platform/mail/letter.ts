import MailComposer from 'nodemailer/lib/mail-composer';
import type { ComposedMail } from './composers.js';

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
}

/** One mailbox, no list, no quoting, no line break: what may stand in an envelope. */
const ONE_ADDRESS = /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+$/;

/** True for what can be handed to a server as one recipient, e.g. `hana@mail.example`. */
export function isOneAddress(text: string): boolean {
  return text.length <= 254 && ONE_ADDRESS.test(text);
}

/**
 * Writes the message. Its Message-ID depends on the ledger id alone, so that a repetition is the same message to every
 * mail program. RFC 3834 §5: `Auto-Submitted` keeps absence notices from answering.
 */
export async function writeLetter({
  id,
  from,
  recipient,
  idDomain,
  date,
  mail,
}: LetterFacts): Promise<Letter> {
  const composer = new MailComposer({
    messageId: `<${id}@${idDomain}>`,
    date,
    from: { name: oneLine(mail.senderName), address: from },
    to: { name: '', address: recipient },
    replyTo: mail.replyTo && isOneAddress(mail.replyTo) ? { name: '', address: mail.replyTo } : undefined,
    subject: oneLine(mail.subject),
    text: mail.text,
    html: mail.html,
    textEncoding: 'base64',
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': mail.language },
    xMailer: false,
    newline: '\r\n',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { id, from, to: recipient, content: await composer.compile().build() };
}

/** Control characters, line breaks above all, have no place in a header. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
