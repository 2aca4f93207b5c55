import type { EngineSnapshot, MessageState, OfferState, RegistrationState } from './engine-snapshot.js';

/** The hours in which an organization may be asked for something; civil times `HH:mm` in `timeZone`. */
export interface DeskHours {
  readonly timeZone: string;
  readonly quiet: readonly string[];
  /** Weekdays in English, in lower case. */
  readonly closedOn: readonly string[];
}

const FIRST_LETTERS = ['applied', 'confirmed', 'waiting'];
/** Any of them says that seats were found. */
const MOVES_UP = ['promoted', 'moved_registration'];
/** One letter about the request, and a second where staff let an applicant wait. */
const FIRST_IN_ORDER = ['applied', 'confirmed', 'waiting', 'applied waiting'];

/** Letters that are missing, or there twice, for what became of each registration and offer. */
export function wrongLetters(seen: EngineSnapshot): string[] {
  return [
    ...seen.registrations.flatMap((registration) => lettersOf(seen, registration)),
    // Only that a session moved or fell out is kept for whoever has no address: staff have to tell them.
    ...seen.messages
      .filter(({ recipient, kind }) => recipient === '' && !['changed', 'cancelled_session'].includes(kind))
      .map(({ kind }) => `kept for nobody: ${kind}`),
    ...twice(seen.messages.map(({ recipient, kind, occasion }) => `${recipient} ${kind} ${occasion}`)),
  ];
}

/** Offers that arrive or run out when nobody is to be disturbed, or that leave no time to answer. */
export function disturbing({ offers }: EngineSnapshot, desk: DeskHours): string[] {
  return offers.flatMap(({ madeAt, arrivesAt, expiresAt }) => [
    ...(isDisturbed(arrivesAt, desk) ? [`an offer arrives at ${arrivesAt.toISOString()}`] : []),
    ...(isDisturbed(expiresAt, desk) ? [`an offer runs out at ${expiresAt.toISOString()}`] : []),
    ...(arrivesAt < madeAt ? ['an offer arrives before it is made'] : []),
    ...(expiresAt.getTime() - arrivesAt.getTime() < 3_600_000 ? ['an offer leaves less than an hour'] : []),
  ]);
}

function lettersOf(seen: EngineSnapshot, registration: RegistrationState): string[] {
  const letters = seen.messages.filter(({ subjectId }) => subjectId === registration.id);
  if (registration.email === null) return letters.map(({ kind }) => `a letter to nobody: ${kind}`);
  const about = `registration:${registration.id}`;
  const kinds = letters.filter(({ occasion }) => occasion.startsWith(about)).map(({ kind }) => kind);
  const first = kinds.filter((kind) => FIRST_LETTERS.includes(kind)).sort();
  const isHandedOver = seen.registrations.some(({ continuedById }) => continuedById === registration.id);
  const own = seen.offers.filter(({ registrationId }) => registrationId === registration.id);
  const drawn = letters.filter(({ occasion }) => occasion.startsWith('lottery:')).map(({ kind }) => kind);
  return [
    ...(FIRST_IN_ORDER.includes(first.join(' ')) || isHandedOver ? [] : [`first letters: ${first}`]),
    ...own.flatMap((offer) => offerLetters(letters, offer)),
    ...amiss(
      kinds,
      'cancelled_registration',
      registration.status === 'cancelled' && !registration.continuedById,
    ),
    ...(drawn.length <= 1 ? [] : [`${drawn.length} letters about a draw`]),
    ...(first[0] === 'waiting' &&
    registration.status === 'confirmed' &&
    !own.some(({ status }) => status === 'accepted')
      ? letters.some(({ kind }) => MOVES_UP.includes(kind))
        ? []
        : ['nobody told of moving up']
      : []),
    ...(first[0] === 'confirmed' ? amiss(kinds, 'promoted', false) : []),
  ];
}

function offerLetters(letters: readonly MessageState[], offer: OfferState): string[] {
  const about = letters.filter(({ occasion }) => occasion === `offer:${offer.id}`);
  const kinds = about.map(({ kind }) => kind);
  const dueAt = about.find(({ kind }) => kind === 'offered')?.dueAt;
  return [
    ...amiss(kinds, 'offered', true),
    ...amiss(kinds, 'confirmed', offer.status === 'accepted'),
    ...amiss(kinds, 'offer_expired', offer.status === 'expired'),
    ...(dueAt?.getTime() === offer.arrivesAt.getTime()
      ? []
      : ['the letter of an offer goes out at another time']),
  ];
}

function amiss(kinds: readonly string[], kind: string, isDue: boolean): string[] {
  const count = kinds.filter((one) => one === kind).length;
  return count === (isDue ? 1 : 0) ? [] : [`${count} letters '${kind}'`];
}

function twice(keys: readonly string[]): string[] {
  return keys.length === new Set(keys).size ? [] : ['a letter twice'];
}

function isDisturbed(instant: Date, { timeZone, quiet, closedOn }: DeskHours): boolean {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  const time = `${part('hour')}:${part('minute')}`;
  const [from = '', until = ''] = quiet;
  const isQuiet = from <= until ? from <= time && time < until : from <= time || time < until;
  return isQuiet || closedOn.includes(part('weekday').toLowerCase());
}
