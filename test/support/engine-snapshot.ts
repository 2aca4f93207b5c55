import type { DataSource } from 'typeorm';

export interface PoolState {
  readonly id: string;
  readonly sessionId: string;
  readonly key: string;
  readonly unit: 'people' | 'parties';
  readonly capacity: number | null;
  readonly taken: number;
  readonly takenKept: number;
  readonly overbooked: number;
  readonly keptFor: readonly string[];
  readonly keptUnits: number | null;
  readonly keptUntil: Date | null;
  readonly held: boolean;
  readonly closed: boolean;
}

export interface PlaceState {
  readonly id: string;
  readonly registrationId: string;
  readonly sessionId: string;
  readonly poolId: string;
  readonly units: number;
  readonly kept: boolean;
  readonly status: 'applied' | 'confirmed' | 'offered' | 'waitlisted' | 'released';
  readonly contactKey: string | null;
  readonly confirmedAt: Date | null;
}

export interface RegistrationState {
  readonly id: string;
  readonly sessionId: string | null;
  readonly poolKey: string;
  readonly status: 'applied' | 'confirmed' | 'offered' | 'waitlisted' | 'declined' | 'cancelled';
  readonly people: number;
  readonly email: string | null;
  readonly municipality: string | null;
  readonly resting: string | null;
  readonly idempotencyKey: string | null;
  readonly continuedById: string | null;
  readonly createdAt: Date;
}

export interface OfferState {
  readonly id: string;
  readonly registrationId: string;
  readonly status: 'open' | 'accepted' | 'declined' | 'expired' | 'withdrawn';
  readonly madeAt: Date;
  readonly arrivesAt: Date;
  readonly expiresAt: Date;
}

export interface MessageState {
  readonly recipient: string;
  readonly kind: string;
  readonly occasion: string;
  readonly subjectId: string;
  readonly dueAt: Date;
}

/** Everything that the engine keeps of a course, as it stands while nobody acts. */
export interface EngineSnapshot {
  readonly now: Date;
  readonly sessions: readonly {
    readonly id: string;
    readonly status: 'scheduled' | 'cancelled';
    readonly startsAt: Date | null;
  }[];
  readonly pools: readonly PoolState[];
  /** In the order of the queue; instants of a database are finer than those of JavaScript. */
  readonly registrations: readonly RegistrationState[];
  readonly places: readonly PlaceState[];
  readonly offers: readonly OfferState[];
  readonly messages: readonly MessageState[];
}

export async function snapshotOf(db: DataSource, now: Date): Promise<EngineSnapshot> {
  return {
    now,
    sessions: await db.query('SELECT id, status, starts_at AS "startsAt" FROM sessions'),
    pools: await db.query(
      `SELECT id, session_id AS "sessionId", key, unit, capacity, taken, taken_kept AS "takenKept", overbooked,
         kept_for AS "keptFor", kept_units AS "keptUnits", kept_until AS "keptUntil", held, closed FROM seat_pools`,
    ),
    registrations: await db.query(
      `SELECT id, session_id AS "sessionId", pool_key AS "poolKey", status, people, email, municipality, resting,
         idempotency_key AS "idempotencyKey", continued_by_id AS "continuedById", created_at AS "createdAt"
       FROM registrations ORDER BY queued_at, id`,
    ),
    places: await db.query(
      `SELECT id, registration_id AS "registrationId", session_id AS "sessionId", pool_id AS "poolId", units, kept,
         status, contact_key AS "contactKey", confirmed_at AS "confirmedAt" FROM places`,
    ),
    offers: await db.query(
      `SELECT id, registration_id AS "registrationId", status, made_at AS "madeAt", arrives_at AS "arrivesAt",
         expires_at AS "expiresAt" FROM offers`,
    ),
    messages: await db.query(
      'SELECT recipient, kind, occasion, subject_id AS "subjectId", due_at AS "dueAt" FROM messages',
    ),
  };
}

/** Forgets everything, so that the next world is alone in its database. */
export async function forgetAll(db: DataSource): Promise<void> {
  const tables = [
    'messages',
    'lotteries',
    'registrations',
    'seat_pools',
    'sessions',
    'courses',
    'programmes',
    'organizations',
  ];
  await db.transaction(async (tx) => {
    // The log lets nobody take anything out of it: for a moment it does. Deleting is much faster here than truncating.
    await tx.query('ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_only_grows');
    for (const table of tables) await tx.query(`DELETE FROM ${table}`);
    await tx.query('ALTER TABLE audit_entries ENABLE TRIGGER audit_entries_only_grows');
  });
}
