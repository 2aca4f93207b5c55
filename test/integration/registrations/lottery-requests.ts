import type { Course } from '../../../src/programmes/course.entity.js';
import { Registration } from '../../../src/registrations/registration.entity.js';
import { RegistrationTokens } from '../../../src/registrations/registration-tokens.js';
import { Place } from '../../../src/registrations/seats/place.entity.js';
import type { SeatPool } from '../../../src/registrations/seats/seat-pool.entity.js';
import { newId } from '../../../src/shared/ids.js';
import type { TestApp } from '../../support/test-app.js';

let counter = 0;

export interface MadeRequest {
  readonly id: string;
  readonly code: string;
  readonly token: string;
  readonly email: string | null;
}

/** A request that waits for a draw, for all of these pools' sessions, as if it had come by the web. */
export async function makeRequest(
  { db, nest, clock }: TestApp,
  {
    course,
    pools,
    ...given
  }: {
    readonly course: Course;
    readonly pools: readonly SeatPool[];
    readonly people?: number;
    readonly municipality?: string;
    readonly email?: string | null;
    readonly kept?: boolean;
    /** Only for the session of the one pool. */
    readonly single?: boolean;
  },
): Promise<MadeRequest> {
  const number = ++counter;
  const tokens = nest.get(RegistrationTokens);
  const id = newId();
  const { people = 1, email = `family-${number}@mail.example`, kept = false } = given;
  const contactKey = email === null ? null : tokens.contactKeyOf(email);
  const token = tokens.tokenOf({ id, tokenVersion: 0 });
  const now = clock.now();
  const registration = {
    ...{ id, organizationId: course.organizationId, programmeId: course.programmeId, courseId: course.id },
    sessionId: given.single ? (pools[0]?.sessionId ?? null) : null,
    ...{ poolKey: 'onsite', code: `L${String(number).padStart(5, '0')}`, tokenHash: tokens.hashOf(token) },
    ...{ requestHash: 'x', status: 'applied' as const, people, nickname: `ひと${number}`, email, contactKey },
    municipality: given.municipality ?? null,
    queuedAt: new Date(now.getTime() + number),
    createdAt: now,
  };
  await db.manager.insert(Registration, registration);
  await db.manager.insert(
    Place,
    pools.map((pool) => ({
      ...{
        id: newId(),
        organizationId: course.organizationId,
        registrationId: id,
        sessionId: pool.sessionId,
      },
      ...{
        poolId: pool.id,
        units: pool.unit === 'people' ? people : 1,
        status: 'applied' as const,
        kept,
        contactKey,
      },
    })),
  );
  // As the engine puts it in the ledger with the request.
  if (email !== null)
    await db.query(
      `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
       VALUES ($1, $2, $3, 'applied', $4, $5, $6, $6)`,
      [newId(), course.organizationId, email, `registration:${id}`, id, now],
    );
  return { id, code: registration.code, token, email };
}

/** What became of requests: state, in the order of the queue where they wait. */
export async function stateOf({ db }: TestApp, ids: readonly string[]): Promise<Record<string, string>> {
  const rows: { id: string; status: string }[] = await db.query(
    'SELECT id, status FROM registrations WHERE id = ANY($1::uuid[])',
    [ids],
  );
  return Object.fromEntries(rows.map(({ id, status }) => [id, status]));
}

/** Ids of those who wait for the course, in their order. */
export async function queueOf({ db }: TestApp, courseId: string): Promise<string[]> {
  const rows: { id: string }[] = await db.query(
    `SELECT id FROM registrations WHERE course_id = $1 AND status = 'waitlisted' ORDER BY queued_at, id`,
    [courseId],
  );
  return rows.map(({ id }) => id);
}

/** Kinds of the mails about a registration, in the ledger, the first one about the request aside. */
export async function mailsOf({ db }: TestApp, registrationId: string): Promise<string[]> {
  const rows: { kind: string }[] = await db.query(
    `SELECT kind FROM messages WHERE subject_id = $1 AND kind <> 'applied' ORDER BY created_at, id`,
    [registrationId],
  );
  return rows.map(({ kind }) => kind);
}
