import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ProgrammeHost } from '../../../src/programmes/programme-host.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { recordAttendance } from '../../support/attendance-factories.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
} from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const NOW = '2025-05-01T09:00:00+09:00';

describe('sittings that serve several programmes', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: NOW });
  });
  afterAll(() => app.close());

  async function makeJoint() {
    const town = await makeOrganization(app.db);
    const whole = await makeProgramme(app.db, town, { title: '居場所づくり' });
    const first = await makeProgramme(app.db, town, { title: '家族会', partOfId: whole.id });
    const second = await makeProgramme(app.db, town, { title: '本人の会', kind: 'club', partOfId: whole.id });
    const course = await makeCourse(app.db, first, { registrationMode: 'none' });
    const other = await makeCourse(app.db, second, { registrationMode: 'none' });
    const joint = await makeSession(app.db, course, { startsOn: '2025-05-20', alsoForIds: [second.id] });
    const held = await makeSession(app.db, course, { startsOn: '2025-04-20', alsoForIds: [second.id] });
    const alone = await makeSession(app.db, other, { startsOn: '2025-04-21' });
    for (const session of [held, alone]) await makePool(app.db, session);
    await recordAttendance(app.db, held, [], { family: 4 });
    await recordAttendance(app.db, alone, [], { family: 3 });
    return { town, whole, first, second, course, joint, held, alone };
  }

  it('stand on the page and in the list of each programme, and once in the list of everything', async () => {
    const { town, first, second, joint } = await makeJoint();
    const pageOf = async (slug: string) => (await app.http.get(`/programmes/${slug}`).expect(200)).text;
    expect(await pageOf(second.slug)).toContain(`/sessions/${joint.id}`);
    expect(await pageOf(first.slug)).toMatch(
      new RegExp(`href="/programmes/${second.slug}">本人の会\\s*</a>と合同`),
    );
    const listed = async (query: string): Promise<{ id: string; alsoFor: string[] }[]> =>
      (await app.http.get(`/api/v1/sessions?from=2025-05-02&${query}`).expect(200)).body.items;
    for (const query of [
      `programme=${first.slug}`,
      `programme=${second.slug}`,
      `organization=${town.slug}`,
    ]) {
      const found = await listed(query);
      expect(found.map(({ id }) => id)).toEqual([joint.id]);
      expect(found[0]?.alsoFor).toEqual([second.slug]);
    }
    expect((await listed(`organization=${town.slug}&kind=club`)).map(({ id }) => id)).toEqual([joint.id]);
    // Negative control: a kind that neither programme has.
    expect(await listed(`organization=${town.slug}&kind=forum`)).toEqual([]);
  });

  it('stand in the feed of each programme under one UID, once in the town’s, and change the tag of each', async () => {
    const { town, first, second, joint, held, alone } = await makeJoint();
    const feedOf = async (name: string) => app.http.get(`/calendar/${name}.ics`).expect(200);
    const uidsOf = (text: string) => [...text.matchAll(/^UID:(.+)@tsudoi\r$/gm)].map(([, id]) => id).sort();
    const names = [`${town.slug}/${first.slug}`, `${town.slug}/${second.slug}`, town.slug];
    const before = await Promise.all(names.map(feedOf));
    expect(before.map(({ text }) => uidsOf(text))).toEqual([
      [joint.id, held.id].sort(),
      [joint.id, held.id, alone.id].sort(),
      [joint.id, held.id, alone.id].sort(),
    ]);
    await app.db.query('UPDATE sessions SET topic = $2, sequence = sequence + 1 WHERE id = $1', [
      joint.id,
      '合同の話',
    ]);
    const after = await Promise.all(names.map(feedOf));
    for (const [index, { headers }] of after.entries())
      expect(headers.etag).not.toBe(before[index]?.headers.etag);
    // Negative control: a feed that the session is not in keeps its tag.
    const apart = await makeProgramme(app.db, town);
    const unrelated = await feedOf(`${town.slug}/${apart.slug}`);
    await app.db.query('UPDATE sessions SET topic = $2, sequence = sequence + 1 WHERE id = $1', [
      joint.id,
      '別の話',
    ]);
    expect((await feedOf(`${town.slug}/${apart.slug}`)).headers.etag).toBe(unrelated.headers.etag);
  });

  it('count in the row of each programme, once in the whole and once in the total', async () => {
    const { town, whole, first, second } = await makeJoint();
    const authorization = await bearer(app, town, 'viewer');
    const { body } = await app.http
      .get('/api/v1/staff/reports/attendance?fiscalYear=2025')
      .set({ authorization })
      .expect(200);
    const rowOf = (slug: string) =>
      body.items.find((row: { programme: { slug: string } }) => row.programme.slug === slug);
    expect([rowOf(first.slug).held.value, rowOf(first.slug).attendances.value]).toEqual([1, 4]);
    expect([rowOf(second.slug).held.value, rowOf(second.slug).attendances.value]).toEqual([2, 7]);
    expect(rowOf(first.slug).partOf).toBe(whole.slug);
    // 1 + 2 would be the sum of the rows.
    const { rolledUp } = rowOf(whole.slug);
    expect([rolledUp.held.value, rolledUp.attendances.value]).toEqual([2, 7]);
    expect(body.totals.map((sum: typeof rolledUp) => [sum.held.value, sum.attendances.value])).toEqual([
      [2, 7],
    ]);
  });

  it('gathers what is open several days a week without registration, but neither what is cancelled nor two days a week', async () => {
    const town = await makeOrganization(app.db);
    const desk = await makeProgramme(app.db, town, { title: '相談窓口' });
    const course = await makeCourse(app.db, desk, { registrationMode: 'none' });
    const days = Array.from({ length: 30 }, (_, index) => index + 1).map(
      (day) => `2025-05-${String(day).padStart(2, '0')}`,
    );
    const weekdays = days.filter((day) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()));
    for (const startsOn of weekdays)
      await makeSession(app.db, course, {
        startsOn,
        startTime: '08:30',
        endTime: '17:15',
        status: startsOn === '2025-05-14' ? 'cancelled' : 'scheduled',
      });
    const twice = await makeCourse(app.db, await makeProgramme(app.db, town), { registrationMode: 'none' });
    const tuesdays = weekdays.filter((day) => [2, 4].includes(new Date(`${day}T00:00:00Z`).getUTCDay()));
    const listed = [];
    for (const startsOn of tuesdays) listed.push(await makeSession(app.db, twice, { startsOn }));
    const { text } = await app.http.get(`/?organization=${town.slug}`).expect(200);
    expect(text).toContain('週に何日も開いているところ');
    expect(text).toContain('月～金 <span class="nowrap">午前8時30分から午後5時15分まで');
    const linked = new Set([...text.matchAll(/\/sessions\/([0-9a-f-]{36})/g)].map(([, id]) => id));
    // Three next days of the desk, its cancelled day, and each of the others.
    expect(linked.size).toBe(3 + 1 + listed.length);
    for (const { id } of listed) expect(linked).toContain(id);
    const all = await app.http.get(`/api/v1/sessions?organization=${town.slug}&limit=100`).expect(200);
    expect(all.body.items).toHaveLength(weekdays.length + listed.length);
  });

  it('says what is known: months of an undated session, how often, and how programmes stand to each other', async () => {
    const town = await makeOrganization(app.db);
    const lecture = await makeProgramme(app.db, town, {
      title: '講演会',
      frequency: { per: 'year', times: 2, qualifier: 'about', text: '概ね年２回' },
    });
    const talk = await makeProgramme(app.db, town, {
      title: '個別相談',
      relations: [{ kind: 'follows', programmeId: lecture.id, text: '講演会終了後' }],
    });
    const course = await makeCourse(app.db, lecture);
    const months = async (withinFrom: string, withinUntil: string) =>
      makeSession(app.db, course, {
        startsOn: null,
        startTime: null,
        endTime: null,
        withinFrom,
        withinUntil,
      });
    const second = await months('2025-10-01', '2026-03-31');
    const june = await months('2025-06-01', '2025-06-30');
    const page = (await app.http.get(`/programmes/${lecture.slug}`).expect(200)).text;
    expect(page).toContain('年2回程度');
    expect(page).toContain('概ね年２回');
    expect(page).toMatch(new RegExp(`この後に<a href="/programmes/${talk.slug}">個別相談`));
    expect(page).toContain('令和7年度下半期（日程は後日）');
    expect(page).toContain('2025年6月（日程は後日）');
    // In the order of what is known.
    expect(page.indexOf(june.id)).toBeLessThan(page.indexOf(second.id));
    expect((await app.http.get(`/programmes/${talk.slug}`).expect(200)).text).toMatch(
      /講演会\s*<\/a>の後に開きます/,
    );
    const { body } = await app.http.get(`/api/v1/sessions/${second.id}`).expect(200);
    expect(body.within).toEqual({ from: '2025-10-01', until: '2026-03-31', kind: 'second_half' });
    const feed = (await app.http.get(`/calendar/${town.slug}.ics`).expect(200)).text;
    expect(feed).not.toContain('BEGIN:VEVENT');
  });

  it('ends at 24:00 on pages, in JSON and in feeds', async () => {
    const town = await makeOrganization(app.db);
    const course = await makeCourse(app.db, await makeProgramme(app.db, town));
    const { id } = await makeSession(app.db, course, {
      startsOn: '2025-05-31',
      startTime: '00:00',
      endTime: '24:00',
    });
    expect((await app.http.get(`/sessions/${id}`).expect(200)).text).toContain('午前0時から24時まで');
    const { body } = await app.http.get(`/api/v1/sessions/${id}`).expect(200);
    expect([body.endTime, body.endsAt]).toEqual(['24:00', '2025-06-01T00:00:00+09:00']);
    const feed = (await app.http.get(`/calendar/${town.slug}.ics`).expect(200)).text;
    expect(feed).toContain('DTSTART;TZID=Asia/Tokyo:20250531T000000');
    expect(feed).toContain('DTEND;TZID=Asia/Tokyo:20250601T000000');
  });

  it('names hosts with their roles and their own towns', async () => {
    const town = await makeOrganization(app.db);
    const guest = await makeOrganization(app.db, { name: 'となり市' });
    const programme = await makeProgramme(app.db, town);
    await app.db.manager.insert(ProgrammeHost, {
      id: newId(),
      programmeId: programme.id,
      role: 'co_host',
      name: 'となり市',
      hostOrganizationId: guest.id,
      position: 0,
    });
    const { body } = await app.http.get(`/api/v1/programmes/${programme.slug}`).expect(200);
    expect(body.hosts).toEqual([{ role: 'co_host', name: 'となり市', organization: guest.slug }]);
    expect((await app.http.get(`/programmes/${programme.slug}`).expect(200)).text).toContain(
      `/programmes?organization=${guest.slug}`,
    );
  });
});
