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
import { minimumStanding } from './below-minimum.queries.js';
import { poolsToTell } from './nearly-full.queries.js';
import { newRegistrationsOf } from './new-registrations.queries.js';
import { type Reader, readerOf } from './readers.queries.js';
import {
  belowMinimumLetter,
  nearlyFullLetter,
  newRegistrationsLetter,
  type StaffLetter,
  type Voice,
} from './staff-letters.js';
import { StaffNoticeWriter } from './staff-notice-writer.js';
import {
  type BelowMinimumFacts,
  isStaffNotice,
  type NearlyFullFacts,
  type NewRegistrationFacts,
  STAFF_NOTICES,
  type StaffNoticeFacts,
} from './staff-notices.js';

/** Why a mail to staff is not sent: codes that `mail.reason.<code>` puts into words. Nobody has to be telephoned for it. */
const NOT_WANTED = {
  notStaff: { notWanted: 'not_staff' },
  unsubscribed: { notWanted: 'unsubscribed' },
  superseded: { notWanted: 'superseded' },
  cancelled: { notWanted: 'cancelled' },
  over: { notWanted: 'over' },
  moved: { notWanted: 'moved' },
  seatsFree: { notWanted: 'seats_free' },
  reached: { notWanted: 'reached' },
} as const satisfies Record<string, NotWanted>;

/** What there is to say, and the start before which it is of use. */
interface Telling {
  readonly letter: StaffLetter;
  readonly before: Date | null;
}

/** The mails to staff, written from what is so when they are sent. */
@Injectable()
export class StaffNoticeMails implements MailComposer, OnModuleInit {
  readonly kinds = STAFF_NOTICES;

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly composers: MailComposers,
    private readonly writer: StaffNoticeWriter,
  ) {}

  onModuleInit(): void {
    this.composers.register(this);
  }

  async compose(message: Message): Promise<Composed> {
    const { kind, organizationId } = message;
    const { member: memberId } = message.facts as unknown as StaffNoticeFacts;
    const reader = await readerOf(this.db, { memberId, organizationId });
    if (!reader || !isStaffNotice(kind)) return NOT_WANTED.notStaff;
    if (!reader.notices.includes(kind)) return NOT_WANTED.unsubscribed;
    const telling = await this.tellingOf(message, this.writer.voiceOf(reader));
    if ('notWanted' in telling) return telling;
    return this.atNight(telling, reader) ?? this.writer.write(kind, telling.letter, reader);
  }

  private tellingOf(message: Message, voice: Voice): Promise<Telling | NotWanted> {
    switch (message.kind) {
      case 'staff_new_registration':
        return this.newRegistrations(message, voice);
      case 'staff_nearly_full':
        return this.nearlyFull(message, voice);
      default:
        return this.belowMinimum(message, voice);
    }
  }

  private atNight({ before }: Telling, reader: Reader): Composed | null {
    const morning = restsUntil(this.clock.now(), before, reader);
    return morning && { notBefore: morning };
  }

  private async newRegistrations(message: Message, voice: Voice): Promise<Telling | NotWanted> {
    const facts = message.facts as unknown as NewRegistrationFacts;
    const [first, ...others] = await newRegistrationsOf(this.db, message.subjectId, facts);
    if (!first) return NOT_WANTED.superseded;
    return { letter: newRegistrationsLetter([first, ...others], voice), before: null };
  }

  private async nearlyFull(message: Message, voice: Voice): Promise<Telling | NotWanted> {
    const facts = message.facts as unknown as NearlyFullFacts;
    const pools = await poolsToTell(this.db, facts);
    if (Math.min(...pools.map(({ capacity }) => capacity)) !== facts.capacity) return NOT_WANTED.superseded;
    const held = pools.filter(({ status }) => status === 'scheduled');
    if (held.length === 0) return NOT_WANTED.cancelled;
    const now = this.clock.now();
    const [first, ...others] = held.filter(({ startsAt }) => startsAt === null || startsAt > now);
    if (!first) return NOT_WANTED.over;
    if (![first, ...others].some(({ isNear }) => isNear)) return NOT_WANTED.seatsFree;
    return { letter: nearlyFullLetter([first, ...others], voice), before: first.startsAt };
  }

  private async belowMinimum(message: Message, voice: Voice): Promise<Telling | NotWanted> {
    const facts = message.facts as unknown as BelowMinimumFacts;
    const standing = await minimumStanding(this.db, message.subjectId);
    if (standing?.minimum == null) return NOT_WANTED.superseded;
    const { status, startsOn, startsAt, people, minimum } = standing;
    if (status === 'cancelled') return NOT_WANTED.cancelled;
    if (startsOn !== facts.startsOn) return NOT_WANTED.moved;
    if (startsAt === null || startsAt <= this.clock.now()) return NOT_WANTED.over;
    if (people >= minimum) return NOT_WANTED.reached;
    return { letter: belowMinimumLetter(standing, minimum, voice), before: startsAt };
  }
}
