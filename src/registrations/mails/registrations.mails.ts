import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { type Composed, type MailComposer, MailComposers } from '../../platform/mail/composers.js';
import type { Message } from '../../platform/mail/message.entity.js';
import { quotableOrNull } from '../../platform/mail/quotable.js';
import type { RegistrationStatus } from '../domain/statuses.js';
import type { MovedBy } from '../my/moves.queries.js';
import { waitingPosition } from '../registrations.queries.js';
import { NOT_WANTED } from './not-wanted.js';
import type { FormerSession, NoticePlace, NoticeRegistration } from './notice.js';
import { areOver, entriesOf, givenUpSince, isOver } from './notice-places.js';
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

/** Mails that come of what others did, and that nobody needs at night. */
const CAN_WAIT: ReadonlySet<RegistrationKind> = new Set(['promoted', 'declined', 'transferred']);

/** Mails after which what had been given up before must not stand in a calendar either. */
const CLEARS_UP: ReadonlySet<RegistrationKind> = new Set(['moved_registration', 'cancelled_registration']);

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

  async compose(message: Message): Promise<Composed> {
    return message.kind in STATES_OF_KIND
      ? this.aboutRegistration(message, message.kind as RegistrationKind)
      : this.aboutSession(message);
  }

  private async aboutRegistration(message: Message, kind: RegistrationKind): Promise<Composed> {
    const registration = await registrationToNotify(this.db, message.subjectId);
    if (!registration) return NOT_WANTED.gone;
    if (!isStillTrue(kind, registration)) return NOT_WANTED.superseded;
    const places = placesOf(kind, registration, message.createdAt);
    const now = this.clock.now();
    if (areOver(places, now)) return NOT_WANTED.over;
    if (isOfNothing(kind, registration, places)) return NOT_WANTED.cancelled;
    return this.writer.write({
      recipient: message.recipient,
      kind,
      canWait: CAN_WAIT.has(kind) || isMovedByStaff(message),
      words: wordsOf(kind, registration),
      registration,
      places,
      showsStates: SHOWS_STATES.has(kind),
      entries: entriesOf(CLEARS_UP.has(kind) ? registration.places : places, now),
      doneAt: message.createdAt,
      position: registration.status === 'waitlisted' ? await waitingPosition(this.db, registration.id) : null,
    });
  }

  private async aboutSession(message: Message): Promise<Composed> {
    const registration = await registrationOfPlace(this.db, message.subjectId);
    const place = registration?.places.find(({ id }) => id === message.subjectId);
    if (!registration || !place) return NOT_WANTED.gone;
    const now = this.clock.now();
    if (isOver(place, now)) return NOT_WANTED.over;
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
      recipient: message.recipient,
      kind: message.kind,
      words: `mail.${message.kind}`,
      registration,
      places: [place],
      showsStates: false,
      entries: entriesOf([place], now),
      before: quotableFormer(message.facts.before as FormerSession | undefined),
    });
  }
}

/** True where staff moved it: its holder, who may have telephoned by day or not at all, is not waiting for the mail. */
function isMovedByStaff({ kind, facts }: Message): boolean {
  const by: MovedBy = 'staff';
  return kind === 'moved_registration' && facts.by === by;
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

/** As the session it is compared with is: what was written by others in it, as a mail may quote it. */
function quotableFormer(before: FormerSession | undefined): FormerSession | undefined {
  if (!before) return undefined;
  return { ...before, venue: quotableOrNull(before.venue), dateText: quotableOrNull(before.dateText) };
}

/** Those that were given up, where the mail tells of that; else those that are still to be had. */
function placesOf(kind: RegistrationKind, { places }: NoticeRegistration, moment: Date): NoticePlace[] {
  switch (kind) {
    case 'cancelled_registration':
    case 'declined':
      return givenUpSince(places, moment);
    default:
      return places.filter(({ status, session }) => status !== 'released' && session.status === 'scheduled');
  }
}

/** True where it would tell of dates, and all of them were given up or called off since: other mails say so. */
function isOfNothing(
  kind: RegistrationKind,
  registration: NoticeRegistration,
  places: readonly NoticePlace[],
): boolean {
  const tellsOfEnd = kind === 'cancelled_registration' || kind === 'declined';
  return !tellsOfEnd && registration.places.length > 0 && places.length === 0;
}

/** Becoming a member is not reserving a seat: where nothing else differs, that does. */
function wordsOf(kind: RegistrationKind, { membership }: NoticeRegistration): string {
  if (membership && kind === 'confirmed') return 'mail.membership';
  if (membership && kind === 'applied') return 'mail.membership_applied';
  return `mail.${kind}`;
}
