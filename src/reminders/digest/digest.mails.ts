import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { type Composed, type MailComposer, MailComposers } from '../../platform/mail/composers.js';
import type { Message } from '../../platform/mail/message.entity.js';
import { SheetWriter } from '../../platform/mail/sheet-writer.js';
import { restsUntil } from '../../registrations/domain/offer-times.js';
import { NOT_WANTED } from '../../registrations/mails/not-wanted.js';
import { writtenLetter } from '../../registrations/mails/texts/written-letter.js';
import { isMonthOver } from '../domain/digest-month.js';
import { CONFIRM_WORDS, DIGEST_WORDS, DigestLetters } from './digest-letters.js';
import { DigestMonths } from './digest-months.js';
import { DIGEST_CONFIRM, type DigestReader, digestReader } from './digest-subscriptions.queries.js';
import { DIGEST, type DigestFacts } from './digest-sweep.queries.js';
import { DigestTexts } from './digest-texts.js';

/** The monthly digest and the mail that asks for a yes to it, written from what is true when they leave. */
@Injectable()
export class DigestMails implements MailComposer {
  readonly kinds = [DIGEST, DIGEST_CONFIRM];

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly months: DigestMonths,
    private readonly letters: DigestLetters,
    private readonly texts: DigestTexts,
    private readonly sheets: SheetWriter,
  ) {}

  async compose(message: Message): Promise<Composed> {
    const reader = await digestReader(this.db, message.subjectId);
    if (!reader) return NOT_WANTED.gone;
    if (message.kind === DIGEST_CONFIRM) {
      const own = await this.texts.of(CONFIRM_WORDS, { ...reader, discreet: true });
      return writtenLetter(this.letters.confirm(reader, own), this.sheets);
    }
    const { month } = message.facts as unknown as DigestFacts;
    return this.monthly(reader, month);
  }

  private async monthly(reader: DigestReader, month: string): Promise<Composed> {
    if (reader.status !== 'active') return NOT_WANTED.gone;
    const now = this.clock.now();
    if (isMonthOver(month, now, reader.timeZone)) return NOT_WANTED.over;
    const morning = restsUntil(now, null, reader);
    if (morning) return { notBefore: morning };
    const content = await this.months.of(reader, month);
    if (content.sessions.every(({ status }) => status === 'cancelled')) return NOT_WANTED.cancelled;
    const own = await this.texts.of(DIGEST_WORDS, reader);
    return writtenLetter(this.letters.monthly(reader, content, own), this.sheets);
  }
}

/** Tells delivery who writes these mails. */
@Injectable()
export class DigestMailsAtStart implements OnModuleInit {
  constructor(
    private readonly composers: MailComposers,
    private readonly mails: DigestMails,
  ) {}

  onModuleInit(): void {
    this.composers.register(this.mails);
  }
}
