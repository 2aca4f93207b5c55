import type { DataSource } from 'typeorm';

/** Later than any clock of these tests, and long ago for the database. */
const FIRST = Date.parse('2025-10-01T00:00:00Z');

/**
 * As if seconds lay between one change and the next, for clients that know dates alone: each call gives what has changed since the last
 * one a second of its own, by whatever dates a feed is as old as it is. To be called before anybody asks for what has changed: a feed
 * that is kept keeps its date.
 */
export function secondsApart(db: DataSource): () => Promise<void> {
  let seconds = 0;
  return async () => {
    seconds += 1;
    const time = new Date(FIRST + seconds * 1_000);
    await db.query('UPDATE feed_changes SET changed_at = $1 WHERE changed_at > $1', [time]);
    await db.query('UPDATE places SET revised_at = $1 WHERE revised_at > $1', [time]);
    await db.query('UPDATE registrations SET revised_at = $1 WHERE revised_at > $1', [time]);
  };
}
