import type { DataSource } from 'typeorm';
import { EVENT_COLUMNS, EVENT_JOINS, type EventRow } from '../../registrations/entries/event-row.js';

/** Whose sessions a public feed holds; what is left out does not restrict, of several values any may hold. */
export interface FeedScope {
  /** Slugs. */
  readonly organizations?: readonly string[];
  /** Key in the organization's programme file, or slug. */
  readonly programme?: string;
  readonly kinds?: readonly string[];
  readonly audiences?: readonly string[];
}

/** What heads a feed: its name and zone, and how old it is where nothing is in it. */
export interface FeedHead {
  /** Those that the scope names, in the order of their slugs; none where it is all of them. */
  readonly organizations: readonly { readonly name: string; readonly nameEn: string | null }[];
  /** That of the first of these organizations. */
  readonly timeZone: string | null;
  readonly programmeTitle: string | null;
  readonly programmeTitleEn: string | null;
  readonly changedAt: Date | null;
}

/** SQL: `shown` are the sessions of a scope; its parameters are those of `feedParameters`. */
export const FEED_SCOPE = `
WITH town AS (SELECT * FROM organizations WHERE $1::text[] IS NULL OR slug = ANY($1)),
named AS (
  SELECT programme.* FROM programmes programme JOIN town ON town.id = programme.organization_id
  WHERE $2::text IS NULL OR programme.key = $2 OR programme.slug = $2
),
picked AS (
  SELECT * FROM named WHERE ($3::text[] IS NULL OR kind = ANY($3)) AND ($4::text[] IS NULL OR audiences && $4)
),
-- A sitting that serves several programmes stands in the feed of each, and once where several of them are in one feed.
shown AS (
  SELECT session.* FROM sessions session JOIN town ON town.id = session.organization_id
  WHERE session.programme_id IN (SELECT id FROM picked) OR session.also_for_ids && ARRAY(SELECT id FROM picked)
)`;

/** Parameters 1 to 4 of `FEED_SCOPE`. */
export function feedParameters({ organizations, programme, kinds, audiences }: FeedScope): unknown[] {
  return [organizations ?? null, programme ?? null, kinds ?? null, audiences ?? null];
}

/** The dated sessions of a scope, cancelled ones too, in the order of date, time and id. */
export async function selectFeedRows(db: DataSource, scope: FeedScope): Promise<EventRow[]> {
  return db.query(
    `${FEED_SCOPE}
     SELECT ${EVENT_COLUMNS} FROM shown session ${EVENT_JOINS}
     WHERE session.date_state = 'dated'
     ORDER BY session.starts_on, session.start_time NULLS FIRST, session.id`,
    feedParameters(scope),
  );
}

/** Names of what the scope names. */
export async function selectFeedHead(db: DataSource, scope: FeedScope): Promise<FeedHead> {
  const [row] = await db.query(
    `${FEED_SCOPE}, asked AS (SELECT * FROM town WHERE $1::text[] IS NOT NULL),
     programme AS (SELECT * FROM named WHERE $2::text IS NOT NULL ORDER BY slug LIMIT 1)
     SELECT
       (SELECT coalesce(json_agg(json_build_object('name', name, 'nameEn', name_en) ORDER BY slug), '[]')
        FROM asked) AS organizations,
       (SELECT time_zone FROM asked ORDER BY slug LIMIT 1) AS "timeZone",
       (SELECT title FROM programme) AS "programmeTitle",
       (SELECT title_en FROM programme) AS "programmeTitleEn",
       greatest((SELECT max(created_at) FROM town), (SELECT max(changed_at) FROM named)) AS "changedAt"`,
    feedParameters(scope),
  );
  return row as FeedHead;
}

/** Slugs of all organizations, in order of the alphabet. */
export async function selectSlugs(db: DataSource): Promise<string[]> {
  const rows: { slug: string }[] = await db.query('SELECT slug FROM organizations ORDER BY slug');
  return rows.map(({ slug }) => slug);
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
