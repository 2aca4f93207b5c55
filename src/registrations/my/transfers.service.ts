import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { asMailbox } from '../../platform/mail/addresses.js';
import { DomainError } from '../../shared/domain-error.js';
import { newId } from '../../shared/ids.js';
import { termsOf } from '../answers/programme-terms.queries.js';
import { termsVerdict } from '../domain/eligibility.js';
import { fits, isOneOf } from '../domain/seat-room.js';
import { insertParts } from '../registration-parts.queries.js';
import { RegistrationTokens } from '../registration-tokens.js';
import type { RegistrationView } from '../registration-view.js';
import { RegistrationViews } from '../registration-views.js';
import { closeRegistration, releasePlaces } from '../seats/releasing.queries.js';
import type { ActedRegistration } from './acted-registration.queries.js';
import type { TransferDto } from './change.dto.js';
import { type PlaceInPool, placeRegistration, placesInPools } from './places.queries.js';
import { RegistrationActs } from './registration-acts.js';
import { insertReceiver, type Receiver, receiverOf } from './transfers.queries.js';

/** What became of handing over. */
export interface Transferred {
  /** The registration that has ended. */
  readonly given: RegistrationView;
  /** The receiver's secret link, to pass on; null where it was mailed to them, or has been replaced since. */
  readonly manageUrl: string | null;
  /** True where the link that this request made is worth nothing any more. */
  readonly isReplaced: boolean;
}

/** Handing the places in sessions to come over to another person, who does not queue for them. */
@Injectable()
export class Transfers {
  constructor(
    private readonly acts: RegistrationActs,
    private readonly views: RegistrationViews,
    private readonly tokens: RegistrationTokens,
  ) {}

  /**
   * Ends the registration and makes one of the receiver's own, with its own number and link, for the same number of people.
   * The places in sessions that are over stay where they are. The same `key` with the same content is the same request.
   * @throws DomainError `conflict` where no seats are held to hand over or another one has them already, `past` where
   * nothing is to come, `not_eligible`, `invalid`, `full` where seats are kept for residents and the receiver is none,
   * `duplicate` where the receiver has a place in one of the sessions
   */
  async transfer(token: string, request: TransferDto, key: string): Promise<Transferred> {
    const requestHash = this.tokens.requestHashOf(contentOf(request, key));
    const { giverId, receiver } = await this.acts.on(token, async (tx, giver, now) => {
      const earlier = await receiverOf(tx, giver);
      if (earlier) {
        if (earlier.requestHash !== requestHash) throw new DomainError('conflict');
        return { giverId: giver.id, receiver: earlier };
      }
      if (giver.status !== 'confirmed' || giver.membership) throw new DomainError('conflict');
      await checkTerms(tx, giver, request);
      return {
        giverId: giver.id,
        receiver: await this.handOver(tx, giver, { request, requestHash, now }),
      };
    });
    const isReplaced = receiver.tokenVersion > 0;
    return {
      given: await this.views.byId(giverId),
      manageUrl:
        receiver.email || isReplaced
          ? null
          : this.tokens.manageUrl(this.tokens.tokenOf(receiver), receiver.language),
      isReplaced,
    };
  }

  private async handOver(
    tx: EntityManager,
    giver: ActedRegistration,
    { request, requestHash, now }: { request: TransferDto; requestHash: string; now: Date },
  ): Promise<Receiver> {
    const places = (await placesInPools(tx, giver.id)).filter(
      ({ beginsAt }) => beginsAt === null || beginsAt > now,
    );
    if (places.every(({ status }) => status === 'released')) throw new DomainError('past');
    const id = newId();
    const email = request.email ? asMailbox(request.email) : null;
    // Nothing becomes free: a course that closes when full stays as it is.
    await releasePlaces(tx, { registrationId: giver.id, sessionId: null, now, keepsOpen: true });
    const receiver = {
      ...{ id, tokenVersion: 0, email, requestHash },
      ...{ nickname: request.nickname, language: request.language, discreet: request.discreet },
      contactKey: email && this.tokens.contactKeyOf(email),
      ...this.tokens.hashesOfNew(id),
      code: this.tokens.newCode(),
      relation: request.relation ?? null,
      municipality: request.municipality ?? null,
      age: request.age ?? null,
      declares: request.declares,
    };
    await insertReceiver(tx, giver, receiver, now);
    // Each as it was: what had been given up, the receiver may come back to as the giver might, and what waited waits on.
    for (const [status, held] of Map.groupBy(places, (place) => place.status)) {
      const seats = held.map((place) => seatFor(place, request.municipality, now));
      await placeRegistration(tx, { id, organizationId: giver.organizationId }, { seats, status, now });
    }
    await closeRegistration(tx, {
      ...{ registrationId: giver.id, as: 'cancelled', reason: null, now },
      ...{ unlessItHoldsPlaces: false, continuedById: id },
    });
    const owner = { id, organizationId: giver.organizationId };
    await insertParts(tx, owner, request);
    return receiver;
  }
}

/** The receiver meets the programme's conditions and answers its questions as whoever registers does. */
async function checkTerms(tx: EntityManager, giver: ActedRegistration, request: TransferDto): Promise<void> {
  const { people } = giver;
  if (people <= request.companions.length)
    throw new DomainError('invalid', {
      faults: [{ field: 'companions', code: 'arrayMaxSize', params: { max: people - 1 } }],
    });
  const terms = await termsOf(tx, giver.programmeId);
  if (!terms) throw new DomainError('unknown');
  const verdict = termsVerdict(terms, { ...request, people });
  if (verdict.unmet.length > 0) throw new DomainError('not_eligible');
  if (verdict.faults.length > 0) throw new DomainError('invalid', { faults: verdict.faults });
}

/**
 * The giver's seat as the receiver's. One that is kept for residents goes to somebody else only where others have room.
 * @throws DomainError `full`
 */
function seatFor(place: PlaceInPool, municipality: string | undefined, now: Date) {
  const { sessionId, poolId, units, status } = place;
  const kept = isOneOf(municipality, place.keptFor);
  if (status === 'confirmed' && place.kept && !kept) {
    const freed = { ...place, taken: place.taken - units, takenKept: place.takenKept - units };
    if (!fits(freed, { units, kept }, now)) throw new DomainError('full');
  }
  return { sessionId, poolId, units, kept };
}

/** What was asked for, with the key of its form: nobody else can repeat it and be shown the link again. */
function contentOf(request: TransferDto, key: string): readonly unknown[] {
  const { nickname, email, relation, municipality, language, discreet, companions, declares, answers } =
    request;
  const said = [
    key,
    nickname,
    email,
    relation,
    municipality,
    language,
    discreet,
    companions,
    declares,
    answers,
  ];
  return request.age === undefined ? said : [...said, request.age];
}
