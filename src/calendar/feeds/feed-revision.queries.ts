import type { DataSource } from 'typeorm';
import { prepared } from '../../platform/database/prepared.js';

/** Which organizations and programme a feed is about; its filters do not matter here. */
export interface RevisionScope {
  /** Slugs; left out: all organizations. */
  readonly organizations?: readonly string[];
  /** Key in the organization's programme file, or slug. */
  readonly programme?: string;
}

/** What the database says at one moment about the feeds of some organizations. */
export interface FeedRevision {
  /** Those of the slugs that exist; empty where all organizations are meant. */
  readonly organizations: readonly string[];
  /** Ids of the programmes that its name stands for, whether key or slug; null: none is named, or none has this name. */
  readonly programme: string | null;
  /** Differs whenever anything differs that feeds of these organizations may show. */
  readonly revision: string;
  /** Newest of these changes; null where none was ever marked. */
  readonly changedAt: Date | null;
}

/** SQL: what the marks of `condition` say together. A sum does not depend on the order of the rows. */
export const marks = (condition: string) =>
  `SELECT count(*) AS marks, coalesce(sum(uuid_hash_extended(id, 0)), 0) AS hash, max(changed_at) AS changed_at
   FROM feed_changes WHERE ${condition}`;

const REVISION_OF_ALL = prepared(
  `SELECT '{}'::text[] AS organizations, NULL AS programme, marks || '.' || hash AS revision,
     changed_at AS "changedAt"
   FROM (${marks('true')}) mark`,
);

// LATERAL and LIMIT: everything is looked up one by one, by its index.
const REVISION = prepared(
  `SELECT coalesce(array_agg(town.slug), '{}') AS organizations,
     string_agg(named.ids, ',') AS programme,
     coalesce(sum(mark.marks), 0) || '.' || coalesce(sum(mark.hash), 0) AS revision,
     max(mark.changed_at) AS "changedAt"
   FROM unnest($1::text[]) asked (slug)
   CROSS JOIN LATERAL (SELECT id, slug FROM organizations WHERE slug = asked.slug LIMIT 1) town
   CROSS JOIN LATERAL (
     SELECT string_agg(id::text, ',' ORDER BY id) AS ids FROM (
       SELECT id FROM programmes WHERE organization_id = town.id AND key = $2
       UNION
       SELECT id FROM programmes WHERE organization_id = town.id AND slug = $2
     ) programme
   ) named
   CROSS JOIN LATERAL (${marks('organization_id = town.id')}) mark`,
);

/**
 * Existence and revision in one statement, and therefore of one moment: some look-ups by index, however many sessions there are.
 * Marks are written by triggers, in the transaction of the change itself: what is seen here is seen by whoever reads after it.
 */
export async function selectFeedRevision(
  db: DataSource,
  { organizations, programme }: RevisionScope,
): Promise<FeedRevision> {
  const [row] = organizations
    ? await db.query(REVISION, [organizations, programme ?? null])
    : await db.query(REVISION_OF_ALL, []);
  return row as FeedRevision;
}

/**
 * When something that feeds of these organizations show, and of those whose programmes these are, was changed or taken away last; null:
 * nothing is marked.
 * @param scope ids
 */
export async function selectLastChange(
  db: DataSource,
  { organizations, programmes = [] }: { organizations: readonly string[]; programmes?: readonly string[] },
): Promise<Date | null> {
  const [row] = await db.query(
    `SELECT max(changed_at) AS "changedAt" FROM feed_changes
     WHERE organization_id = ANY($1::uuid[])
       OR organization_id IN (SELECT organization_id FROM programmes WHERE id = ANY($2::uuid[]))`,
    [organizations, programmes],
  );
  return row.changedAt;
}

/** Which marks are folded: those of organizations with more than `most`, and all that have been quiet for some minutes. */
export interface Folding {
  readonly most: number;
  readonly quietMinutes: number;
}

/**
 * Puts one mark in the place of all marks of each organization that has many, or whose newest is old. It is a new one, in the same
 * statement: without marks, or with those that are left, an organization could look as it did once before, and a replica that
 * slept would answer what it kept from then. The mark of a change that is not yet committed is not seen, and stays. Marks that
 * another worker is folding are left to it. The newest time is kept: nothing that is shown has changed.
 * @returns how many marks are gone
 */
export async function foldFeedChanges(db: DataSource, { most, quietMinutes }: Folding): Promise<number> {
  const [{ folded }] = await db.query(
    `WITH many AS (
       SELECT organization_id FROM feed_changes GROUP BY organization_id
       HAVING count(*) > $1 OR (count(*) > 1 AND max(changed_at) < now() - $2 * interval '1 minute')
     ),
     old AS (
       SELECT id FROM feed_changes WHERE organization_id IN (SELECT organization_id FROM many) FOR UPDATE SKIP LOCKED
     ),
     gone AS (DELETE FROM feed_changes WHERE id IN (SELECT id FROM old) RETURNING organization_id, changed_at),
     fresh AS (
       INSERT INTO feed_changes (id, organization_id, changed_at)
       SELECT gen_random_uuid(), organization_id, max(changed_at) FROM gone GROUP BY organization_id
     )
     SELECT count(*)::int AS folded FROM gone`,
    [most, quietMinutes],
  );
  return folded;
}
