import { type EntityManager, In } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { type AnsweringHours, lastReachable, type OfferTimes, offerTimes } from '../domain/offer-times.js';
import { promotions } from '../domain/waiting-list.js';
import { answeringHoursOf } from './answering-hours.js';
import { acceptOffer, endOffers, offersOutOfLine, shortenOffer } from './offers.queries.js';
import {
  confirmWaiting,
  offerWaiting,
  type QueuedRegistration,
  roomsOf,
  waitingRegistrations,
  writeHeld,
} from './waiting-list.queries.js';

export interface PromotionOptions {
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
  { atOnce = [] }: PromotionOptions = {},
): Promise<readonly string[]> {
  await settleOffers(tx, courseIds, now);
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

/**
 * Puts open offers in line with sessions that have changed since: one whose sessions have begun or fell out is withdrawn; one
 * that would outlive the start of its first session runs out before, and where that leaves no time to ask, the seats are theirs
 * at once.
 */
async function settleOffers(tx: EntityManager, courseIds: readonly string[], now: Date): Promise<void> {
  const offers = await offersOutOfLine(tx, courseIds, now);
  if (offers.length === 0) return;
  const houses = await housesOf(tx, offers);
  const gone = offers.filter(({ startsAt }) => startsAt === null).map(({ id }) => id);
  await endOffers(tx, gone, 'withdrawn', now);
  for (const { id, registrationId, organizationId, arrivesAt, startsAt } of offers) {
    if (startsAt === null) continue;
    const expiresAt = lastReachable(startsAt, houses.get(organizationId)!);
    if (expiresAt > arrivesAt && expiresAt > now) await shortenOffer(tx, id, expiresAt);
    else await acceptOffer(tx, { id, registrationId, expiresAt }, now);
  }
}

/** When each of the organizations can be answered. */
async function housesOf(
  tx: EntityManager,
  owned: readonly { readonly organizationId: string }[],
): Promise<ReadonlyMap<string, AnsweringHours>> {
  const ids = [...new Set(owned.map(({ organizationId }) => organizationId))];
  const organizations = await tx.findBy(Organization, { id: In(ids) });
  return new Map(organizations.map((one) => [one.id, answeringHoursOf(one)]));
}

/** Who of them is asked first, and when; the others have their seats at once. */
async function offersTo(
  tx: EntityManager,
  queue: readonly QueuedRegistration[],
  now: Date,
): Promise<(OfferTimes & { readonly registrationId: string })[]> {
  const toAsk = queue.filter(({ offerHours }) => offerHours !== null);
  if (toAsk.length === 0) return [];
  const houses = await housesOf(tx, toAsk);
  return toAsk.flatMap(({ id, organizationId, offerHours, startsAt }) => {
    const times = offerTimes(now, { hours: offerHours!, before: startsAt }, houses.get(organizationId)!);
    return times ? [{ registrationId: id, ...times }] : [];
  });
}
