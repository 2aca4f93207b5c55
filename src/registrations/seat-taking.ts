import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { constraintOf, inTransaction, retrying, sqlStateOf } from '../platform/database/transaction.js';
import { DomainError } from '../shared/domain-error.js';
import type { RegisterDto } from './register.dto.js';
import { type SeatOutcome, type SeatRequest, takeSeats } from './seats.queries.js';

const UNIQUE_VIOLATION = '23505';
/** Tries for a free 受付番号 and for a request that meets its own repetition. */
const ATTEMPTS = 3;

/**
 * Takes seats in one statement; again where a reception number or an idempotency key met another's at the same moment.
 * @param request makes a fresh request for each try: new id, new number
 * @param record what else belongs to the act, in its transaction; without it the statement is the transaction
 * @throws DomainError `duplicate` where this contact already has a place in one of the sessions, `busy`
 */
export async function takeOrRepeat(
  db: DataSource,
  request: () => SeatRequest,
  record?: (tx: EntityManager, taken: SeatRequest) => Promise<void>,
): Promise<SeatOutcome & { readonly request: SeatRequest }> {
  for (let attempt = 1; ; attempt++) {
    const attempted = request();
    try {
      const outcome = record
        ? await inTransaction(db, async (tx) => {
            const taken = await takeSeats(tx, attempted);
            if (taken.status === 'confirmed' || taken.status === 'waitlisted') await record(tx, attempted);
            return taken;
          })
        : await retrying(() => takeSeats(db, attempted));
      return { request: attempted, ...outcome };
    } catch (error) {
      if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
      if (constraintOf(error) === 'uq_places_contact_session') {
        const repeated = await repeatedRequest(db, attempted.organizationId, attempted.idempotencyKey);
        if (!repeated) throw new DomainError('duplicate');
        return {
          request: attempted,
          status: 'repeated',
          repeatedId: repeated.id,
          repeatedHash: repeated.requestHash,
        };
      }
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

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

/** Hash of everything that was asked for: the same key with other content is not a repetition. */
export function contentHash(request: RegisterDto): string {
  const { course, session, pool, people, nickname, email, relation, municipality, language, discreet } =
    request;
  return createHash('sha256')
    .update(
      JSON.stringify([
        course,
        session,
        pool,
        people,
        nickname,
        email,
        relation,
        municipality,
        language,
        discreet,
      ]),
    )
    .digest('hex');
}

/** The domain of a mail address knows no case (RFC 5321 §2.4); what stands before the @ may. */
export function withLowerCaseDomain(email: string): string {
  const at = email.lastIndexOf('@');
  return email.slice(0, at) + email.slice(at).toLowerCase();
}
