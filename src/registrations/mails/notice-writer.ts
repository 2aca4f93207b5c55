import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import type { Composed } from '../../platform/mail/composers.js';
import { SheetWriter } from '../../platform/mail/sheet-writer.js';
import { Views } from '../../platform/views/views.js';
import { restsUntil } from '../domain/offer-times.js';
import type { MailWanted } from '../domain/statuses.js';
import { RegistrationTokens } from '../registration-tokens.js';
import { NOT_WANTED, otherReader } from './not-wanted.js';
import type { Notice } from './notice.js';
import { organizationOf, replyToOf, telephoneOf, titleOf } from './notice-names.js';
import { factsOf, partsOf, USUAL_BODY } from './notice-parts.js';
import { isOver } from './notice-places.js';
import { type SentCalendar, SentEntries } from './sent-entries.js';
import { isTellingTopic } from './texts/hidden-words.js';
import { MailTexts } from './texts/mail-texts.js';
import type { Letter } from './texts/text-kinds.js';
import { type OwnWords, worded } from './texts/text-template.js';
import { writtenLetter } from './texts/written-letter.js';

/**
 * Writes the mails about registrations, as text and HTML. A discreet mail names neither programme, topic, venue nor
 * organization: it says when, and links to the page that says the rest.
 */
@Injectable()
export class NoticeWriter {
  constructor(
    private readonly clock: Clock,
    private readonly views: Views,
    private readonly sheets: SheetWriter,
    private readonly tokens: RegistrationTokens,
    private readonly texts: MailTexts,
    private readonly entries: SentEntries,
  ) {}

  /**
   * The mail; or that it is not wanted, or is to wait for the morning where nobody needs it at night.
   * @param notice with the recipient that the ledger names: what waited while an address was put right goes there no more
   */
  async write(notice: Notice & { readonly recipient: string }): Promise<Composed> {
    const { registration, canWait, places, words, kind } = notice;
    const { mailWanted, email } = registration;
    const other = otherReader(notice.recipient, email);
    if (other) return other;
    if (mailWanted === 'none') return NOT_WANTED.unsubscribed;
    // Who wants none of these misses nothing by it: nobody is to be told otherwise.
    if (mailWanted === stoppedBy(kind)) return { notWanted: NOT_WANTED.unsubscribed.notWanted };
    const now = this.clock.now();
    const next = places.find((place) => !isOver(place, now));
    const morning = canWait && restsUntil(now, next?.session.startsAt ?? null, registration);
    if (morning) return { notBefore: morning };
    const { organizationId, language, discreet } = registration;
    const own = await this.texts.of({ organizationId, words, language, discreet });
    const calendar = notice.entries?.length ? await this.entries.of(notice, notice.entries) : null;
    const letter = this.letterOf(notice, own);
    if (!calendar) return writtenLetter(letter, this.sheets);
    return { ...writtenLetter(this.saying(calendar, letter), this.sheets), calendar: calendar.part };
  }

  /** The letter with a word on the file that comes with it. */
  private saying({ isRemoval, isCut }: SentCalendar, letter: Letter): Letter {
    const t = this.views.translator(letter.language);
    const said = [isRemoval ? 'removed' : 'added', ...(isCut ? ['cut'] : [])];
    const notes = said.map((key) => ({ kind: 'paragraph', text: t(`mail.entries.${key}`) }) as const);
    const blocks = [...letter.sheet.blocks, ...notes];
    return { ...letter, sheet: { ...letter.sheet, blocks } };
  }

  /** The mail as it would be sent now, whoever wants it or not. @param own the organization's words; null: the usual ones */
  letterOf(notice: Notice, own: OwnWords | null): Letter {
    const { registration, words, kind } = notice;
    const { language, discreet } = registration;
    const t = this.views.translator(language);
    const manageUrl = this.tokens.manageUrl(this.tokens.tokenOf(registration), language);
    const parts = partsOf(notice, manageUrl, t);
    const facts = { ...factsOf(notice, t), code: registration.code, title: titleOf(registration) };
    const stops = stoppedBy(kind);
    const telephone = telephoneOf(registration, t);
    const leave = this.tokens.unsubscribeUrl(registration, stops, language);
    const { subject, blocks } = worded({
      own,
      usual: { subject: t(`${words}.${discreet ? 'discreetSubject' : 'subject'}`, facts), body: USUAL_BODY },
      parts,
      hidden: discreet ? namesOf(notice) : null,
    });
    const opening = blocks.find(
      (block) => block.kind === 'paragraph' && block.text !== parts.values.greeting,
    );
    return {
      subject,
      senderName: discreet ? t('mail.sender') : (registration.senderName ?? organizationOf(registration)),
      replyTo: replyToOf(registration),
      // A mail program's button, pressed in passing, must not hide that a class is called off: it stops what can be missed.
      unsubscribeUrl: this.tokens.unsubscribeUrl(registration, 'needed', language),
      language,
      values: parts.values,
      sheet: {
        heading: t(`${words}.heading`, facts),
        preview: opening?.kind === 'paragraph' ? opening.text : (parts.values.lead ?? ''),
        blocks,
        footer: {
          lines: [
            ...(discreet ? [] : [organizationOf(registration)]),
            ...(telephone ? [`${t('mail.contact')}: ${telephone}`] : []),
            t('mail.footer'),
          ],
          url: manageUrl,
          leave: { text: t(`mail.leave.${stops}`), url: leave },
        },
      },
    };
  }
}

/** Which mails the way out at the foot of a mail of this kind stops. */
function stoppedBy(kind: string): Exclude<MailWanted, 'all'> {
  return kind === 'reminder' || kind === 'thanks' ? 'needed' : 'none';
}

/** What a discreet mail must not name. */
function namesOf({ registration, places }: Notice): string[] {
  const { programmeTitle, programmeTitleEn, organizationName, organizationNameEn } = registration;
  return [
    ...[programmeTitle, programmeTitleEn, organizationName, organizationNameEn],
    ...places.flatMap(({ session }) => [
      ...[session.venueName, session.venueNameEn],
      ...[session.title, session.topic].filter(isTellingTopic),
    ]),
  ].filter((name) => name !== null);
}
