import type { DataSource } from 'typeorm';
import type { Organization } from '../../src/organizations/organization.entity.js';
import type { Session } from '../../src/programmes/session.entity.js';
import { makeCourse, makeProgramme, makeSession, makeTerm, makeVenue } from '../support/factories.js';

export interface FeedTown {
  readonly organization: Organization;
  /** Brings the sessions of a kind to `count` in all. */
  fill(kind: 'class_series' | 'lecture', count: number): Promise<void>;
}

/** A town with two programmes, of a kind each, whose sessions have a venue, a topic and all that an entry says. */
export async function makeFeedTown(db: DataSource): Promise<FeedTown> {
  const texts = {
    audiences: ['family'],
    audience: 'ご家族',
    fee: '無料',
    contact: '健康課 000-0000',
    registrationText: '電話または窓口で、先着順',
  };
  const { organization, course } = await makeTerm(db, {
    dates: [],
    programme: { kind: 'class_series', ...texts },
  });
  const lectures = await makeProgramme(db, organization, {
    kind: 'lecture',
    ...texts,
  });
  const venue = await makeVenue(db, organization, {
    address: 'ひかり市中央1-2-3',
    access: '正面玄関の右にスロープがあります。',
  });
  const given = { startsOn: '2030-01-01', number: 1, venueId: venue.id, lecturer: '精神科医', key: '1' };
  const first: Record<'class_series' | 'lecture', Session> = {
    class_series: await makeSession(db, course, given),
    lecture: await makeSession(db, await makeCourse(db, lectures), given),
  };
  const counts = { class_series: 1, lecture: 1 };
  return {
    organization,
    async fill(kind, count) {
      await db.query(
        `INSERT INTO sessions SELECT (jsonb_populate_record(session, jsonb_build_object('id', gen_random_uuid(),
           'key', nth::text, 'number', nth, 'topic', '「ひきこもり」の理解と家族の対応 ' || nth,
           'starts_on', date '2030-01-01' + nth % 365))).*
         FROM sessions session, generate_series($2::int, $3::int) nth WHERE session.id = $1`,
        [first[kind].id, counts[kind] + 1, count],
      );
      counts[kind] = count;
      await db.query('ANALYZE');
    },
  };
}
