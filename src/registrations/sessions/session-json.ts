import { isoWithOffset } from '../../shared/civil-time.js';
import type { Registered } from '../registration-view.js';
import type { SessionView } from './session-view.js';

/** A session in the JSON API: instants as ISO 8601 with the offset of `timeZone`, what is not known as null. */
export function sessionJson(session: SessionView) {
  const {
    organization,
    programme,
    alsoFor,
    course,
    startsAt,
    endsAt,
    timeZone,
    registration,
    pools,
    ...rest
  } = session;
  const iso = (instant: Date | null) => instant && isoWithOffset(instant, timeZone);
  return {
    ...rest,
    pools: pools.map(({ kept, ...pool }) => ({
      ...pool,
      kept: kept && { ...kept, until: iso(kept.until) },
    })),
    organization: organization.slug,
    programme: { slug: programme.slug, title: programme.title, kind: programme.kind },
    /** Slugs of further programmes that it serves. */
    alsoFor: alsoFor.map(({ slug }) => slug),
    course: { id: course.id, title: course.title },
    // Derived bounds are not the source's words: a start or end that was never stated is null here.
    startsAt: session.startTime === null ? null : iso(startsAt),
    endsAt: session.endTime === null ? null : iso(endsAt),
    timeZone,
    registration: {
      mode: registration.mode,
      state: registration.state,
      opensAt: iso(registration.opensAt),
      closesAt: iso(registration.closesAt),
      decidedBy: registration.decidedBy,
      lottery: registration.lotteryStage,
      waitingList: registration.waitingList,
      /** Hours to answer an offer in; null: who moves up has the seat at once. */
      offerHours: registration.offerHours,
      joinUntil: registration.joinUntil,
      maxPeople: registration.maxPeople,
      channels: registration.channels,
    },
  };
}

export type SessionJson = ReturnType<typeof sessionJson>;

/** A registration in the JSON API, for its holder; links that have been replaced are null. */
export function registrationJson(registration: Registered) {
  const { id, code, status, people, nickname, scope, manageUrl, calendarUrl, waitingPosition } = registration;
  return {
    id,
    code,
    status,
    scope,
    people,
    nickname,
    programme: registration.programme.slug,
    course: registration.course.id,
    places: registration.places.map(({ session, status: placeStatus }) => ({
      session: session.id,
      number: session.number,
      startsOn: session.startsOn,
      startsAt:
        session.startTime === null || !session.startsAt
          ? null
          : isoWithOffset(session.startsAt, session.timeZone),
      timeZone: session.timeZone,
      sessionStatus: session.status,
      status: placeStatus,
    })),
    manageUrl,
    calendarUrl,
    companions: registration.companions,
    age: registration.age,
    ...(waitingPosition === null ? {} : { waitingPosition, resting: registration.resting }),
    ...(registration.offerExpiresAt === null ? {} : { offerExpiresAt: offerExpiry(registration) }),
  };
}

export type RegistrationJson = ReturnType<typeof registrationJson>;

/** Until when the offered seats are held, on the clocks of their sessions. */
function offerExpiry({ offerExpiresAt, places }: Registered): string | null {
  const timeZone = places[0]?.session.timeZone;
  return offerExpiresAt && timeZone ? isoWithOffset(offerExpiresAt, timeZone) : null;
}
