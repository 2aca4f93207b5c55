import { Injectable } from '@nestjs/common';
import type { ComposedMail } from '../../platform/mail/composers.js';
import type { Sheet, SheetPage } from '../../platform/mail/sheet.js';
import { SheetWriter } from '../../platform/mail/sheet-writer.js';
import type { Translate } from '../../platform/views/messages.js';
import { Views } from '../../platform/views/views.js';
import { RegistrationTokens } from '../registration-tokens.js';
import type { NoticeRegistration } from './notice.js';
import { organizationOf, replyToOf, telephoneOf, titleOf } from './notice-names.js';
import { isOver } from './notice-places.js';
import { whenOf } from './notice-when.js';

/**
 * Writes the mail that lists someone's links, as text and HTML. Its subject is neutral always. As long as one of the
 * registrations is discreet the sender is neutral too, and that one is told by its number and next date alone.
 */
@Injectable()
export class RecoveryWriter {
  constructor(
    private readonly views: Views,
    private readonly sheets: SheetWriter,
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
    // One house, several programmes: the line must be silent about each, and serve them all.
    const telephones = new Set(registrations.map((one) => telephoneOf({ ...one, discreet: isDiscreet }, t)));
    const common = telephones.size > 1 ? first.contactTel : ([...telephones][0] ?? null);
    const telephone = telephones.has(null) ? null : common;
    const lead = t(`${words}.lead`, { count: registrations.length });
    const pages = registrations.map((registration) => ({
      ...this.pageOf({ ...registration, language }, now, t),
      label: t(`${words}.button`),
    }));
    const sheet: Sheet = {
      heading: t(`${words}.heading`),
      preview: lead,
      blocks: [
        { kind: 'paragraph', text: t('mail.greetingWithoutName') },
        { kind: 'heading', text: t(`${words}.heading`) },
        { kind: 'paragraph', text: lead },
        { kind: 'pages', pages },
        { kind: 'paragraph', text: t(`${words}.next`) },
      ],
      footer: {
        lines: [
          ...(isDiscreet ? [] : [organizationOf(first)]),
          ...(telephone ? [`${t('mail.contact')}: ${telephone}`] : []),
          t(`${words}.footer`),
        ],
        url: null,
      },
    };
    return {
      subject: t(`${words}.subject`),
      ...this.sheets.write(sheet, language),
      preview: lead,
      senderName: isDiscreet ? t('mail.sender') : (first.senderName ?? organizationOf(first)),
      replyTo: replyToOf({ ...first, discreet: isDiscreet }),
      language,
    };
  }

  private pageOf(registration: NoticeRegistration, now: Date, t: Translate): Omit<SheetPage, 'label'> {
    const next = registration.places.find(
      (place) => place.status !== 'released' && place.session.status === 'scheduled' && !isOver(place, now),
    );
    return {
      title: `${t('mail.code')}: ${registration.code}`,
      lines: [
        ...(registration.discreet ? [] : [titleOf(registration)]),
        ...(next ? [t('mail.nextDate', { when: whenOf(next.session, t, registration) })] : []),
      ],
      url: this.tokens.manageUrl(this.tokens.tokenOf(registration), registration.language),
    };
  }
}
