import type { EntityManager } from 'typeorm';

/** A page for everyone that shows data. */
export interface SitePage {
  /** Of this site, without language. */
  readonly path: string;
  /** Last visible change; null where no date says it. */
  readonly changedAt: Date | null;
}

/** Pages that are read from the database, and held in memory, at once. */
const AT_A_TIME = 1_000;

/** SQL: programmes that run, their courses and sessions that are to come or were of late. Parameter 1: first day of what was of late. */
const PAGES = `
WITH shown AS (
  SELECT session.id, session.course_id, greatest(session.changed_at, programme.changed_at) AS changed_at
  FROM sessions session JOIN programmes programme ON programme.id = session.programme_id
  WHERE coalesce(session.ends_on, session.starts_on) >= $1::date OR session.starts_on IS NULL
), pages AS (
  SELECT '1' AS sort, slug AS key, '/programmes/' || slug AS path, changed_at FROM programmes WHERE status <> 'ended'
  UNION ALL
  SELECT '2', slug, '/programmes/' || slug || '/annual', NULL FROM programmes WHERE status <> 'ended'
  UNION ALL
  SELECT '3', id::text, '/courses/' || id, NULL FROM courses WHERE id IN (SELECT course_id FROM shown)
  UNION ALL
  SELECT '4', id::text, '/sessions/' || id, changed_at FROM shown
)
SELECT path, changed_at AS "changedAt" FROM pages ORDER BY sort, key COLLATE "C"`;

/**
 * All pages that show data, in a fixed order.
 * @param tx a transaction that sees one state of the database throughout, and that nothing else uses meanwhile
 * @param since the first day of which sessions that are over are still in it
 */
export async function* sitePages(tx: EntityManager, since: string): AsyncGenerator<SitePage> {
  await tx.query(`DECLARE site_pages NO SCROLL CURSOR FOR ${PAGES}`, [since]);
  for (;;) {
    const pages: SitePage[] = await tx.query(`FETCH ${AT_A_TIME} FROM site_pages`);
    if (pages.length === 0) return;
    yield* pages;
  }
}
