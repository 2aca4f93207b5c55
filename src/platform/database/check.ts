import type { EntityManager } from 'typeorm';

/** One way in which the stored data can break a promise of the house; what its query returns are violations. */
export interface Check {
  /** The invariant (docs/architecture.md) that it looks after, e.g. `I1`. */
  readonly invariant: string;
  readonly name: string;
  /** Selects `subject` (an id) and `detail` of each violation; no personal data. `:now` is the present instant. */
  readonly sql: string;
}

export interface Violation {
  readonly invariant: string;
  readonly name: string;
  readonly subject: string;
  readonly detail: string;
}

/** Runs all checks. In a transaction of isolation REPEATABLE READ they see one moment of a database that goes on working. */
export async function violationsOf(
  tx: EntityManager,
  checks: readonly Check[],
  now: Date,
): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const { invariant, name, sql } of checks) {
    const found: { subject: string; detail: string }[] = await tx.query(
      `WITH present AS (SELECT $1::timestamptz AS now)
       SELECT found.* FROM present, LATERAL (${sql.replaceAll(':now', 'present.now')}) found`,
      [now],
    );
    violations.push(...found.map(({ subject, detail }) => ({ invariant, name, subject, detail })));
  }
  return violations;
}
