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
import type { FormerSession, NoticePlace, NoticeRegistration } from './notice.js';
import { NoticeWriter } from './notice-writer.js';
import { hasLaterNotice, registrationOfPlace, registrationToNotify } from './registrations.mails.queries.js';

/** Mails about a whole registration, and the state in which alone each is true. */
const STATE_OF_KIND = {
  confirmed: 'confirmed',
  waiting: 'waitlisted',
  promoted: 'confirmed',
  cancelled_registration: 'cancelled',
} as const satisfies Record<string, NoticeRegistration['status']>;

/** Mails about one place whose session changed. */
const SESSION_KINDS = ['changed', 'cancelled_session'] as const;

type RegistrationKind = keyof typeof STATE_OF_KIND;

/** Why a mail of this room is not sent: codes that `mail.reason.<code>` puts into words for staff. */
export const NOT_WANTED = {
  gone: { notWanted: 'gone' },
  over: { notWanted: 'over' },
  cancelled: { notWanted: 'cancelled' },
  released: { notWanted: 'released' },
  moved: { notWanted: 'moved' },
  superseded: { notWanted: 'superseded' },
} as const satisfies Record<string, NotWanted>;

/** The mails of this room: what became of a registration, and what became of a session that someone holds a place in. */
@Injectable()
export class RegistrationMails implements MailComposer, OnModuleInit {
  readonly kinds = [...Object.keys(STATE_OF_KIND), ...SESSION_KINDS];
  readonly repeatedKinds = SESSION_KINDS;

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
    return message.kind in STATE_OF_KIND
      ? this.aboutRegistration(message, message.kind as RegistrationKind)
      : this.aboutSession(message);
  }

  private async aboutRegistration(
    message: Message,
    kind: RegistrationKind,
  ): Promise<ComposedMail | NotWanted> {
    const registration = await registrationToNotify(this.db, message.subjectId);
    if (!registration) return NOT_WANTED.gone;
    if (registration.status !== STATE_OF_KIND[kind]) return NOT_WANTED.superseded;
    // What was given up earlier, or already over, was not cancelled now.
    const places =
      kind === 'cancelled_registration'
        ? registration.places.filter(({ releasedAt }) => releasedAt && releasedAt >= message.createdAt)
        : registration.places;
    if (places.length > 0 && places.every((place) => this.isOver(place))) return NOT_WANTED.over;
    return this.writer.write({
      words: `mail.${kind}`,
      registration,
      places,
      showsStates: kind === 'confirmed' || kind === 'promoted',
    });
  }

  private async aboutSession(message: Message): Promise<ComposedMail | NotWanted> {
    const registration = await registrationOfPlace(this.db, message.subjectId);
    const place = registration?.places.find(({ id }) => id === message.subjectId);
    if (!registration || !place) return NOT_WANTED.gone;
    if (this.isOver(place)) return NOT_WANTED.over;
    // Cancelling a session may itself release its places: only who had left before does not want to hear of it.
    if (place.status === 'released' && place.releasedAt && place.releasedAt < message.createdAt)
      return NOT_WANTED.released;
    const isCancelled = place.session.status === 'cancelled';
    if (isCancelled !== (message.kind === 'cancelled_session')) return NOT_WANTED.superseded;
    const { recipient, createdAt: after } = message;
    if (await hasLaterNotice(this.db, { recipient, placeId: place.id, kinds: SESSION_KINDS, after })) {
      return NOT_WANTED.superseded;
    }
    return this.writer.write({
      words: `mail.${message.kind}`,
      registration,
      places: [place],
      showsStates: false,
      before: message.facts.before as FormerSession | undefined,
    });
  }

  private isOver({ session }: NoticePlace): boolean {
    return session.startsAt !== null && session.startsAt <= this.clock.now();
  }
}
