import {
  addDays,
  type CivilDate,
  type CivilTime,
  civilDateOf,
  civilTimeOf,
  instantOf,
} from '../../shared/civil-time.js';

/** When people can be asked for an answer: civil times in `timeZone`. */
export interface AnsweringHours {
  readonly timeZone: string;
  /** From then to `quietUntil`, usually over midnight, nobody is to be disturbed; equal: no quiet hours. */
  readonly quietFrom: CivilTime;
  readonly quietUntil: CivilTime;
  /** True on a day on which the organization is closed. */
  readonly isClosed: (date: CivilDate) => boolean;
}

export interface OfferTimes {
  readonly arrivesAt: Date;
  readonly expiresAt: Date;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** An offer that would run out in quiet hours runs out this long before the next ones begin. */
const BEFORE_QUIET_MS = HOUR_MS;
/** Less than this to answer in is no offer. */
const LEAST_MS = HOUR_MS;
/** A house that is closed for longer than this is taken for open: no deadline lies beyond all dates. */
const MOST_DAYS = 60;

/**
 * When an offer made at `now` arrives and when it runs out, `hours` later: neither in quiet hours nor on a day on which the
 * organization is closed. A deadline that would is put off to the evening of the next open day; none lies after `before`,
 * the start of the first session it is about.
 * @returns null where too little time is left to ask
 */
export function offerTimes(
  now: Date,
  { hours, before }: { readonly hours: number; readonly before: Date | null },
  house: AnsweringHours,
): OfferTimes | null {
  const arrivesAt = nextReachable(now, house);
  const planned = new Date(arrivesAt.getTime() + hours * HOUR_MS);
  const deadline = isReachable(planned, house) ? planned : eveningOf(nextReachable(planned, house), house);
  const expiresAt = before && before < deadline ? lastReachable(before, house) : deadline;
  return expiresAt.getTime() - arrivesAt.getTime() >= LEAST_MS ? { arrivesAt, expiresAt } : null;
}

/** Hours: what begins sooner after the quiet hours than this cannot wait for their end. */
export const MORNING_HOURS = 2;

/**
 * When a letter that can wait goes out: at the end of the quiet hours, on closed days too; null: at once, because it is not
 * night, or because `before`, the start of what it is about, comes too soon after it. Civil times are those of `timeZone`.
 */
export function restsUntil(
  now: Date,
  before: Date | null,
  house: Pick<AnsweringHours, 'timeZone' | 'quietFrom' | 'quietUntil'>,
): Date | null {
  const morning = nextReachable(now, { ...house, isClosed: () => false });
  if (morning <= now) return null;
  return before && before.getTime() - morning.getTime() < MORNING_HOURS * HOUR_MS ? null : morning;
}

/** True where somebody may be asked, or an answer may run out, at this instant. */
export function isReachable(instant: Date, house: AnsweringHours): boolean {
  return !house.isClosed(civilDateOf(instant, house.timeZone)) && !isQuiet(instant, house);
}

function isQuiet(instant: Date, { quietFrom, quietUntil, timeZone }: AnsweringHours): boolean {
  const time = civilTimeOf(instant, timeZone);
  return quietFrom <= quietUntil
    ? quietFrom <= time && time < quietUntil
    : quietFrom <= time || time < quietUntil;
}

/** The first reachable instant from `instant` on; that itself where there is none for two months. */
function nextReachable(instant: Date, house: AnsweringHours): Date {
  let at = instant;
  for (let tries = 0; tries < 2 * MOST_DAYS && !isReachable(at, house); tries++) {
    const date = civilDateOf(at, house.timeZone);
    const untilTomorrow =
      house.isClosed(date) || (isOvernight(house) && civilTimeOf(at, house.timeZone) >= house.quietFrom);
    at = untilTomorrow
      ? instantOf(addDays(date, 1), '00:00', house.timeZone)
      : instantOf(date, house.quietUntil, house.timeZone);
  }
  return isReachable(at, house) ? at : instant;
}

/** Some time before the quiet hours of the evening of this day, but not before `instant` itself. */
function eveningOf(instant: Date, house: AnsweringHours): Date {
  const date = civilDateOf(instant, house.timeZone);
  const end = isOvernight(house)
    ? instantOf(date, house.quietFrom, house.timeZone)
    : instantOf(addDays(date, 1), '00:00', house.timeZone);
  return new Date(Math.max(instant.getTime(), end.getTime() - BEFORE_QUIET_MS));
}

/** The last reachable instant up to `instant`; that itself where there is none for two months. */
export function lastReachable(instant: Date, house: AnsweringHours): Date {
  let at = instant;
  for (let tries = 0; tries < 2 * MOST_DAYS && !isReachable(at, house); tries++) {
    const date = civilDateOf(at, house.timeZone);
    const isMorning = civilTimeOf(at, house.timeZone) < house.quietUntil;
    const end =
      house.isClosed(date) || (isOvernight(house) && isMorning)
        ? instantOf(date, '00:00', house.timeZone)
        : instantOf(date, house.quietFrom, house.timeZone);
    at = new Date(end.getTime() - MINUTE_MS);
  }
  return isReachable(at, house) ? at : instant;
}

function isOvernight({ quietFrom, quietUntil }: AnsweringHours): boolean {
  return quietFrom > quietUntil;
}
