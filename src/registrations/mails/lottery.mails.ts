import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { type Composed, type MailComposer, MailComposers } from '../../platform/mail/composers.js';
import type { Message } from '../../platform/mail/message.entity.js';
import { withLanguage } from '../../platform/views/views.js';
import { entryOf } from '../domain/lottery.js';
import { waitingPosition } from '../registrations.queries.js';
import { NOT_WANTED } from './not-wanted.js';
import type { NoticeRegistration } from './notice.js';
import { areOver, entriesOf, givenUpSince } from './notice-places.js';
import { NoticeWriter } from './notice-writer.js';
import { registrationToNotify } from './registrations.mails.queries.js';

/** What the occasion of these messages begins with; the id of the lottery follows. */
const OCCASION = 'lottery:';
/** Characters of an entry by which a person knows it. */
const ENTRY_SHOWN = 16;

/** The mails that tell of a draw, with the way to the page on which anyone can check it. */
@Injectable()
export class LotteryMails implements MailComposer, OnModuleInit {
  readonly kinds = ['lottery_won', 'lottery_lost'];

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly composers: MailComposers,
    private readonly writer: NoticeWriter,
  ) {}

  onModuleInit(): void {
    this.composers.register(this);
  }

  async compose(message: Message): Promise<Composed> {
    const registration = await registrationToNotify(this.db, message.subjectId);
    if (!registration) return NOT_WANTED.gone;
    if (!isStillTrue(message.kind, registration)) return NOT_WANTED.superseded;
    const { id, status, language } = registration;
    const places =
      status === 'declined'
        ? givenUpSince(registration.places, message.createdAt)
        : registration.places.filter((place) => place.status === status);
    const now = this.clock.now();
    if (areOver(places, now)) return NOT_WANTED.over;
    const lotteryId = message.occasion.slice(OCCASION.length);
    const entry = entryOf(lotteryId, id);
    return this.writer.write({
      recipient: message.recipient,
      kind: message.kind,
      canWait: true,
      words: `mail.${message.kind}`,
      registration,
      places,
      showsStates: false,
      entries: entriesOf(places, now),
      position: status === 'waitlisted' ? await waitingPosition(this.db, id) : null,
      further: {
        // Behind the number sign it stays with the reader: no server, log or other site is told which entry is theirs.
        url: withLanguage(`${this.config.publicUrl}/lotteries/${lotteryId}#e-${entry}`, language),
        entry: entry.slice(0, ENTRY_SHOWN),
      },
    });
  }
}

/** Who lost waits, where the course has a queue; who has been offered a seat since has heard of that. */
function isStillTrue(kind: string, { status, resting }: NoticeRegistration): boolean {
  if (kind === 'lottery_won') return status === 'confirmed';
  return status === 'declined' || (status === 'waitlisted' && resting === null);
}
