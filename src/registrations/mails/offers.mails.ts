import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { type Composed, type MailComposer, MailComposers } from '../../platform/mail/composers.js';
import type { Message } from '../../platform/mail/message.entity.js';
import { waitingPosition } from '../registrations.queries.js';
import { NOT_WANTED } from './not-wanted.js';
import { areOver } from './notice-places.js';
import { NoticeWriter } from './notice-writer.js';
import { offerToNotify, registrationToNotify } from './registrations.mails.queries.js';

/** What the occasion of these messages begins with; the id of the offer follows. */
const OCCASION = 'offer:';

/**
 * The mails about a seat offered from the queue: that it is there, and that its time has run out. Whoever does not hear of
 * the first loses the seat, and whoever does not hear of the second waits without being asked again: both go again where
 * nobody knows whether they arrived.
 */
@Injectable()
export class OfferMails implements MailComposer, OnModuleInit {
  readonly kinds = ['offered', 'offer_expired'];
  readonly repeatedKinds = this.kinds;

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly composers: MailComposers,
    private readonly writer: NoticeWriter,
  ) {}

  onModuleInit(): void {
    this.composers.register(this);
  }

  async compose(message: Message): Promise<Composed> {
    const registration = await registrationToNotify(this.db, message.subjectId);
    const offer = await offerToNotify(this.db, message.occasion.slice(OCCASION.length));
    if (!registration || !offer) return NOT_WANTED.gone;
    const { id, status, resting } = registration;
    const isOffer = message.kind === 'offered';
    // Also between the deadline and the sweep that ends the offer: nobody is asked for what can no longer be answered.
    if (isOffer && offer.status === 'open' && offer.expiresAt <= this.clock.now()) return NOT_WANTED.expired;
    const isTrue = isOffer
      ? offer.status === 'open' && status === 'offered'
      : offer.status === 'expired' && offer.isLatest && status === 'waitlisted' && resting === 'expired';
    if (!isTrue) return NOT_WANTED.superseded;
    const places = registration.places.filter((place) => place.status === status);
    if (areOver(places, this.clock.now())) return NOT_WANTED.over;
    return this.writer.write({
      recipient: message.recipient,
      kind: message.kind,
      words: `mail.${message.kind}`,
      registration,
      places,
      showsStates: false,
      deadline: offer.expiresAt,
      position: isOffer ? null : await waitingPosition(this.db, id),
    });
  }
}
