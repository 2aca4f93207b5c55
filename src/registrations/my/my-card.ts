import { addressOfHouse } from '../entries/quiet-address.js';
import { givesAway, isTellingTopic } from '../mails/texts/hidden-words.js';
import type { RegistrationView } from '../registration-view.js';
import type { SessionView } from '../sessions/session-view.js';
import type { ComingNotes } from './coming-notes.queries.js';

/** One date on a card for a purse. */
export interface CardDate {
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly isCancelled: boolean;
  /** Name and address; on a discreet card the address as far as the house, where that names nobody. */
  readonly where: string | null;
  readonly entrance: string | null;
}

export interface Card {
  readonly code: string;
  /** How the registration stands where nobody has a seat by it (yet); null: it has. */
  readonly status: Exclude<RegistrationView['status'], 'confirmed'> | null;
  /** What it is for; null on a discreet card. */
  readonly title: string | null;
  readonly dates: readonly CardDate[];
  readonly bring: string | null;
  /** Whom to call: a number alone on a discreet card. */
  readonly contactName: string | null;
  readonly contactTel: string | null;
}

/** A town: its name stands in every address in it, and says nothing there. */
const TOWN = /[都道府県市区町村]$/u;

/**
 * What a card says that is kept in a purse. A discreet one says what the discreet entries of a calendar say: when, the address as far
 * as the house where that gives nothing away, and a telephone number without whose it is.
 * @param isNamed true: with the names of programme and venue
 * @param now sessions that are over then are left out
 */
export function cardOf(
  registration: RegistrationView,
  notes: ComingNotes,
  { isNamed, now }: { readonly isNamed: boolean; readonly now: Date },
): Card {
  const { programme, organization, course, code, status, places } = registration;
  const coming = places.filter(
    ({ session, status: held }) => held !== 'released' && (!session.endsAt || session.endsAt > now),
  );
  const names = [
    ...[programme.title, programme.titleEn, course.title, course.titleEn],
    ...(TOWN.test(organization.name) ? [] : [organization.name, organization.nameEn]),
    ...coming.flatMap(({ session }) => namesIn(session)),
  ];
  const unlessTelling = (words: string | null) =>
    words === null || (!isNamed && givesAway(words, names)) ? null : words;
  const { contactName, contactTel } = notes.programme.organization;
  return {
    code,
    status: status === 'confirmed' ? null : status,
    title: isNamed ? programme.title : null,
    dates: coming.map(({ session }) => ({
      startsOn: session.startsOn,
      endsOn: session.endsOn,
      startTime: session.startTime,
      endTime: session.endTime,
      isCancelled: session.status === 'cancelled',
      where: isNamed ? placeOf(session) : unlessTelling(houseOf(session)),
      entrance: unlessTelling(session.venue?.discreetEntrance ?? null),
    })),
    bring: unlessTelling(notes.bring),
    contactName: isNamed ? (notes.programme.contact ?? contactName) : null,
    contactTel: notes.programme.contactTel ?? contactTel,
  };
}

function namesIn({ venue, title, topic, alsoFor }: SessionView): (string | null)[] {
  return [
    ...[venue?.name ?? null, venue?.nameEn ?? null],
    ...alsoFor.flatMap((served) => [served.title, served.titleEn]),
    ...[title, topic].filter(isTellingTopic),
  ];
}

function placeOf({ venue }: SessionView): string | null {
  if (!venue) return null;
  return [venue.name, venue.address, venue.building].filter(Boolean).join(' ');
}

function houseOf({ venue }: SessionView): string | null {
  return venue?.address ? addressOfHouse(venue.address) : null;
}
