import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { FileAsks } from '../../programmes/domain/registering-file.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { termsOf } from '../answers/programme-terms.queries.js';
import { ageFaults } from '../domain/eligibility.js';
import { freeSeatsOf } from '../domain/seat-room.js';
import { isActive, takesSeat } from '../domain/statuses.js';
import { MAX_PEOPLE } from '../register.dto.js';
import { Registration } from '../registration.entity.js';
import { writeCompanions } from '../registration-parts.queries.js';
import type { RegistrationView } from '../registration-view.js';
import { RegistrationViews } from '../registration-views.js';
import type { ActedRegistration } from './acted-registration.queries.js';
import type { PartyDto } from './change.dto.js';
import { type PartyRules, partyRules } from './party-rules.queries.js';
import { type PlaceInPool, placesInPools, resizeRegistration } from './places.queries.js';
import { RegistrationActs, type Whose } from './registration-acts.js';

/** More people, fewer people, others: in every session to come alike. */
@Injectable()
export class PartyChanges {
  constructor(
    private readonly acts: RegistrationActs,
    private readonly views: RegistrationViews,
  ) {}

  /**
   * Changes how many come and who comes along; what is left out stays as it was. Who waits keeps the position, fewer people
   * give their seats to the queue. A repetition changes nothing.
   * @throws DomainError `full` where one of the sessions has no room for more, `closed` where a list of a draw has been made,
   * `past` where nothing is to come, `conflict` where the registration has ended, `invalid`
   */
  async change(whose: Whose, request: PartyDto): Promise<RegistrationView> {
    const id = await this.acts.on(whose, async (tx, registration, now) => {
      const { people = registration.people } = request;
      if (!isActive(registration.status)) throw new DomainError('conflict');
      await checkParty(tx, registration, { ...request, people });
      const places = await placesInPools(tx, registration.id);
      const toCome = places.filter(({ beginsAt }) => beginsAt === null || beginsAt > now);
      if (toCome.length === 0 && !registration.membership) throw new DomainError('past');
      if (people !== registration.people) {
        checkRoom(toCome, people, now);
        await resizeRegistration(tx, registration.id, people, now);
      }
      if (request.companions) await writeCompanions(tx, registration, request.companions);
      if (request.age !== undefined) await tx.update(Registration, registration.id, { age: request.age });
      return registration.id;
    });
    return this.views.byId(id);
  }
}

/** Most people whom the form offers: what the course says, or who come already. */
export function mostPeople({ people, places }: RegistrationView): number {
  const limit = places[0]?.session.registration.maxPeople ?? MAX_PEOPLE;
  return Math.max(people, Math.min(limit, MAX_PEOPLE));
}

/** @throws DomainError `invalid` where the people and those named do not agree, or are too many; `closed` */
async function checkParty(
  tx: EntityManager,
  registration: ActedRegistration,
  { people, companions, age }: PartyDto & { readonly people: number },
): Promise<void> {
  const rules = await partyRules(tx, registration.id);
  const { maxPeople, isListed, named } = rules;
  const count = companions?.length ?? named;
  const faults: Fault[] = [];
  if (people <= count) faults.push({ field: 'people', code: 'fewerThanNamed', params: { min: count + 1 } });
  if (maxPeople !== null && people > Math.max(maxPeople, registration.people))
    faults.push({ field: 'people', code: 'max', params: { max: maxPeople } });
  const terms = await termsOf(tx, registration.programmeId);
  if (terms?.asks.companions === 'required' && count < people - 1)
    faults.push({ field: 'companions', code: 'companionsMissing', params: { count: people - 1 } });
  if (faults.length === 0) faults.push(...changedAgeFaults(terms?.asks ?? {}, { age, companions }, rules));
  if (faults.length > 0) throw new DomainError('invalid', { faults: faults.slice(0, 1) });
  // Who asks for more than the list says would lose the part in the draw.
  if (isListed && registration.status === 'applied' && people > registration.people)
    throw new DomainError('closed');
}

/** Of what is said now; what is left out stays as it was, and so may what was said while it was asked. */
function changedAgeFaults(
  asks: FileAsks,
  { age, companions = [] }: Pick<PartyDto, 'age' | 'companions'>,
  { ownAge, companionAges }: PartyRules,
): Fault[] {
  const ages = companions.map(({ age: years }) => years);
  const known = ages.map((years) => years !== undefined && companionAges.includes(years));
  return ageFaults(asks, { companions, ...(typeof age === 'number' && { age }) }).filter(
    ({ field, code }) => {
      if (field === 'age') return age !== undefined && !(code === 'notAsked' && age === ownAge);
      return !(code === 'notAsked' && known[Number(field.split('.')[1])]);
    },
  );
}

/** @throws DomainError `full` where the people in addition do not fit into every session that takes place */
function checkRoom(places: readonly PlaceInPool[], people: number, now: Date): void {
  for (const place of places) {
    const more = people - place.units;
    if (place.unit !== 'people' || place.status === 'released' || more <= 0) continue;
    if (place.sessionStatus === 'cancelled') continue;
    if (place.capacity !== null && people > place.capacity) throw new DomainError('full');
    if (!takesSeat(place.status)) continue;
    const free = freeSeatsOf(place, place.kept, now);
    if (place.held || (free !== null && free < more)) throw new DomainError('full');
  }
}
