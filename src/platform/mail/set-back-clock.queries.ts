import type { DataSource } from 'typeorm';

/** What is written by workers whose clocks agree with this one's. */
export interface Agreement {
  readonly now: Date;
  /** Seconds by which another worker's clock may be ahead of this one's. */
  readonly skew: number;
  /** Seconds for which a claim is good. */
  readonly lease: number;
  /** Seconds after which a letter that the server refused comes again at the latest. */
  readonly longestWait: number;
}

/**
 * Puts right what was written while the clock was far ahead of what it says now, so that nothing waits for it to come there
 * again: claims end as if they were made now (whoever lives renews them); letters that were to go again, or at once, go now.
 */
export async function mendAfterSetBack(
  db: DataSource,
  { now, skew, lease, longestWait }: Agreement,
): Promise<void> {
  await db.query(
    `UPDATE messages SET claimed_until = $1::timestamptz + make_interval(secs => $3)
     WHERE state = 'claimed' AND claimed_until > $1::timestamptz + make_interval(secs => $2::float8 + $3::float8)`,
    [now, skew, lease],
  );
  // Both priorities are named so that the index finds what lies ahead without reading what is due.
  await db.query(
    `UPDATE messages SET due_at = $1
     WHERE state IN ('queued', 'delayed') AND priority IN (0, 1)
       AND due_at > $1::timestamptz + make_interval(secs => $2)
       AND (state = 'delayed' AND due_at > $1::timestamptz + make_interval(secs => $2::float8 + $3::float8)
         OR state = 'queued' AND due_at <= created_at)`,
    [now, skew, longestWait],
  );
}
