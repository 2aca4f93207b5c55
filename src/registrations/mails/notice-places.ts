import type { NoticePlace } from './notice.js';

/** True once the session of the place has begun; one without a date is to come. */
export function isOver({ session }: NoticePlace, now: Date): boolean {
  return session.startsAt !== null && session.startsAt <= now;
}

/** True where there is nothing to come of what the mail would be about. */
export function areOver(places: readonly NoticePlace[], now: Date): boolean {
  return places.length > 0 && places.every((place) => isOver(place, now));
}

/** The places that an act of `moment` gave up: what was given up earlier, or is already over, is not what the mail is about. */
export function givenUpSince(places: readonly NoticePlace[], moment: Date): NoticePlace[] {
  return places.filter(
    ({ status, releasedAt }) => status === 'released' && releasedAt !== null && releasedAt >= moment,
  );
}

/** Those that stand in their holder's calendar and are to come, or stood there until they were given up: confirmed, now or once. */
export function entriesOf(places: readonly NoticePlace[], now: Date): NoticePlace[] {
  return places.filter(
    (place) =>
      !isOver(place, now) &&
      (place.status === 'confirmed' || (place.status === 'released' && place.confirmedAt !== null)),
  );
}
