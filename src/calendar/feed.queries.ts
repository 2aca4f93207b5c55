import type { DataSource } from 'typeorm';
import { EVENT_COLUMNS, EVENT_JOINS, type EventRow } from './event-row.js';

/** Whose sessions a public feed holds; what is left out does not restrict. */
export interface FeedScope {
  /** Slug. */
  readonly organization?: string;
  /** Key in the organization's programme file, or slug. */
  readonly programme?: string;
  readonly kind?: string;
  readonly audience?: string;
}

/** A scope as the database sees it at one moment. */
export interface ScopeState {
  /** Whether organization and programme of the scope exist. */
  readonly exists: boolean;
  /** Differs whenever anything differs that a feed of this scope may show. */
  readonly fingerprint: string;
}

/** What heads a feed: its name and zone, and how old it is where nothing is in it. */
export interface FeedHead {
  readonly organizationName: string | null;
  readonly organizationNameEn: string | null;
  readonly programmeTitle: string | null;
  readonly programmeTitleEn: string | null;
  readonly timeZone: string | null;
  readonly changedAt: Date | null;
}

const SCOPE = `
WITH town AS (SELECT * FROM organizations WHERE $1::text IS NULL OR slug = $1),
named AS (
  SELECT programme.* FROM programmes programme JOIN town ON town.id = programme.organization_id
  WHERE $2::text IS NULL OR programme.key = $2 OR programme.slug = $2
),
picked AS (SELECT * FROM named WHERE ($3::text IS NULL OR kind = $3) AND ($4::text IS NULL OR $4 = ANY(audiences))),
-- A sitting that serves several programmes stands in the feed of each, and once where several of them are in one feed.
shown AS (
  SELECT session.* FROM sessions session JOIN town ON town.id = session.organization_id
  WHERE session.programme_id IN (SELECT id FROM picked) OR session.also_for_ids && ARRAY(SELECT id FROM picked)
)`;

function parametersOf(scope: FeedScope): unknown[] {
  return [scope.organization ?? null, scope.programme ?? null, scope.kind ?? null, scope.audience ?? null];
}

/**
 * Existence and fingerprint in one statement, and therefore of one moment. The rows themselves are hashed, not their
 * timestamps: a venue or a host has none, and two changes in one millisecond or a row put right by hand count too. A sum
 * does not depend on the order of the rows.
 */
export async function selectScopeState(db: DataSource, scope: FeedScope): Promise<ScopeState> {
  const [row] = await db.query(
    `${SCOPE},
     related AS (SELECT programme_id AS id FROM shown UNION SELECT unnest(also_for_ids) FROM shown UNION SELECT id FROM picked)
     SELECT ($1::text IS NULL OR EXISTS (SELECT FROM town)) AND ($2::text IS NULL OR EXISTS (SELECT FROM named)) AS exists,
       concat_ws('.',
         (SELECT sum(hash_record_extended(town, 1)) FROM town),
         (SELECT sum(hash_record_extended(named, 1)) FROM named),
         (SELECT sum(hash_record_extended(programme, 1)) FROM programmes programme JOIN related ON related.id = programme.id),
         (SELECT sum(hash_record_extended(course, 1)) FROM courses course JOIN related ON related.id = course.programme_id),
         (SELECT sum(hash_record_extended(host, 1)) FROM programme_hosts host JOIN related ON related.id = host.programme_id),
         (SELECT sum(hash_record_extended(venue, 1)) FROM venues venue JOIN town ON town.id = venue.organization_id),
         (SELECT sum(hash_record_extended(shown, 1)) FROM shown)
       ) AS fingerprint`,
    parametersOf(scope),
  );
  return row as ScopeState;
}

/** The dated sessions of a scope, cancelled ones too, in the order of date, time and id. */
export async function selectFeedRows(db: DataSource, scope: FeedScope): Promise<EventRow[]> {
  return db.query(
    `${SCOPE}
     SELECT ${EVENT_COLUMNS} FROM shown session ${EVENT_JOINS}
     WHERE session.date_state = 'dated'
     ORDER BY session.starts_on, session.start_time NULLS FIRST, session.id`,
    parametersOf(scope),
  );
}

/** Names of what the scope names; null where it names none, or where the organization is not one but all. */
export async function selectFeedHead(db: DataSource, scope: FeedScope): Promise<FeedHead> {
  const [row] = await db.query(
    `${SCOPE}
     SELECT
       CASE WHEN $1::text IS NOT NULL THEN (SELECT name FROM town) END AS "organizationName",
       CASE WHEN $1::text IS NOT NULL THEN (SELECT name_en FROM town) END AS "organizationNameEn",
       CASE WHEN $1::text IS NOT NULL THEN (SELECT time_zone FROM town) END AS "timeZone",
       CASE WHEN $2::text IS NOT NULL THEN (SELECT title FROM named ORDER BY slug LIMIT 1) END AS "programmeTitle",
       CASE WHEN $2::text IS NOT NULL THEN (SELECT title_en FROM named ORDER BY slug LIMIT 1) END AS "programmeTitleEn",
       greatest((SELECT max(created_at) FROM town), (SELECT max(changed_at) FROM named)) AS "changedAt"`,
    parametersOf(scope),
  );
  return row as FeedHead;
}

/** Organizations for the page that lists the feeds, in the order of their government code, then name. */
export async function selectSubscribable(
  db: DataSource,
): Promise<{ readonly slug: string; readonly name: string; readonly nameEn: string | null }[]> {
  return db.query(
    `SELECT slug, name, name_en AS "nameEn" FROM organizations organization
     WHERE EXISTS (SELECT FROM programmes programme WHERE programme.organization_id = organization.id)
     ORDER BY municipality_code NULLS LAST, name, slug`,
  );
}
