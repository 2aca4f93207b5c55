import type { Language } from '../../platform/views/messages.js';
import type { CivilTime } from '../../shared/civil-time.js';
import type { MailWanted, PlaceStatus, RegistrationStatus } from '../domain/statuses.js';

/** A session as a mail speaks of it; civil values are those of `timeZone`. */
export interface NoticeSession {
  readonly id: string;
  readonly number: number | null;
  readonly title: string | null;
  readonly topic: string | null;
  readonly dateText: string | null;
  /** First and last day of the months in which it will be, while undated; null: not known. */
  readonly withinFrom: string | null;
  readonly withinUntil: string | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly status: 'scheduled' | 'cancelled';
  readonly cancelReason: string | null;
  readonly venueName: string | null;
  readonly venueNameEn: string | null;
  readonly venueAddress: string | null;
}

export interface NoticePlace {
  readonly id: string;
  readonly status: PlaceStatus;
  /** When it was last confirmed; kept where it was given up since. */
  readonly confirmedAt: Date | null;
  readonly releasedAt: Date | null;
  readonly session: NoticeSession;
}

/** A registration as its mails need it, at the moment they are written. */
export interface NoticeRegistration {
  readonly id: string;
  readonly organizationId: string;
  readonly tokenVersion: number;
  readonly code: string;
  readonly status: RegistrationStatus;
  /** True: let in whenever the course is held, without places. */
  readonly membership: boolean;
  /** Why the queue leaves it out although it waits; null: it takes its turn, or does not wait. */
  readonly resting: 'declined' | 'expired' | null;
  /** True where another registration goes on in its stead. */
  readonly isContinued: boolean;
  /** Who decides on what is only requested. */
  readonly decidedBy: 'staff' | 'lottery';
  /** Hours to answer an offer of its course; null: who moves up has the seat at once. */
  readonly offerHours: number | null;
  /** IANA zone of its organization, in which deadlines are told. */
  readonly timeZone: string;
  /** Civil times of that zone between which nobody is to be disturbed. */
  readonly quietFrom: CivilTime;
  readonly quietUntil: CivilTime;
  readonly people: number;
  readonly nickname: string;
  readonly language: Language;
  readonly mailWanted: MailWanted;
  /** The only address to which its mails go; null: it has none any more. */
  readonly email: string | null;
  readonly discreet: boolean;
  readonly programmeTitle: string;
  readonly programmeTitleEn: string | null;
  readonly organizationName: string;
  readonly organizationNameEn: string | null;
  readonly senderName: string | null;
  readonly contactEmail: string | null;
  readonly contactTel: string | null;
  /** The programme's own, for plain mails; null: it has none. */
  readonly programmeTel: string | null;
  readonly programmeExtension: string | null;
  /** All its places, by date. */
  readonly places: readonly NoticePlace[];
}

/** A session as it was announced before it changed: kept among the facts of a `changed` message. Civil values. */
export interface FormerSession {
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly startTime: string | null;
  readonly endTime: string | null;
  /** What was known of the date of an undated session; messages written before these were kept lack them. */
  readonly dateText?: string | null;
  readonly withinFrom?: string | null;
  readonly withinUntil?: string | null;
  /** True where they had been told that it was called off. */
  readonly wasCancelled?: boolean;
  readonly venue: string | null;
}

/** One mail about a registration, or about one of its places. */
export interface Notice {
  /** Kind of the message, as in the ledger. */
  readonly kind: string;
  /** Where its words are in the message catalogues, e.g. `mail.confirmed`. */
  readonly words: string;
  readonly registration: NoticeRegistration;
  /** The places it lists. */
  readonly places: readonly NoticePlace[];
  /** True where each listed place carries its state (confirmed, waiting, given up). */
  readonly showsStates: boolean;
  /** True: it tells of nothing that its reader did, and waits for the morning. */
  readonly canWait?: boolean;
  readonly before?: FormerSession;
  /** Places whose calendar entries go along; left out or empty: none. */
  readonly entries?: readonly NoticePlace[];
  /** When what it tells of was done: what was given up since goes before all other entries, what was given up earlier behind. */
  readonly doneAt?: Date;
  /** Its turn in the queue, 1 is next; left out where none is waited for. */
  readonly position?: number | null;
  /** Until when an answer is wanted, or was. */
  readonly deadline?: Date;
  /** A public page to look something up on, and the name under which it lists this registration. */
  readonly further?: { readonly url: string; readonly entry: string };
}
