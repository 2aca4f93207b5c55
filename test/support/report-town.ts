import type { Organization } from '../../src/organizations/organization.entity.js';
import type { Place } from '../../src/registrations/seats/place.entity.js';
import { makeParty, makePlan, makeReportedResult, recordAttendance } from './attendance-factories.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeVenue,
} from './factories.js';
import type { TestApp } from './test-app.js';

/** Where the clock of the town stands: fiscal 2025 is over. */
export const REPORT_NOW = '2026-04-02T09:00:00+09:00';

/**
 * A town of which every state of a figure is in its report of fiscal 2025: counted, partly recorded, 0, nothing recorded,
 * cancelled, suspended, reported by itself, people that cannot be told, an estimate, and a programme of which nothing is known.
 */
export async function makeReportTown(app: TestApp): Promise<Organization> {
  const organization = await makeOrganization(app.db, { slug: 'hikari', name: 'ひかり市', nameEn: 'Hikari' });
  const programme = (position: number, slug: string, title: string, given = {}) =>
    makeProgramme(app.db, organization, { position, slug, title, ...given });
  const venue = await makeVenue(app.db, organization, { key: 'hall', name: 'ひかり市民会館' });

  const classes = await programme(0, 'kazoku', 'ひきこもり家族教室', { titleEn: 'Class for families' });
  await makePlan(app.db, classes, { planned: 12, qualifier: 'about', status: 'new' });
  await makeReportedResult(app.db, classes, { fiscalYear: 2024, held: 3, attendances: 17 });
  const term = await makeCourse(app.db, classes, { title: '令和7年度 前期' });
  const sessions = [];
  for (const [index, startsOn] of ['2025-04-14', '2025-05-12', '2025-06-09'].entries()) {
    const session = await makeSession(app.db, term, { startsOn, number: index + 1, venueId: venue.id });
    await makePool(app.db, session, { capacity: 10 });
    sessions.push(session);
  }
  const { places } = await makeParty(app.db, sessions, { people: 2 });
  for (const session of sessions.slice(0, 2)) {
    const place = places.find(({ sessionId }) => sessionId === session.id) as Place;
    await recordAttendance(app.db, session, [{ place, mark: 'attended', people: 2 }]);
  }

  const seminar = await programme(1, 'seminar', '家族会との共催セミナー（講演と、経験を語り合うつどい）', {
    kind: 'seminar',
  });
  await makePlan(app.db, seminar, { planned: 6, qualifier: 'about' });
  await makeReportedResult(app.db, seminar, { fiscalYear: 2024, held: 0 });
  await makeReportedResult(app.db, seminar, { fiscalYear: 2023, held: 6, attendances: 424 });

  const forum = await programme(2, 'forum', '市民フォーラム', { kind: 'forum' });
  await makePlan(app.db, forum, {
    planned: 1,
    qualifier: 'exact',
    status: 'suspended',
    reason: '感染拡大防止',
  });
  const autumn = await makeCourse(app.db, forum, { title: '秋' });
  await makeSession(app.db, autumn, { startsOn: '2025-10-01', number: 1, status: 'cancelled' });

  const space = await programme(3, 'space', 'フリースペース よらんDe', { kind: 'free_space' });
  await makePlan(app.db, space, { planned: 4, qualifier: 'at_least' });
  const year = await makeCourse(app.db, space, { title: '通年' });
  const counted: Readonly<Record<string, number>>[] = [{ self: 5, family: 2 }, { self: 0 }, { self: 120 }];
  for (const [index, heads] of counted.entries()) {
    const session = await makeSession(app.db, year, { startsOn: `2025-0${index + 5}-20`, number: index + 1 });
    await recordAttendance(app.db, session, [], heads);
    if (index === 2)
      await app.db.query('UPDATE attendance_records SET approximate = true WHERE session_id = $1', [
        session.id,
      ]);
  }

  const leaflets = await programme(4, 'leaflets', '案内リーフレット', { kind: 'other' });
  await makePlan(app.db, leaflets, { planned: 15000, qualifier: 'exact', unit: '部' });
  await makeReportedResult(app.db, leaflets, { fiscalYear: 2025, held: 0, unit: '部', note: '増刷なし' });

  const meeting = await programme(5, 'meeting', 'ケース支援会議', { kind: 'network_meeting' });
  const meetings = await makeCourse(app.db, meeting, { title: '通年' });
  await makeSession(app.db, meetings, { startsOn: '2025-07-07', number: 1 });

  await programme(6, 'harm', '=HYPERLINK("http://evil.example","押す")', { kind: 'club' });
  return organization;
}
