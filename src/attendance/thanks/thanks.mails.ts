import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import {
  type Composed,
  type MailComposer,
  MailComposers,
  type NotWanted,
} from '../../platform/mail/composers.js';
import type { Message } from '../../platform/mail/message.entity.js';
import { restsUntil } from '../../registrations/domain/offer-times.js';
import { NOT_WANTED } from '../../registrations/mails/not-wanted.js';
import type { NoticePlace, NoticeRegistration } from '../../registrations/mails/notice.js';
import { NoticeWriter } from '../../registrations/mails/notice-writer.js';
import { registrationOfPlace } from '../../registrations/mails/registrations.mails.queries.js';
import { noticeKind } from '../../registrations/mails/texts/notice-kind.js';
import { TextKinds } from '../../registrations/mails/texts/text-kinds.js';
import { aheadOf, cameToPlace, THANKS } from './thanks.queries.js';

/** What staff wrote down has changed since: nobody is thanked for what they could not come to. */
const NOT_ATTENDED: NotWanted = { notWanted: 'not_attended' };

/** Where its words are: with the next session, after the last one, and where there may be more to come. */
const WORDS = { next: 'thanks.next', last: 'thanks.last', open: 'thanks.open' } as const;

/** Thanks to someone who came to a session, with the next one they hold a place in. */
@Injectable()
export class ThanksMails implements MailComposer, OnModuleInit {
  readonly kinds = [THANKS];

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly composers: MailComposers,
    private readonly writer: NoticeWriter,
    private readonly texts: TextKinds,
  ) {}

  onModuleInit(): void {
    this.composers.register(this);
    this.texts.register(
      noticeKind(this.writer, {
        kind: THANKS,
        words: WORDS.next,
        values: ['when'],
        required: ['dates'],
        notice: ({ places }) => ({ places: places.slice(0, 1) }),
      }),
      noticeKind(this.writer, {
        kind: 'thanks_last',
        words: WORDS.last,
        notice: () => ({ kind: THANKS, places: [] }),
      }),
      noticeKind(this.writer, {
        kind: 'thanks_open',
        words: WORDS.open,
        notice: () => ({ kind: THANKS, places: [] }),
      }),
    );
  }

  async compose(message: Message): Promise<Composed> {
    const now = this.clock.now();
    const placeId = message.subjectId;
    const registration = await registrationOfPlace(this.db, placeId);
    const place = registration?.places.find(({ id }) => id === placeId);
    if (!registration || !place) return NOT_WANTED.gone;
    if (place.status !== 'confirmed' || registration.status !== 'confirmed') return NOT_WANTED.released;
    if (place.session.status === 'cancelled') return NOT_WANTED.cancelled;
    if (!(await cameToPlace(this.db, placeId))) return NOT_ATTENDED;
    // However soon the next session is: that is what its reminder is for.
    const morning = restsUntil(now, null, registration);
    if (morning) return { notBefore: morning };
    const ahead = await aheadOf(this.db, { placeId, now });
    const next = ahead.placeId === null ? null : await this.nextOf(registration, ahead.placeId);
    const hasMore = ahead.isOpen || ahead.placeId !== null;
    return this.writer.write({
      recipient: message.recipient,
      kind: THANKS,
      words: next ? WORDS.next : isLast(registration, hasMore) ? WORDS.last : WORDS.open,
      registration: next?.registration ?? registration,
      places: next ? [next.place] : [],
      showsStates: false,
    });
  }

  /**
   * The next place, with the registration that the mail is then about: the one that holds it, for its link alone can give it up;
   * as discreetly as the more discreet of the two wants it. Null where either wants no such mails, or it is gone.
   */
  private async nextOf(attended: NoticeRegistration, id: string): Promise<Next | null> {
    const holder = await registrationOfPlace(this.db, id);
    const place = holder?.places.find((one) => one.id === id);
    if (!holder || !place) return null;
    if (attended.mailWanted !== 'all' || holder.mailWanted !== 'all') return null;
    // One contact: where the two spell its address differently, it is that of the attended one that this goes to.
    const { language, nickname, email } = attended;
    const discreet = attended.discreet || holder.discreet;
    return { place, registration: { ...holder, language, nickname, email, discreet } };
  }
}

interface Next {
  readonly place: NoticePlace;
  readonly registration: NoticeRegistration;
}

/** Members may come again whenever it is held. */
function isLast({ membership }: NoticeRegistration, hasMore: boolean): boolean {
  return !membership && !hasMore;
}
