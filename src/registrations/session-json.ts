import { isoWithOffset } from '../shared/civil-time.js';
import type { RegistrationView } from './registration-view.js';
import type { SessionView } from './session-view.js';

/** A session in the JSON API: instants as ISO 8601 with the offset of `timeZone`, what is not known as null. */
export function sessionJson(session: SessionView) {
  const { organization, programme, alsoFor, course, startsAt, endsAt, timeZone, registration, ...rest } =
    session;
  const iso = (instant: Date | null) => instant && isoWithOffset(instant, timeZone);
  return {
    ...rest,
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
    },
  };
}

export type SessionJson = ReturnType<typeof sessionJson>;

/** A registration in the JSON API, for its holder. */
export function registrationJson(registration: RegistrationView) {
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
    ...(waitingPosition === null ? {} : { waitingPosition }),
  };
}

export type RegistrationJson = ReturnType<typeof registrationJson>;
