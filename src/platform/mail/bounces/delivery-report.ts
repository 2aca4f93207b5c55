import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { asMailbox } from '../addresses.js';

/** What a server says became of a recipient (RFC 3464 §2.3.3). */
export const REPORTED_ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;
export type ReportedAction = (typeof REPORTED_ACTIONS)[number];

export interface ReportedRecipient {
  /** As the server was given it, and as it used it in the end: a mailbox may forward to another. */
  readonly addresses: readonly string[];
  readonly action: ReportedAction;
  /** RFC 3463: class, subject, detail, e.g. `5.1.1`. */
  readonly status: string;
  /** What the last server answered, in one line; empty where the report does not say. */
  readonly diagnostic: string;
}

/** A delivery status notification (RFC 3464), as far as it is about one letter. */
export interface DeliveryReport {
  /** What the sender called the letter when handing it over (`ENVID`, RFC 3461 §4.4); null: nothing. */
  readonly envelopeId: string | null;
  /** Message-ID of the returned letter, without brackets; null where neither headers nor letter came back. */
  readonly messageId: string | null;
  /** When the returned letter says it was written; null where it does not. */
  readonly writtenAt: Date | null;
  readonly recipients: readonly ReportedRecipient[];
}

/** What a mail that came back to the sender's address is. */
export type ReturnedMail =
  | { readonly kind: 'report'; readonly report: DeliveryReport }
  /** An absence notice or another program's answer: says nothing of delivery. */
  | { readonly kind: 'auto_reply' }
  | { readonly kind: 'other' };

const STATUS_PARTS = ['message/delivery-status', 'message/global-delivery-status'];
const RETURNED_PARTS = ['text/rfc822-headers', 'message/rfc822', 'message/global-headers', 'message/global'];
/** Parts within parts that are looked at; a report has two levels. */
const DEEPEST = 20;

const STATUS = /\b[245]\.\d{1,3}\.\d{1,3}\b/;
/** RFC 3463 §3.1: the class alone is known. */
const UNSTATED = { failed: '5.0.0', delayed: '4.0.0' } as const;

type Fields = ReadonlyMap<string, string>;

/**
 * Reads a mail as it arrived. Only a mail that is a report as a whole counts: not one that quotes a report, and none of
 * what the returned letter itself contains.
 */
export async function readReturnedMail(raw: Uint8Array): Promise<ReturnedMail> {
  const mail = await parsed(raw);
  if (!mail) return { kind: 'other' };
  const status = isReport(mail)
    ? mail.attachments.find(({ mimeType }) => STATUS_PARTS.includes(mimeType))
    : undefined;
  const groups = status ? fieldGroups(textOf(status)) : [];
  const recipients = groups.flatMap((group) => recipientOf(group) ?? []);
  if (recipients.length === 0) return { kind: isAutoReply(mail) ? 'auto_reply' : 'other' };
  const returned = mail.attachments.find(({ mimeType }) => RETURNED_PARTS.includes(mimeType));
  const letter = returned && (await parsed(bytesOf(returned)));
  const writtenAt = letter?.date ? new Date(letter.date) : null;
  return {
    kind: 'report',
    report: {
      envelopeId:
        groups.find((group) => group.has('original-envelope-id'))?.get('original-envelope-id') ?? null,
      messageId: letter?.messageId?.trim().replace(/^<|>$/g, '') || null,
      writtenAt: writtenAt && !Number.isNaN(writtenAt.getTime()) ? writtenAt : null,
      recipients,
    },
  };
}

/** Broken beyond reading, or deeper than any report: nothing. */
async function parsed(raw: Uint8Array): Promise<Email | undefined> {
  try {
    return await PostalMime.parse(raw, { forceRfc822Attachments: true, maxNestingDepth: DEEPEST });
  } catch {
    return undefined;
  }
}

function isReport(mail: Email): boolean {
  const type = headerOf(mail, 'content-type');
  const kind = /;\s*report-type\s*=\s*"?([\w-]+)/i.exec(type)?.[1]?.toLowerCase();
  return /^multipart\/report\b/i.test(type) && (kind === undefined || kind === 'delivery-status');
}

/**
 * RFC 3834 §5, and what was usual before it. A mail server's own words in another form than RFC 3464 are none: somebody
 * should read them.
 */
function isAutoReply(mail: Email): boolean {
  const isOfServer = /^(mailer-daemon|postmaster)@/i.test(mail.from?.address ?? '');
  if (isOfServer || headerOf(mail, 'x-failed-recipients') !== '') return false;
  return (
    /^auto-replied\b/i.test(headerOf(mail, 'auto-submitted')) ||
    /^auto_reply$/i.test(headerOf(mail, 'precedence')) ||
    ['x-autoreply', 'x-autorespond', 'x-autoresponse'].some((name) => headerOf(mail, name) !== '')
  );
}

function headerOf(mail: Email, name: string): string {
  return mail.headers.find(({ key }) => key === name)?.value.trim() ?? '';
}

/** Groups of fields parted by empty lines: the first about the letter, each of the others about a recipient. */
function fieldGroups(text: string): Fields[] {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+(?=\S)/g, ' ')
    .split(/\n[ \t]*\n/)
    .map(
      (group) =>
        new Map(
          group.split('\n').flatMap((line) => {
            const [, name, value] = /^([\w-]+)[ \t]*:[ \t]*(.*)$/.exec(line) ?? [];
            return name && value !== undefined ? [[name.toLowerCase(), value.trim()] as const] : [];
          }),
        ),
    );
}

function recipientOf(fields: Fields): ReportedRecipient | undefined {
  const named = fields
    .get('action')
    ?.toLowerCase()
    .match(/[a-z]+/)?.[0];
  const action = REPORTED_ACTIONS.find((known) => known === named);
  const addresses = ['original-recipient', 'final-recipient'].flatMap((name) => addressIn(fields.get(name)));
  if (!action || addresses.length === 0) return undefined;
  const diagnostic = fields.get('diagnostic-code') ?? '';
  const unstated = action === 'failed' || action === 'delayed' ? UNSTATED[action] : '2.0.0';
  return {
    addresses,
    action,
    status: (STATUS.exec(fields.get('status') ?? '') ?? STATUS.exec(diagnostic))?.[0] ?? unstated,
    diagnostic: diagnostic.replace(/^[\w-]+\s*;\s*/, '').replace(/[\p{Cc}\s]+/gu, ' '),
  };
}

/** `rfc822; hana@mail.example`: what stands behind the type, in brackets or not. */
function addressIn(field: string | undefined): string[] {
  const address = field
    ?.replace(/^[\w-]+\s*;/, '')
    .trim()
    .replace(/^<(.*)>$/, '$1');
  return address ? [asMailbox(address)] : [];
}

function bytesOf({ content }: Attachment): Uint8Array {
  if (typeof content === 'string') return Buffer.from(content);
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}

function textOf(part: Attachment): string {
  return Buffer.from(bytesOf(part)).toString('utf8');
}
