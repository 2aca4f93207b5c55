import type { EntityManager } from 'typeorm';
import type { Audit } from '../organizations/audit/audit.js';
import { newId } from '../shared/ids.js';
import type { Channel } from './domain/statuses.js';
import { RegistrationNote } from './registration-note.entity.js';
import type { SeatRequest } from './seats/seats.queries.js';

/** Staff who register someone. */
export interface Registrar {
  /** @throws DomainError `unknown` or `forbidden` where the programme is not one that they may register for */
  readonly admit: (programme: {
    readonly programmeId: string;
    readonly organizationId: string;
  }) => Promise<void>;
  /** As the audit log keeps it. */
  readonly actor: string;
  readonly channel: Channel;
  /**
   * Why they let somebody in against the rules (registration is not open, a condition is not met, the course runs already, the
   * party is large); null: they do not.
   */
  readonly overrideReason: string | null;
  /** True where they give a seat whether it is there or not: an act that is recorded. */
  readonly overbooks: boolean;
  /** True where the nickname stands for one that was not given, and is no part of what was asked for. */
  readonly isUnnamed?: boolean;
  /** When they came, where it is written down later; left out: now. */
  readonly asOf?: Date;
  /** What staff must know about it; null: nothing. */
  readonly note?: string | null;
}

/**
 * Staff's acts are in the audit log: that they registered someone, never whom, and that they gave a reason for an exception. Their own
 * words, that reason and their note, are kept with the registration and go with it.
 */
export async function recordRegistrar(
  tx: EntityManager,
  audit: Audit,
  taken: SeatRequest,
  { actor, overrideReason, overbooks, note }: Registrar,
): Promise<void> {
  const { id, organizationId, code, people, courseId, sessionId, channel, now } = taken;
  const beyond = overbooks ? await seatsBeyondCapacity(tx, taken) : 0;
  const made = channel === 'walk_in' ? 'registration.walked_in' : 'registration.made';
  await audit.record(tx, {
    organizationId,
    actor,
    action: beyond > 0 ? 'registration.overbooked' : made,
    subjectId: id,
    after: {
      ...{ code, people, course: courseId, session: sessionId, channel },
      ...(beyond > 0 ? { beyond } : {}),
      ...(overrideReason === null ? {} : { reasonGiven: true }),
    },
  });
  const own = { organizationId, registrationId: id, author: actor, createdAt: now };
  for (const text of [overrideReason, note]) {
    if (text) await tx.insert(RegistrationNote, { id: newId(), ...own, text });
  }
}

/** How many of the seats just taken were beyond the capacity of their pools. The pools are locked. */
async function seatsBeyondCapacity(tx: EntityManager, { seats }: SeatRequest): Promise<number> {
  const [row] = await tx.query(
    `SELECT coalesce(sum(least(wanted.units, greatest(0, pool.taken - pool.capacity))), 0)::int AS beyond
     FROM unnest($1::uuid[], $2::int[]) AS wanted (pool_id, units) JOIN seat_pools pool ON pool.id = wanted.pool_id
     WHERE pool.capacity IS NOT NULL`,
    [seats.map(({ poolId }) => poolId), seats.map(({ units }) => units)],
  );
  return row.beyond;
}
