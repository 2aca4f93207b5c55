import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Course } from '../../../../src/programmes/course.entity.js';
import { ProgrammeHost } from '../../../../src/programmes/programme-host.entity.js';
import { addDays } from '../../../../src/shared/civil-time.js';
import { newId } from '../../../../src/shared/ids.js';
import {
  makeCourse,
  makeOrganization,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../../support/factories.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { listed, NOW } from './finding-town.js';

/** About eleven kilometres to the north of each other (a tenth of a degree of latitude is 11.1 km). */
const CENTRE = { latitude: 35.6, longitude: 139.7 };
const NEXT = { latitude: 35.7, longitude: 139.7 };

let app: TestApp;
let own: Course;
let ids: Record<
  'centre' | 'far' | 'unplaced' | 'online' | 'neighbour' | 'nowhere' | 'nextMonth' | 'over' | 'shared',
  string
>;

beforeAll(async () => {
  app = await startTestApp({ now: NOW });
  const town = await makeOrganization(app.db, { slug: 'hikari', contactTel: '03-0000-0001' });
  const other = await makeOrganization(app.db, { slug: 'kaze', name: 'かぜ市', nameEn: 'Kaze' });
  const programme = await makeProgramme(app.db, town, {
    audiences: ['family'],
    audience: '市内にお住まいのご家族',
    fee: '無料',
    title: '家族の集い',
  });
  own = await makeCourse(app.db, programme, { registrationMode: 'none' });
  const theirs = await makeCourse(app.db, await makeProgramme(app.db, other, { audiences: ['self'] }));
  const together = await makeProgramme(app.db, other, { audiences: ['anyone'] });
  await app.db.getRepository(ProgrammeHost).insert({
    ...{ id: newId(), programmeId: together.id, role: 'organizer', name: 'ひかり市', position: 1 },
    hostOrganizationId: town.id,
  });
  const withOthers = await makeCourse(app.db, together);
  const hall = await makeVenue(app.db, town, { key: 'hall', ...CENTRE });
  const hill = await makeVenue(app.db, town, { key: 'hill', latitude: 36.6, longitude: 139.7 });
  const house = await makeVenue(app.db, town, { key: 'house' });
  const zoom = await makeVenue(app.db, town, { key: 'zoom', online: true });
  const near = await makeVenue(app.db, other, { key: 'near', ...NEXT });
  const lost = await makeVenue(app.db, other, { key: 'lost' });
  const at = async (course: Course, startsOn: string, venueId: string) =>
    (await makeSession(app.db, course, { startsOn, venueId })).id;
  ids = {
    centre: await at(own, '2025-04-12', hall.id),
    far: await at(own, '2025-04-13', hill.id),
    unplaced: await at(own, '2025-04-14', house.id),
    online: await at(own, '2025-04-15', zoom.id),
    neighbour: await at(theirs, '2025-04-16', near.id),
    nowhere: await at(theirs, '2025-04-17', lost.id),
    nextMonth: await at(own, '2025-05-01', hall.id),
    over: await at(own, '2025-04-01', hall.id),
    shared: await at(withOthers, '2025-04-18', lost.id),
  };
  // Nobody misses what is cancelled; a desk is one thing, however often it is open.
  for (const { id } of [hill, lost]) {
    await makeSession(app.db, id === hill.id ? own : theirs, {
      ...{ startsOn: '2025-04-19', venueId: id, status: 'cancelled' },
    });
  }
  const desk = await makeCourse(app.db, await makeProgramme(app.db, town, { kind: 'free_space' }), {
    registrationMode: 'none',
  });
  for (let week = 0; week < 6; week++)
    for (const day of [0, 2, 4]) await at(desk, addDays('2025-03-31', 7 * week + day), hill.id);
});
afterAll(() => app.close());

const shown = async (path: string) => {
  const found = await listed(app, path);
  return Object.entries(ids)
    .filter(([, id]) => found.includes(id))
    .map(([name]) => name)
    .sort();
};

describe('the month near here', () => {
  it('asks for a place first', async () => {
    const { text } = await app.http.get('/nearby').expect(200);
    expect(text).toContain('<option value="hikari"');
    expect(text).not.toContain('<table');
  });

  it('has what the town itself runs from today to the end of the month', async () => {
    expect(await shown('/nearby?organization=hikari')).toEqual([
      ...['centre', 'far', 'online', 'shared', 'unplaced'],
    ]);
    expect(await shown('/nearby?organization=hikari&month=2025-05')).toEqual(['nextMonth']);
    expect(await shown('/nearby?organization=hikari&audience=self')).toEqual(['shared']);
    expect(await shown('/nearby?organization=hikari&audience=family&month=2025-03')).toEqual([]);
  });

  it('has what is within the distance, whoever runs it, and what is the town’s and not on the map', async () => {
    const around = '/nearby?organization=hikari&venue=hikari.hall&radius=';
    expect(await shown(`${around}5`)).toEqual(['centre', 'online', 'shared', 'unplaced']);
    expect(await shown(`${around}10`)).toEqual(['centre', 'online', 'shared', 'unplaced']);
    expect(await shown(`${around}20`)).toEqual(['centre', 'neighbour', 'online', 'shared', 'unplaced']);
    // The far hill is 111 km away.
    expect(await shown(`${around}50`)).toEqual(['centre', 'neighbour', 'online', 'shared', 'unplaced']);
  });

  it('says what it has left out', async () => {
    const { text } = await app.http
      .get('/nearby?organization=hikari&venue=hikari.hall&radius=20')
      .expect(200);
    expect(text).toContain('20キロメートルより遠い2件は入っていません');
    expect(text).toContain('場所がわからない1件は入っていません');
    const whole = await app.http.get('/nearby?organization=hikari').expect(200);
    expect(whole.text).toContain('となりの地域の予定は入っていません');
  });

  it('tells who may come, what it costs and whom to ask, and what is not said', async () => {
    const { text } = await app.http.get('/nearby?organization=hikari').expect(200);
    expect(text).toContain('03-0000-0001');
    expect(text).toContain('無料');
    expect(text).toContain('市内にお住まいのご家族');
    const { text: english } = await app.http.get('/nearby?organization=hikari&lang=en').expect(200);
    expect(english).toMatch(/Families<br><span lang="ja">市内にお住まいのご家族/);
    const { text: other } = await app.http.get('/nearby?organization=kaze').expect(200);
    expect(other).toContain('記載なし');
  });

  it('goes on page by page where there is more than a few sheets hold, and says so', async () => {
    const town = await makeOrganization(app.db, { slug: 'many' });
    const course = await makeCourse(app.db, await makeProgramme(app.db, town));
    for (let index = 0; index < 130; index++) {
      await makeSession(app.db, course, {
        startsOn: `2025-04-${String(11 + (index % 20)).padStart(2, '0')}`,
      });
    }
    const { text } = await app.http.get('/nearby?organization=many').expect(200);
    expect(text).toContain('100件ずつ分けて');
    const all = await listed(app, '/nearby?organization=many');
    expect(all).toHaveLength(130);
    expect(new Set(all).size).toBe(130);
  });

  it('gathers what is open several days a week on one line', async () => {
    const town = await makeOrganization(app.db, { slug: 'desk' });
    const programme = await makeProgramme(app.db, town, { title: 'ひろば', kind: 'free_space' });
    const course = await makeCourse(app.db, programme, { registrationMode: 'none' });
    for (let week = 0; week < 6; week++) {
      for (const day of [0, 2, 4]) {
        const date = new Date(Date.UTC(2025, 3, 14 + 7 * week + day)).toISOString().slice(0, 10);
        await makeSession(app.db, course, { startsOn: date });
      }
    }
    const { text } = await app.http.get('/nearby?organization=desk').expect(200);
    expect(text).not.toContain('nearby-table');
    expect(text).toContain('ひろば');
    expect(text).toContain('月・水・金');
  });
});
