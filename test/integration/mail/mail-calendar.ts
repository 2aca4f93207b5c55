import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { entriesOf, type KeptEntry, LedAstray } from '../../support/calendar-client.js';

/** The file of calendar entries in a mail. */
export interface SentFile {
  readonly fileName: string | undefined;
  readonly disposition: string | undefined;
  /** As the head of its part says it. */
  readonly method: string | undefined;
  /** With lines as they were sent; one of the parsers ends them all in LF. */
  readonly content: string;
}

/**
 * The files of calendar entries in a mail, whether attached or a form of its text, as two parsers that know nothing of each other read
 * them.
 */
export async function filesOf(raw: string | Buffer): Promise<readonly [SentFile[], SentFile[]]> {
  const [one, other] = await Promise.all([PostalMime.parse(raw), simpleParser(raw)]);
  return [
    one.attachments
      .filter(({ mimeType }) => mimeType === 'text/calendar')
      .map(({ filename, disposition, method, content }) => ({
        fileName: filename ?? undefined,
        disposition: disposition ?? undefined,
        method,
        content: withCrlf(typeof content === 'string' ? content : new TextDecoder().decode(content)),
      })),
    other.attachments
      .filter(({ contentType }) => contentType === 'text/calendar')
      .map(({ filename, contentDisposition, headers, content }) => ({
        fileName: filename || undefined,
        disposition: contentDisposition,
        method: (headers.get('content-type') as { params?: { method?: string } } | undefined)?.params?.method,
        content: content.toString('utf8'),
      })),
  ];
}

function withCrlf(text: string): string {
  return text.replace(/(?<!\r)\n/g, '\r\n');
}

/** METHOD of an iCalendar object. */
export function methodOf(content: string): string | undefined {
  return /^METHOD:(.*)\r$/m.exec(content)?.[1];
}

/**
 * A calendar that knows nothing but the files of the mails that its owner opens, one after the other (RFC 5546 §2.1.4). It is strict:
 * what changes without a higher SEQUENCE, or comes with a lower one, is an error.
 */
export class MailCalendar {
  private readonly entries = new Map<string, KeptEntry>();

  /** @throws LedAstray */
  open(content: string): void {
    for (const entry of entriesOf(content)) {
      const had = this.entries.get(entry.uid);
      if (had && entry.sequence < had.sequence) throw new LedAstray(`SEQUENCE of ${entry.uid} fell`);
      if (had?.sequence === entry.sequence && textOf(had) !== textOf(entry))
        throw new LedAstray(`${entry.uid} changed, its SEQUENCE did not`);
      this.entries.set(entry.uid, entry);
    }
  }

  /** What its owner sees: UID and start of each entry that is not cancelled, by start. */
  get shown(): { readonly uid: string; readonly start: string | undefined }[] {
    return [...this.entries.values()]
      .filter(({ shown }) => shown.get('STATUS') !== 'CANCELLED')
      .map(({ uid, shown }) => ({ uid, start: shown.get('DTSTART;TZID=Asia/Tokyo') }))
      .sort((a, b) => ((a.start ?? '') < (b.start ?? '') ? -1 : 1));
  }

  sequenceOf(uid: string): number | undefined {
    return this.entries.get(uid)?.sequence;
  }
}

function textOf({ shown }: KeptEntry): string {
  return JSON.stringify([...shown].sort(([a], [b]) => (a < b ? -1 : 1)));
}
