import type { DataSource } from 'typeorm';
import type { KeptEntry } from '../../support/calendar-client.js';
import { makeTerm, makeVenue } from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import type { TestApp } from '../../support/test-app.js';

/** A town whose staff change their year by the JSON API; each act moves the clock on by a minute. */
export interface FeedTown {
  readonly feed: string;
  readonly courseId: string;
  readonly programmeSlug: string;
  readonly venueId: string;
  readonly venueKey: string;
  /** Sends as an owner; answers with the status and what came with it. */
  send(
    method: 'post' | 'patch' | 'delete',
    path: string,
    body?: object,
  ): Promise<{ status: number; body: { id: string } }>;
  /** Ids of the sessions that there are, dated or not, in the order of their keys. */
  sessionIds(): Promise<string[]>;
}

export async function makeFeedTown(app: TestApp, dates: readonly string[]): Promise<FeedTown> {
  const { organization, programme, course } = await makeTerm(app.db, {
    dates,
    course: { registrationMode: 'both' },
  });
  const venue = await makeVenue(app.db, organization);
  const authorization = await bearer(app, organization, 'owner');
  return {
    feed: `${app.url}/calendar/${organization.slug}.ics`,
    courseId: course.id,
    programmeSlug: programme.slug,
    venueId: venue.id,
    venueKey: venue.key,
    async send(method, path, body = {}) {
      app.clock.set(new Date(app.clock.now().getTime() + 60_000).toISOString());
      const request = app.http[method](`/api/v1/staff/${path}`).set('authorization', authorization);
      return method === 'delete' ? request : request.send(body);
    },
    async sessionIds() {
      const rows = await app.db.query('SELECT id FROM sessions WHERE course_id = $1 ORDER BY key', [
        course.id,
      ]);
      return rows.map(({ id }: { id: string }) => id);
    },
  };
}

/** What somebody sees of an entry in a calendar. */
export interface Seen {
  readonly uid: string;
  readonly title: string;
  readonly start: string;
  readonly end: string | null;
  readonly place: string;
  readonly isCancelled: boolean;
}

export function seenBy(shown: ReadonlyMap<string, KeptEntry>): Seen[] {
  return [...shown.values()]
    .map(({ uid, shown: properties }) => {
      const timed = (name: string) =>
        properties.get(`${name};TZID=Asia/Tokyo`) ?? properties.get(`${name};VALUE=DATE`) ?? null;
      return {
        uid,
        title: properties.get('SUMMARY') ?? '',
        start: timed('DTSTART') ?? '',
        end: timed('DTEND'),
        place: properties.get('LOCATION') ?? '',
        isCancelled: properties.get('STATUS') === 'CANCELLED',
      };
    })
    .sort(byUid);
}

const byUid = (one: Seen, other: Seen) => (one.uid < other.uid ? -1 : 1);

/** What the database holds of a course, put as a calendar shows it. */
export async function seenInDatabase(db: DataSource, courseId: string): Promise<Seen[]> {
  const rows: (Omit<Seen, 'title'> & {
    own: string | null;
    programme: string;
    number: number | null;
    topic: string | null;
  })[] = await db.query(
    `SELECT session.id || '@tsudoi' AS uid, session.title AS own, programme.title AS programme, session.number, session.topic,
         to_char(session.starts_on, 'YYYYMMDD') || coalesce('T' || to_char(session.start_time, 'HH24MISS'), '') AS start,
         CASE WHEN session.start_time IS NOT NULL
           THEN to_char(coalesce(session.ends_on, session.starts_on), 'YYYYMMDD') || 'T' || to_char(session.end_time, 'HH24MISS')
         END AS end,
         concat_ws(' ', venue.name, venue.address) AS place, session.status = 'cancelled' AS "isCancelled"
       FROM sessions session JOIN programmes programme ON programme.id = session.programme_id
       LEFT JOIN venues venue ON venue.id = session.venue_id
       WHERE session.course_id = $1 AND session.date_state = 'dated'`,
    [courseId],
  );
  return rows
    .map(({ own, programme, number, topic, ...seen }) => {
      const title = own ?? (number === null ? programme : `${programme} 第${number}回`);
      const named = topic ? `${title}：${topic}` : title;
      return { ...seen, title: seen.isCancelled ? `【中止】${named}` : named };
    })
    .sort(byUid);
}
