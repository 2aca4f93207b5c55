import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { type Composed, type MailComposer, MailComposers } from '../platform/mail/composers.js';
import type { Message } from '../platform/mail/message.entity.js';
import { NOT_WANTED } from '../registrations/mails/not-wanted.js';
import { NoticeWriter } from '../registrations/mails/notice-writer.js';
import { registrationOfPlace } from '../registrations/mails/registrations.mails.queries.js';
import { noticeKind } from '../registrations/mails/texts/notice-kind.js';
import { TextKinds } from '../registrations/mails/texts/text-kinds.js';
import { REMINDER, type ReminderFacts } from './reminders.queries.js';

/** Where its words are in the message catalogues. */
const WORDS = 'reminders.reminder';

/** The reminder of one session, written only while it is still true. */
@Injectable()
export class ReminderMails implements MailComposer, OnModuleInit {
  readonly kinds = [REMINDER];

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
        kind: REMINDER,
        words: WORDS,
        values: ['when', 'start'],
        required: ['dates'],
        notice: ({ places }) => ({ places: places.slice(0, 1) }),
      }),
    );
  }

  async compose(message: Message): Promise<Composed> {
    const registration = await registrationOfPlace(this.db, message.subjectId);
    const place = registration?.places.find(({ id }) => id === message.subjectId);
    if (!registration || !place) return NOT_WANTED.gone;
    const { startsAt, status } = place.session;
    if (place.status !== 'confirmed') return NOT_WANTED.released;
    if (status === 'cancelled') return NOT_WANTED.cancelled;
    const { startsAt: promised } = message.facts as unknown as ReminderFacts;
    if (startsAt?.getTime() !== Date.parse(promised)) return NOT_WANTED.moved;
    if (startsAt <= this.clock.now()) return NOT_WANTED.over;
    return this.writer.write({
      recipient: message.recipient,
      kind: REMINDER,
      canWait: true,
      words: WORDS,
      registration,
      places: [place],
      showsStates: false,
    });
  }
}
