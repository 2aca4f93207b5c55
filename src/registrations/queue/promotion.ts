import { type EntityManager, In } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { type OfferTimes, offerTimes } from '../domain/offer-times.js';
import { promotions } from '../domain/waiting-list.js';
import { answeringHoursOf } from './answering-hours.js';
import {
  confirmWaiting,
  offerWaiting,
  type QueuedRegistration,
  roomsOf,
  waitingRegistrations,
  wakeDeclined,
  writeHeld,
} from './waiting-list.queries.js';

export interface PromotionOptions {
  /** True where no seat has become free by somebody's act, so that who declined one is not asked at once again. */
  readonly leavesResting?: boolean;
  /** Registrations that need not be asked: staff have just decided on them. */
  readonly atOnce?: readonly string[];
}

/**
 * Gives free seats of these courses to whom the queue says, in the transaction that freed them (I4): at once, or as an offer
 * with a deadline where the course says so and time is left to ask. The pools of the courses must be locked with `lockPools`.
 * Mails about it are put in the ledger.
 * @returns ids of the registrations that moved up.
 */
export async function promoteFromQueue(
  tx: EntityManager,
  courseIds: readonly string[],
  now: Date,
  { leavesResting = false, atOnce = [] }: PromotionOptions = {},
): Promise<readonly string[]> {
  if (!leavesResting) await wakeDeclined(tx, courseIds);
  const queue = await waitingRegistrations(tx, courseIds, now);
  const { promoted, held } = promotions(await roomsOf(tx, courseIds, now), queue, now);
  await writeHeld(tx, courseIds, [...held]);
  if (promoted.length === 0) return promoted;
  const chosen = new Set(promoted);
  const asked = await offersTo(
    tx,
    queue.filter(({ id }) => chosen.has(id) && !atOnce.includes(id)),
    now,
  );
  const isAsked = new Set(asked.map(({ registrationId }) => registrationId));
  if (asked.length > 0) await offerWaiting(tx, asked, now);
  const confirmed = promoted.filter((id) => !isAsked.has(id));
  if (confirmed.length > 0) await confirmWaiting(tx, confirmed, now);
  return promoted;
}

/** Who of them is asked first, and when; the others have their seats at once. */
async function offersTo(
  tx: EntityManager,
  queue: readonly QueuedRegistration[],
  now: Date,
): Promise<(OfferTimes & { readonly registrationId: string })[]> {
  const toAsk = queue.filter(({ offerHours }) => offerHours !== null);
  if (toAsk.length === 0) return [];
  const organizations = await tx.findBy(Organization, {
    id: In(toAsk.map(({ organizationId }) => organizationId)),
  });
  const houseOf = new Map(organizations.map((one) => [one.id, answeringHoursOf(one)]));
  return toAsk.flatMap(({ id, organizationId, offerHours, startsAt }) => {
    const times = offerTimes(now, { hours: offerHours!, before: startsAt }, houseOf.get(organizationId)!);
    return times ? [{ registrationId: id, ...times }] : [];
  });
}
