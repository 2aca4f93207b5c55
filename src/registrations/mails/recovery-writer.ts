import { Injectable } from '@nestjs/common';
import type { ComposedMail } from '../../platform/mail/composers.js';
import type { Translate } from '../../platform/views/messages.js';
import { Views } from '../../platform/views/views.js';
import { RegistrationTokens } from '../registration-tokens.js';
import type { NoticeRegistration } from './notice.js';
import { organizationOf, titleOf } from './notice-names.js';
import { isOver } from './notice-places.js';
import { whenOf } from './notice-when.js';
import { asTextLines } from './notice-writer.js';

/** One registration as the mail lists it. */
interface ListedPage {
  readonly code: string;
  readonly lines: readonly string[];
  readonly url: string;
}

/**
 * Writes the mail that lists someone's links, as text and HTML. Its subject is neutral always. As long as one of the
 * registrations is discreet the sender is neutral too, and that one is told by its number and next date alone.
 */
@Injectable()
export class RecoveryWriter {
  constructor(
    private readonly views: Views,
    private readonly tokens: RegistrationTokens,
  ) {}

  /**
   * @param words where its words are in the message catalogues, e.g. `mail.recovery`
   * @param registrations of one contact in one organization; the language is that of the first
   */
  write(
    words: string,
    registrations: readonly [NoticeRegistration, ...NoticeRegistration[]],
    now: Date,
  ): ComposedMail {
    const [first] = registrations;
    const { language } = first;
    const t = this.views.translator(language);
    const isDiscreet = registrations.some(({ discreet }) => discreet);
    const data = {
      words,
      pages: registrations.map((registration) => this.pageOf({ ...registration, language }, now, t)),
      sender: isDiscreet ? null : organizationOf(first),
      contactTel: first.contactTel,
    };
    return {
      subject: t(`${words}.subject`),
      text: asTextLines(this.views.fragment('mail/recovery.text', language, data), language),
      html: this.views.fragment('mail/recovery.html', language, data),
      senderName: isDiscreet ? t('mail.sender') : (first.senderName ?? organizationOf(first)),
      replyTo: first.contactEmail ?? undefined,
      language,
    };
  }

  private pageOf(registration: NoticeRegistration, now: Date, t: Translate): ListedPage {
    const next = registration.places.find((place) => place.status !== 'released' && !isOver(place, now));
    return {
      code: registration.code,
      lines: [
        ...(registration.discreet ? [] : [titleOf(registration)]),
        ...(next ? [t('mail.nextDate', { when: whenOf(next.session, t, registration) })] : []),
      ],
      url: this.tokens.manageUrl(this.tokens.tokenOf(registration), registration.language),
    };
  }
}
