import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock.js';
import {
  type ComposedMail,
  type MailComposer,
  MailComposers,
  type NotWanted,
} from '../platform/mail/composers.js';
import type { Message } from '../platform/mail/message.entity.js';
import { NOT_WANTED } from '../registrations/mails/not-wanted.js';
import { NoticeWriter } from '../registrations/mails/notice-writer.js';
import { registrationOfPlace } from '../registrations/mails/registrations.mails.queries.js';
import { REMINDER, type ReminderFacts } from './reminders.queries.js';

/** The reminder of one session, written only while it is still true. */
@Injectable()
export class ReminderMails implements MailComposer, OnModuleInit {
  readonly kinds = [REMINDER];

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly composers: MailComposers,
    private readonly writer: NoticeWriter,
  ) {}

  onModuleInit(): void {
    this.composers.register(this);
  }

  async compose(message: Message): Promise<ComposedMail | NotWanted> {
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
      words: 'reminders.reminder',
      registration,
      places: [place],
      showsStates: false,
    });
  }
}
