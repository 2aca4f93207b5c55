import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import {
  type ComposedMail,
  type MailComposer,
  MailComposers,
  type NotWanted,
} from '../../platform/mail/composers.js';
import type { Message } from '../../platform/mail/message.entity.js';
import type { RegistrationStatus } from '../domain/statuses.js';
import { waitingPosition } from '../registrations.queries.js';
import { NOT_WANTED } from './not-wanted.js';
import type { FormerSession, NoticePlace, NoticeRegistration } from './notice.js';
import { areOver, givenUpSince, isOver } from './notice-places.js';
import { NoticeWriter } from './notice-writer.js';
import { hasLaterNotice, registrationOfPlace, registrationToNotify } from './registrations.mails.queries.js';

const STILL_WANTED = ['applied', 'confirmed', 'offered', 'waitlisted'] as const;

/** Mails about a whole registration, and the states in which alone each is true. */
const STATES_OF_KIND = {
  applied: ['applied'],
  confirmed: ['confirmed'],
  waiting: ['waitlisted'],
  promoted: ['confirmed'],
  declined: ['declined'],
  cancelled_registration: ['cancelled'],
  moved_registration: STILL_WANTED,
  transferred: STILL_WANTED,
} as const satisfies Record<string, readonly RegistrationStatus[]>;

/** Mails about one place whose session changed. */
const SESSION_KINDS = ['changed', 'cancelled_session'] as const;

type RegistrationKind = keyof typeof STATES_OF_KIND;

/** Mails that say of each place what became of it. */
const SHOWS_STATES: ReadonlySet<RegistrationKind> = new Set([
  'confirmed',
  'promoted',
  'moved_registration',
  'transferred',
]);

/** The mails of this room: what became of a registration, and what became of a session that someone holds a place in. */
@Injectable()
export class RegistrationMails implements MailComposer, OnModuleInit {
  readonly kinds = [...Object.keys(STATES_OF_KIND), ...SESSION_KINDS];
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
    return message.kind in STATES_OF_KIND
      ? this.aboutRegistration(message, message.kind as RegistrationKind)
      : this.aboutSession(message);
  }

  private async aboutRegistration(
    message: Message,
    kind: RegistrationKind,
  ): Promise<ComposedMail | NotWanted> {
    const registration = await registrationToNotify(this.db, message.subjectId);
    if (!registration) return NOT_WANTED.gone;
    if (!isStillTrue(kind, registration)) return NOT_WANTED.superseded;
    const places = placesOf(kind, registration, message.createdAt);
    if (areOver(places, this.clock.now())) return NOT_WANTED.over;
    return this.writer.write({
      words: wordsOf(kind, registration),
      registration,
      places,
      showsStates: SHOWS_STATES.has(kind),
      position: registration.status === 'waitlisted' ? await waitingPosition(this.db, registration.id) : null,
    });
  }

  private async aboutSession(message: Message): Promise<ComposedMail | NotWanted> {
    const registration = await registrationOfPlace(this.db, message.subjectId);
    const place = registration?.places.find(({ id }) => id === message.subjectId);
    if (!registration || !place) return NOT_WANTED.gone;
    if (isOver(place, this.clock.now())) return NOT_WANTED.over;
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
}

/** False where something has happened since that another mail tells of. */
function isStillTrue(kind: RegistrationKind, { status, resting, isContinued }: NoticeRegistration): boolean {
  if (!(STATES_OF_KIND[kind] as readonly RegistrationStatus[]).includes(status)) return false;
  switch (kind) {
    case 'waiting':
      // Who rests has been offered a seat since, and that mail said what comes next.
      return resting === null;
    case 'cancelled_registration':
      return !isContinued;
    default:
      return true;
  }
}

function placesOf(kind: RegistrationKind, { places }: NoticeRegistration, moment: Date): NoticePlace[] {
  switch (kind) {
    case 'cancelled_registration':
    case 'declined':
      return givenUpSince(places, moment);
    case 'moved_registration':
    case 'transferred':
      return places.filter(({ status }) => status !== 'released');
    default:
      return [...places];
  }
}

/** Becoming a member is not reserving a seat: where nothing else differs, that does. */
function wordsOf(kind: RegistrationKind, { membership }: NoticeRegistration): string {
  if (membership && kind === 'confirmed') return 'mail.membership';
  if (membership && kind === 'applied') return 'mail.membership_applied';
  return `mail.${kind}`;
}
