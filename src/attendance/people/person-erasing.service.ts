import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { constraintOf } from '../../platform/database/transaction.js';
import { eraseLetterFiles } from '../../platform/mail/file-transport.js';
import { ActParts } from '../../registrations/desk/act-parts.js';
import { receptionNumberOf } from '../../registrations/domain/reception-number.js';
import { lockedRegistration } from '../../registrations/my/acted-registration.queries.js';
import { RegistrationTokens } from '../../registrations/registration-tokens.js';
import { actOnPlaces } from '../../registrations/seats/place-acts.js';
import { closeRegistration, releasePlaces } from '../../registrations/seats/releasing.queries.js';
import { DomainError } from '../../shared/domain-error.js';
import { PeopleAccess } from './people-access.js';
import { lockPeople, type Person, personOf } from './person.js';
import {
  activeAmong,
  addressesOf,
  type ErasurePreview,
  endDigests,
  eraseIdentity,
  eraseMails,
  erasurePreview,
  lockMessages,
  writePseudonyms,
} from './person-erasing.queries.js';

export interface ErasureAsked {
  /** One of their reception numbers, typed by whoever erases. */
  readonly confirm: string;
  /** The digest of their address ends too. */
  readonly withDigest: boolean;
  /** What stands in place of a nickname. */
  readonly placeholder: string;
}

/** Tries where they registered for another course meanwhile, or a new reception number was taken. */
const ATTEMPTS = 3;
const ONE_CODE = 'uq_registrations_code';

/** What is read before the locks is not what is found under them. */
class HasChanged extends Error {}

/** Erasing somebody on their request: who they were goes, what was counted stays. */
@Injectable()
export class PersonErasing {
  constructor(
    private readonly parts: ActParts,
    private readonly audit: Audit,
    private readonly tokens: RegistrationTokens,
    private readonly config: AppConfig,
    private readonly people: PeopleAccess,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async preview(principal: Principal, id: string): Promise<ErasurePreview> {
    const { organizationId, registrations } = await this.people.whole(principal, id);
    const ids = registrations.map((registration) => registration.id);
    const now = this.parts.clock.now();
    return erasurePreview(this.parts.db.manager, { ids, organizationId, now });
  }

  /**
   * Gives places to come back, as when they cancel themselves (the queue moves up), and takes everything out that says who they
   * were, in one transaction. They get no mail about it: their address is gone. A repetition changes nothing.
   * @throws DomainError `unknown`, `forbidden`, `invalid` where the number is not one of theirs, `busy` while a worker has a mail to
   * them in hand
   */
  async erase(principal: Principal, id: string, asked: ErasureAsked): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const person = await this.people.whole(principal, id);
      if (person.registrations.every(({ erasedAt }) => erasedAt)) return;
      confirmed(person, asked.confirm);
      const courseIds = [...new Set(person.registrations.map(({ courseId }) => courseId))];
      const now = this.parts.clock.now();
      try {
        await actOnPlaces(this.parts.db, { courseIds, now }, (tx) =>
          this.eraseLocked(tx, principal, { id, courseIds, now, ...asked }),
        );
        this.parts.mail.wakeSoon();
        return;
      } catch (error) {
        if (!(error instanceof HasChanged) && constraintOf(error) !== ONE_CODE) throw error;
        if (attempt === ATTEMPTS) throw new DomainError('busy', { retryAfterSeconds: 2 });
      }
    }
  }

  private async eraseLocked(
    tx: EntityManager,
    principal: Principal,
    asked: ErasureAsked & { readonly id: string; readonly courseIds: readonly string[]; readonly now: Date },
  ): Promise<void> {
    const { id, courseIds, now, withDigest, placeholder } = asked;
    const person = await this.locked(tx, id, courseIds);
    if (person.registrations.every(({ erasedAt }) => erasedAt)) return;
    const { organizationId, keys } = person;
    const ids = person.registrations.map((registration) => registration.id);
    const addresses = await addressesOf(tx, ids);
    const mails = { organizationId, ids, addresses, withDigest, now };
    const { messages, isOneInHand } = await lockMessages(tx, mails);
    if (isOneInHand) throw new DomainError('busy', { retryAfterSeconds: 5 });
    const codes = ids.map(() => this.tokens.newCode());
    // The address goes before the places: what gives them back writes to nobody then.
    await eraseIdentity(tx, { ids, codes, placeholder, now });
    const released = await giveUp(tx, ids, now);
    if (withDigest) await endDigests(tx, organizationId, addresses);
    await eraseMails(tx, messages, mails);
    const traceable = keys.filter((key) => !isUuid(key));
    const pseudonyms = traceable.map(() => randomBytes(32).toString('hex'));
    await writePseudonyms(tx, { organizationId, keys: traceable, pseudonyms });
    const [{ id: subjectId }] = person.registrations;
    const after = { registrations: ids.length, released, messages: messages.length, digest: withDigest };
    await this.audit.record(tx, {
      ...{ organizationId, actor: principal.actor, action: 'person.erased', subjectId, after },
    });
    // Before the commit: were it lost, the whole is done again, while a file that stayed would be found by nobody.
    await eraseLetterFiles(this.config.mailDirectory, messages);
  }

  /** The person under all locks. @throws HasChanged where they are in a course whose pools are not locked */
  private async locked(tx: EntityManager, id: string, courseIds: readonly string[]): Promise<Person> {
    const before = await personOf(tx, id);
    if (!before) throw new DomainError('unknown');
    await lockPeople(tx, before.organizationId);
    const ids = before.registrations.map((registration) => registration.id).sort();
    for (const one of ids) await lockedRegistration(tx, { id: one });
    const person = await personOf(tx, id);
    if (!person) throw new DomainError('unknown');
    const isLocked = person.registrations.every(
      (registration) => ids.includes(registration.id) && courseIds.includes(registration.courseId),
    );
    if (!isLocked) throw new HasChanged();
    return person;
  }
}

/**
 * Gives back what is to come. A registration whose places were held stays what it was: it counts as before.
 * @returns how many places
 */
async function giveUp(tx: EntityManager, ids: readonly string[], now: Date): Promise<number> {
  let released = 0;
  for (const { id, status, membership } of await activeAmong(tx, ids)) {
    released += (await releasePlaces(tx, { registrationId: id, sessionId: null, now })).length;
    const unlessItHoldsPlaces = status === 'confirmed' && !membership;
    await closeRegistration(tx, {
      registrationId: id,
      as: 'cancelled',
      reason: null,
      unlessItHoldsPlaces,
      now,
    });
  }
  return released;
}

/** @throws DomainError `invalid` where what was typed is the number of none of their registrations */
function confirmed({ registrations }: Person, typed: string): void {
  const number = receptionNumberOf(typed);
  if (number !== null && registrations.some(({ code }) => receptionNumberOf(code) === number)) return;
  throw new DomainError('invalid', { faults: [{ field: 'confirm', code: 'personNumber' }] });
}
