import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hashOfToken } from '../organizations/secret-tokens.js';
import { AppConfig } from '../platform/config/app-config.js';
import { type Language } from '../platform/views/messages.js';
import { withLanguage } from '../platform/views/views.js';
import type { MailWanted } from './domain/statuses.js';

/** Letters and digits that nobody confuses when they are read out: no 0 O 1 I L U V. */
const CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTWXYZ';
const CODE_LENGTH = 6;

/** Whom the mails of a registration go to. */
export interface MailReader {
  /** Of the registration. */
  readonly id: string;
  /** The address that it has now. */
  readonly email: string | null;
}

/** What the address of a registration's calendar is made from. */
export interface CalendarAddress {
  /** Of the registration. */
  readonly id: string;
  /** Another version is another address. */
  readonly version: number;
}

/** How the address of a registration's calendar stands. */
export interface CalendarStanding {
  readonly version: number;
  /** Nobody can read it until it gets another address. */
  readonly isStopped: boolean;
  /** False where it was made before calendars had tokens: its address is that of the link's, and has not been renewed since. */
  readonly hasOwnToken: boolean;
}

/** That of a registration which has just been made. */
export const NEW_CALENDAR: CalendarStanding = { version: 0, isStopped: false, hasOwnToken: true };

/** The link a registrant keeps, and the number they may read out. */
@Injectable()
export class RegistrationTokens {
  constructor(private readonly config: AppConfig) {}

  /**
   * The token in the link of a registration: 256 bits made from its id with the application's secret. Nothing but the
   * hash is stored, and yet a later mail can carry the same link. Another version is another link.
   */
  tokenOf({ id, tokenVersion }: { readonly id: string; readonly tokenVersion: number }): string {
    const version = tokenVersion === 0 ? '' : `:${tokenVersion}`;
    return createHmac('sha256', this.config.secret)
      .update(`registration:${id}${version}`)
      .digest('base64url');
  }

  /** SHA-256 (hex), as stored and looked up. */
  hashOf(token: string): string {
    return hashOfToken(token);
  }

  /** The link that a registrant keeps, in their language. */
  manageUrl(token: string, language: Language): string {
    return withLanguage(`${this.config.publicUrl}/my/${token}`, language);
  }

  /**
   * Where one POST stops the mails of a registration: it can do nothing else, because mail programs and servers on the way
   * read it in the header of a mail. It is made for one reader: once the registration has another address, it is worth nothing.
   */
  unsubscribeUrl(reader: MailReader, stops: Exclude<MailWanted, 'all'>, language: Language = 'ja'): string {
    const path = `unsubscribe/${stops}/${reader.id}/${this.unsubscribeProof(reader, stops)}`;
    return withLanguage(`${this.config.publicUrl}/${path}`, language);
  }

  /** True for what `unsubscribeUrl` has made for this reader, and for nothing else. */
  isUnsubscribeProof(reader: MailReader, stops: Exclude<MailWanted, 'all'>, proof: string): boolean {
    const [made, given] = [this.unsubscribeProof(reader, stops), proof].map((text) => Buffer.from(text));
    return made !== undefined && made.length === given?.length && timingSafeEqual(made, given);
  }

  private unsubscribeProof({ id, email }: MailReader, stops: Exclude<MailWanted, 'all'>): string {
    const reader = email === null ? '' : this.contactKeyOf(email);
    return createHmac('sha256', this.config.secret)
      .update(`unsubscribe:${stops}:${id}:${reader}`)
      .digest('base64url');
  }

  /** What is stored of the tokens of a new registration's link and calendar. */
  hashesOfNew(id: string): { readonly tokenHash: string; readonly calendarTokenHash: string } {
    return {
      tokenHash: this.hashOf(this.tokenOf({ id, tokenVersion: 0 })),
      calendarTokenHash: this.calendarHashOf({ id, version: 0 }),
    };
  }

  /** What is stored of the token of a calendar's address. */
  calendarHashOf(address: CalendarAddress): string {
    return this.hashOf(this.calendarTokenOf(address));
  }

  /**
   * The address of a registration's calendar; null: it has been stopped.
   * @param linkToken of its link, which is the calendar's too where that has none of its own
   */
  calendarUrlOf(
    { id, calendar }: { readonly id: string; readonly calendar: CalendarStanding },
    linkToken: string,
  ): string | null {
    if (calendar.isStopped) return null;
    return calendar.hasOwnToken
      ? this.calendarUrlAt({ id, version: calendar.version })
      : this.calendarUrl(linkToken);
  }

  calendarUrlAt(address: CalendarAddress): string {
    return this.calendarUrl(this.calendarTokenOf(address));
  }

  private calendarUrl(token: string): string {
    return `${this.config.publicUrl}/calendar/my/${token}.ics`;
  }

  /**
   * The token in the address of a registration's calendar: 256 bits. It reads the calendar and opens nothing else: such
   * addresses are passed on to servers of others.
   */
  private calendarTokenOf({ id, version }: CalendarAddress): string {
    return createHmac('sha256', this.config.secret).update(`calendar:${id}:${version}`).digest('base64url');
  }

  /**
   * Who a mail address stands for, as places keep it: a keyed hash of the address in lower case, which says that two places
   * have the same contact and, once the address is erased, not who it was.
   */
  contactKeyOf(email: string): string {
    return createHmac('sha256', this.config.secret).update(`contact:${email.toLowerCase()}`).digest('hex');
  }

  /**
   * What a request is recognised by when it comes twice: a keyed hash (hex) of its content. Without the secret nobody can
   * find out by guessing what was answered.
   */
  requestHashOf(content: readonly unknown[]): string {
    return createHmac('sha256', this.config.secret)
      .update(`request:${JSON.stringify(content)}`)
      .digest('hex');
  }

  /** A new 受付番号; unique by the index of its table, so the caller tries again on a collision. */
  newCode(): string {
    return Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('');
  }
}
