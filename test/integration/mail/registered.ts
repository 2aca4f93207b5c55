import { createHash } from 'node:crypto';
import type { DataSource, DeepPartial } from 'typeorm';
import { Message } from '../../../src/platform/mail/message.entity.js';
import type { Session } from '../../../src/programmes/session.entity.js';
import { Registration } from '../../../src/registrations/registration.entity.js';
import { Place } from '../../../src/registrations/seats/place.entity.js';
import type { SeatPool } from '../../../src/registrations/seats/seat-pool.entity.js';
import { newId } from '../../../src/shared/ids.js';
import type { NewMessage } from '../../support/ledger.js';

const REGISTERED = new Date('2025-03-20T03:00:00Z');
let counter = 0;

/** A registration with a confirmed place in each session, as rows. */
export async function makeRegistered(
  db: DataSource,
  sessions: readonly Session[],
  pools: readonly SeatPool[],
  given: DeepPartial<Registration> = {},
  givenPlace: DeepPartial<Place> = {},
): Promise<{ registration: Registration; places: Place[] }> {
  const [first] = sessions as readonly [Session];
  const id = given.id ?? newId();
  const number = ++counter;
  await db.getRepository(Registration).insert({
    id,
    organizationId: first.organizationId,
    programmeId: first.programmeId,
    courseId: first.courseId,
    sessionId: null,
    poolKey: 'onsite',
    code: `R${String(number).padStart(5, '0')}`,
    tokenHash: createHash('sha256').update(id).digest('hex'),
    requestHash: 'x',
    status: 'confirmed',
    people: 1,
    nickname: 'ひまわり',
    email: `hana${number}@mail.example`,
    queuedAt: REGISTERED,
    createdAt: REGISTERED,
    ...given,
  } as never);
  const rows = sessions.map((session, index) => ({
    id: newId(),
    organizationId: session.organizationId,
    registrationId: id,
    sessionId: session.id,
    poolId: (pools[index] as SeatPool).id,
    units: 1,
    status: 'confirmed',
    confirmedAt: REGISTERED,
    ...givenPlace,
  }));
  await db.getRepository(Place).insert(rows as never);
  return {
    registration: await db.getRepository(Registration).findOneByOrFail({ id }),
    places: await Promise.all(rows.map((row) => db.getRepository(Place).findOneByOrFail({ id: row.id }))),
  };
}

/** What the ledger gets when the registration is confirmed. */
export function confirmation(registration: Registration): NewMessage {
  return {
    organizationId: registration.organizationId,
    recipient: registration.email as string,
    kind: 'confirmed',
    occasion: `registration:${registration.id}`,
    subjectId: registration.id,
  };
}

export async function ledger(db: DataSource): Promise<Message[]> {
  return db.getRepository(Message).find({ order: { createdAt: 'ASC', id: 'ASC' } });
}
