import type { DataSource } from 'typeorm';
import { EVENT_COLUMNS, EVENT_JOINS, type EventRow } from '../../registrations/entries/event-row.js';
import { FEED_SCOPE, type FeedScope, feedParameters } from '../feeds/feed.queries.js';

/** A session as news: of any date, or of none. */
export interface NewsRow extends Omit<EventRow, 'startsOn'> {
  readonly startsOn: string | null;
  readonly dateText: string | null;
  readonly withinFrom: string | null;
  readonly withinUntil: string | null;
  readonly organizationSlug: string;
}

/** The sessions of a scope that changed last, the newest change first; undated and cancelled ones too. */
export async function selectNews(db: DataSource, scope: FeedScope, limit: number): Promise<NewsRow[]> {
  return db.query(
    `${FEED_SCOPE}
     SELECT ${EVENT_COLUMNS}, session.date_text AS "dateText", session.within_from AS "withinFrom",
       session.within_until AS "withinUntil", organization.slug AS "organizationSlug"
     FROM shown session ${EVENT_JOINS}
     ORDER BY "changedAt" DESC, session.starts_on, session.id
     LIMIT $5`,
    [...feedParameters(scope), limit],
  );
}
