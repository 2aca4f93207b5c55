import type { DataSource, EntityManager } from 'typeorm';
import { constraintOf, inTransaction, retrying, sqlStateOf } from '../../platform/database/transaction.js';
import { DomainError } from '../../shared/domain-error.js';
import type { RegisterDto } from '../register.dto.js';
import type { Registrar } from '../registrar.js';
import { ONE_MEMBERSHIP, takeMembership } from './membership.queries.js';
import { type SeatOutcome, type SeatRequest, takeSeats } from './seats.queries.js';

const UNIQUE_VIOLATION = '23505';
/** Tries for a free 受付番号 and for a request that meets its own repetition. */
const ATTEMPTS = 3;
/** Indexes that say: this contact is there already. */
const ALREADY_THERE: readonly (string | undefined)[] = ['uq_places_contact_session', ONE_MEMBERSHIP];

export interface TakingOptions {
  /** True where no seat is wanted, but to be a member. */
  readonly isMembership?: boolean;
  /** What else belongs to the act, in its transaction; without it the statement is the transaction. */
  readonly also?: (tx: EntityManager, taken: SeatRequest) => Promise<void>;
}

/**
 * Takes seats in one statement; again where a reception number or an idempotency key met another's at the same moment.
 * @param request makes a fresh request for each try: new id, new number
 * @throws DomainError `duplicate` where this contact already has a place in one of the sessions, `busy`
 */
export async function takeOrRepeat(
  db: DataSource,
  request: () => SeatRequest,
  { isMembership = false, also }: TakingOptions = {},
): Promise<SeatOutcome & { readonly request: SeatRequest }> {
  const take = isMembership ? takeMembership : takeSeats;
  for (let attempt = 1; ; attempt++) {
    const attempted = request();
    try {
      const outcome = also
        ? await inTransaction(db, async (tx) => {
            const taken = await take(tx, attempted);
            if (WRITTEN.has(taken.status)) await also(tx, attempted);
            return taken;
          })
        : await retrying(() => take(db, attempted));
      // Its own repetition may have taken the last seat while it waited for the lock: then that is the answer.
      const made = WRITTEN.has(outcome.status) ? undefined : await repetitionOf(db, attempted);
      return { request: attempted, ...(made ?? outcome) };
    } catch (error) {
      if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
      if (ALREADY_THERE.includes(constraintOf(error))) {
        const made = await repetitionOf(db, attempted);
        if (!made) throw new DomainError('duplicate');
        return { request: attempted, ...made };
      }
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function repetitionOf(
  db: DataSource,
  { organizationId, idempotencyKey }: SeatRequest,
): Promise<SeatOutcome | undefined> {
  const made = await repeatedRequest(db, organizationId, idempotencyKey);
  return made && { status: 'repeated', repeatedId: made.id, repeatedHash: made.requestHash };
}

/** Outcomes of a statement that has written a registration. */
const WRITTEN: ReadonlySet<SeatOutcome['status']> = new Set(['confirmed', 'waitlisted', 'applied']);

/** The registration that an earlier request with this key made, if there was one. */
export async function repeatedRequest(
  db: DataSource,
  organizationId: string,
  idempotencyKey: string | null,
): Promise<{ id: string; requestHash: string } | undefined> {
  if (idempotencyKey === null) return undefined;
  const [row] = await db.query(
    'SELECT id, request_hash AS "requestHash" FROM registrations WHERE organization_id = $1 AND idempotency_key = $2',
    [organizationId, idempotencyKey],
  );
  return row;
}

/**
 * Everything that was asked for, and by which way and exception staff let it in: the same key with other content is not a
 * repetition.
 */
export function contentOf(request: RegisterDto, registrar?: Registrar): readonly unknown[] {
  const { course, session, pool, people, email, relation, municipality, language, discreet } = request;
  const { companions, declares, answers, age } = request;
  return [
    ...[course, session, pool, people, registrar?.isUnnamed ? null : request.nickname],
    ...[email, relation, municipality, language, discreet],
    // What was hashed before anybody was asked for an age stays the same.
    companions.map(({ nickname, relation, age: years }) =>
      years === undefined ? [nickname, relation] : [nickname, relation, years],
    ),
    declares,
    Object.entries(answers).sort(([one], [other]) => (one < other ? -1 : 1)),
    registrar
      ? [registrar.channel, registrar.overrideReason, registrar.overbooks, registrar.note ?? null]
      : null,
    ...(age === undefined ? [] : [age]),
  ];
}
