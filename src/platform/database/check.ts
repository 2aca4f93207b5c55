import type { EntityManager } from 'typeorm';

/** What a check finds wrong: a thing's id, or whatever names it to staff, and what is wrong with it. No personal data. */
export interface Finding {
  readonly subject: string;
  readonly detail: string;
}

interface Named {
  /** The invariant (docs/architecture.md) that it looks after, e.g. `I1`. */
  readonly invariant: string;
  readonly name: string;
}

/** A check that is one query: it selects `subject` and `detail` of each violation. `:now` is the present instant. */
interface QueryCheck extends Named {
  readonly sql: string;
}

/** A check that must work something out again; it reads, and writes nothing. */
interface WorkedOutCheck extends Named {
  readonly find: (tx: EntityManager, now: Date) => Promise<readonly Finding[]>;
}

/** One way in which the stored data can break a promise of the house; what it finds are violations. */
export type Check = QueryCheck | WorkedOutCheck;

export interface Violation extends Named, Finding {}

/** Runs all checks. In a transaction of isolation REPEATABLE READ they see one moment of a database that goes on working. */
export async function violationsOf(
  tx: EntityManager,
  checks: readonly Check[],
  now: Date,
): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const check of checks) {
    const { invariant, name } = check;
    const found = 'sql' in check ? await selected(tx, check, now) : await check.find(tx, now);
    violations.push(...found.map(({ subject, detail }) => ({ invariant, name, subject, detail })));
  }
  return violations;
}

function selected(tx: EntityManager, { sql }: QueryCheck, now: Date): Promise<Finding[]> {
  return tx.query(
    `WITH present AS (SELECT $1::timestamptz AS now)
     SELECT found.* FROM present, LATERAL (${sql.replaceAll(':now', 'present.now')}) found`,
    [now],
  );
}
