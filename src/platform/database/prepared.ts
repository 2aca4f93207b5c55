import { createHash } from 'node:crypto';
import pg from 'pg';

const names = new Map<string, string>();

/**
 * Marks a statement as one that each connection prepares once and then only runs: for those that are asked thousands of times
 * with the same text. Planning them takes longer than running them. Statements that are put together from parts must not be
 * marked where their number has no end: a connection keeps what it has prepared.
 * @returns the statement itself
 */
export function prepared(sql: string): string {
  if (!names.has(sql)) names.set(sql, `p_${createHash('sha256').update(sql).digest('hex').slice(0, 24)}`);
  return sql;
}

/** A connection that runs marked statements under their name, and all others as they are. */
export class PreparingClient extends pg.Client {
  // The signatures of `pg` are many; this passes through whichever is used.
  override query(...given: unknown[]): never {
    const [text, values, ...others] = given;
    const name = typeof text === 'string' ? names.get(text) : undefined;
    const query = super.query as (...all: unknown[]) => never;
    return name && Array.isArray(values)
      ? query.call(this, { name, text, values }, ...others)
      : query.call(this, ...given);
  }
}
