import { Injectable } from '@nestjs/common';
import type { ComposedMail } from '../../platform/mail/composers.js';
import type { Translate } from '../../platform/views/messages.js';
import { Views } from '../../platform/views/views.js';
import { wrapped } from '../domain/wrapped-text.js';
import { RegistrationTokens } from '../registration-tokens.js';
import type { FormerSession, Notice, NoticePlace, NoticeRegistration, NoticeSession } from './notice.js';
import { organizationOf, titleOf } from './notice-names.js';
import { deadlineOf, whenOf } from './notice-when.js';

/** What a nickname must not be in a mail that anyone can have sent to anyone: a link. */
const LOOKS_LIKE_LINK = /:\/\/|www\.|\p{L}\.\p{L}{2}|@/u;

/** One line about a session, with what may be said below it. */
interface SessionLine {
  readonly when: string;
  readonly state: string | null;
  readonly details: readonly string[];
}

/** What a changed session was before; null where that stays. */
interface Former {
  readonly when: string | null;
  readonly venue: string | null;
  /** What else has changed, in words. */
  readonly news: string | null;
}

/**
 * Writes the mails about registrations, as text and HTML. A discreet mail names neither programme, topic, venue nor
 * organization: it says when, and links to the page that says the rest.
 */
@Injectable()
export class NoticeWriter {
  constructor(
    private readonly views: Views,
    private readonly tokens: RegistrationTokens,
  ) {}

  write(notice: Notice): ComposedMail {
    const { registration, words } = notice;
    const { language, discreet, code } = registration;
    const t = this.views.translator(language);
    const title = titleOf(registration);
    const facts = factsOf(notice, t);
    const data = {
      words,
      facts,
      further: notice.further,
      registration,
      greeting: LOOKS_LIKE_LINK.test(registration.nickname)
        ? t('mail.greetingWithoutName')
        : t('mail.greeting', { nickname: registration.nickname }),
      title: discreet ? null : title,
      before: formerOf(notice, t),
      lines: notice.places.map((place) => lineOf(place, notice, t)),
      sender: discreet ? null : organizationOf(registration),
      manageUrl: this.tokens.manageUrl(this.tokens.tokenOf(registration), language),
    };
    return {
      subject: t(`${words}.${discreet ? 'discreetSubject' : 'subject'}`, { ...facts, code, title }),
      text: asTextLines(this.views.fragment('mail/notice.text', language, data), language),
      html: this.views.fragment('mail/notice.html', language, data),
      senderName: discreet ? t('mail.sender') : (registration.senderName ?? organizationOf(registration)),
      replyTo: registration.contactEmail ?? undefined,
      language,
    };
  }
}

/** What the sentences of a mail may name. */
function factsOf({ registration, places, position, deadline, further }: Notice, t: Translate) {
  const { status, decidedBy, offerHours, people } = registration;
  const queues = { asks: offerHours === null ? 'no' : 'yes', hours: offerHours ?? 0 };
  return {
    count: places.length,
    people,
    status,
    decidedBy,
    /** What happens once a seat is free. */
    queue: t('mail.queue', queues),
    position: position ?? null,
    deadline: deadline ? deadlineOf(deadline, t, registration) : null,
    entry: further?.entry ?? null,
  };
}

/** Columns of a plain text line (RFC 5322 §2.1.1 recommends at most 78). */
const TEXT_COLUMNS = 76;

/** A mail's text in lines for reading; Japanese is broken by whoever shows it. */
export function asTextLines(text: string, language: NoticeRegistration['language']): string {
  return language === 'en' ? wrapped(text, TEXT_COLUMNS) : text;
}

/** What changed, as it was: only what the reader would otherwise still believe. */
function formerOf({ before, places, registration }: Notice, t: Translate): Former | null {
  const session = places[0]?.session;
  if (!before || !session) return null;
  const { discreet } = registration;
  const when = whenOf(before, t, registration);
  const hasMoved = when !== whenOf(session, t, registration);
  const hasOtherVenue = before.venue !== session.venueName;
  return {
    when: hasMoved ? when : null,
    venue:
      hasOtherVenue && !discreet && before.venue !== null ? t('mail.venue', { place: before.venue }) : null,
    news: newsOf(before, hasOtherVenue && discreet, t),
  };
}

/** What is new beside time and place. Which place, the page of a discreet mail says: its name can give away what it is about. */
function newsOf({ wasCancelled }: FormerSession, hasHiddenVenue: boolean, t: Translate): string | null {
  const news = [wasCancelled ? t('mail.restored') : '', hasHiddenVenue ? t('mail.otherVenue') : ''];
  return news.filter((one) => one !== '').join('\n') || null;
}

function lineOf({ session, status }: NoticePlace, notice: Notice, t: Translate): SessionLine {
  const { discreet, language } = notice.registration;
  const number = session.number === null ? '' : `${t('mail.number', { number: session.number })} `;
  return {
    when: `${number}${whenOf(session, t, { language, discreet })}`,
    state: notice.showsStates ? t(`words.place.${status}`) : null,
    details: discreet ? [] : detailsOf(session, language, t),
  };
}

function detailsOf(session: NoticeSession, language: 'ja' | 'en', t: Translate): string[] {
  const venue = (language === 'en' ? session.venueNameEn : null) ?? session.venueName;
  const place =
    venue &&
    (session.venueAddress ? t('mail.venueWithAddress', { venue, address: session.venueAddress }) : venue);
  return [
    session.title,
    session.topic,
    place && t('mail.venue', { place }),
    session.status === 'cancelled' && session.cancelReason
      ? t('mail.cancelReason', { reason: session.cancelReason })
      : null,
  ].filter((line): line is string => Boolean(line));
}
