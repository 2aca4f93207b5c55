import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import type { NoticeRegistration } from '../../registrations/mails/notice.js';
import { MailTexts } from '../../registrations/mails/texts/mail-texts.js';
import { type TextKind, TextKinds } from '../../registrations/mails/texts/text-kinds.js';
import type { OwnWords } from '../../registrations/mails/texts/text-template.js';
import { addMonths, civilDateOf } from '../../shared/civil-time.js';
import type { DigestContent } from './digest-content.js';
import {
  CONFIRM_PLACEHOLDERS,
  CONFIRM_WORDS,
  DIGEST_PLACEHOLDERS,
  DIGEST_WORDS,
  type DigestAddressee,
  DigestLetters,
} from './digest-letters.js';
import { DigestMonths } from './digest-months.js';
import { DIGEST_CONFIRM } from './digest-subscriptions.queries.js';
import { DIGEST } from './digest-sweep.queries.js';

/** What organizations say in their own words in the digest and in the mail that asks for a yes to it. */
@Injectable()
export class DigestTexts implements OnModuleInit {
  constructor(
    private readonly texts: MailTexts,
    private readonly kinds: TextKinds,
    private readonly clock: Clock,
    private readonly months: DigestMonths,
    private readonly letters: DigestLetters,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this.monthly(), this.confirming());
  }

  /** The organization's own words; null where the usual ones are sent. @param words as in `TextKind` */
  of(words: string, { organizationId, language, discreet }: DigestAddressee): Promise<OwnWords | null> {
    return this.texts.of({ organizationId, words, language, discreet });
  }

  private monthly(): TextKind {
    return {
      kind: DIGEST,
      words: DIGEST_WORDS,
      ...DIGEST_PLACEHOLDERS,
      letter: async ({ registration }, own) =>
        this.letters.monthly(addresseeOf(registration), await this.nextMonth(registration), own),
    };
  }

  private confirming(): TextKind {
    return {
      kind: DIGEST_CONFIRM,
      words: CONFIRM_WORDS,
      ...CONFIRM_PLACEHOLDERS,
      letter: ({ registration }, own) =>
        this.letters.confirm({ ...addresseeOf(registration), status: 'pending' }, own),
    };
  }

  /** What somebody who wants everything would get next. */
  private nextMonth({ organizationId, timeZone }: NoticeRegistration): Promise<DigestContent> {
    const today = civilDateOf(this.clock.now(), timeZone);
    const month = addMonths(`${today.slice(0, 7)}-01`, 1).slice(0, 7);
    return this.months.of({ organizationId, kinds: [], audiences: [] }, month);
  }
}

/** Somebody who does not exist, as a subscriber: the links of such a mail lead nowhere. */
function addresseeOf({ id, organizationId, ...rest }: NoticeRegistration): DigestAddressee {
  const { language, discreet, organizationName, organizationNameEn, senderName } = rest;
  const { contactEmail, contactTel, timeZone, quietFrom, quietUntil } = rest;
  return {
    ...{ id, organizationId, language, discreet, organizationName, organizationNameEn, senderName },
    ...{ contactEmail, contactTel, timeZone, quietFrom, quietUntil },
  };
}
