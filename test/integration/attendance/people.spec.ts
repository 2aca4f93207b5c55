import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { personFigures } from '../../../src/attendance/people/person-figures.js';
import { ProgrammeHost } from '../../../src/programmes/programme-host.entity.js';
import { newId } from '../../../src/shared/ids.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
} from '../../support/factories.js';
import { bearer, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeTown } from './people-world.js';

const dates = ['2025-04-14', '2025-05-12', '2025-06-09'];

describe('people', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  it('are found by nickname in any letters, by number, and by a whole address for organizers alone', async () => {
    const town = await makeTown(app, { dates });
    const email = 'Hana.Midori@mail.example';
    const first = await town.register({ session: town.sessions[0]!.id, nickname: 'ﾊﾅｺの母', email });
    const second = await town.register({ session: town.sessions[1]!.id, nickname: 'みどり', email });
    await town.register({ course: town.course.id, nickname: 'そら' });
    const found = async (...asked: Parameters<typeof town.search>) => {
      const { status, body } = await town.search(...asked);
      expect(status).toBe(200);
      return body.items.map((item: { id: string; nickname: string; registrations: number }) => [
        item.id,
        item.nickname,
        item.registrations,
      ]);
    };
    // One person with both names: the page shows the latest.
    const hana = [[first.id, 'みどり', 2]];
    expect(await found('はなこ')).toEqual(hana);
    expect(await found('ミド')).toEqual(hana);
    expect(await found(second.code.toLowerCase())).toEqual(hana);
    expect(await found(email.toUpperCase(), 'organizer')).toEqual(hana);
    expect(await found(email)).toEqual([]);
    expect(await found('hana@mail.example', 'organizer')).toEqual([]);
    expect(await found('だれもいない')).toEqual([]);
    expect((await town.search('', 'reception')).status).toBe(422);
    const looks = await town.log('people.searched');
    expect(looks).toHaveLength(4);
    expect(looks[3]).toEqual({ subject: town.organization.id, after: { shown: 1, by: 'address' } });
    expect(JSON.stringify(looks)).not.toMatch(/mail\.example|みど/);
  });

  it('are listed page by page, each once, and looked for by what is sent and never by the address', async () => {
    const town = await makeTown(app, { dates, capacity: null });
    for (let index = 0; index < 7; index++) {
      app.clock.set(`2025-04-01T09:0${index}:00+09:00`);
      await town.register({
        session: town.sessions[0]!.id,
        nickname: `ひと${index}`,
        email: `p${index}@mail.example`,
      });
      await town.register({
        session: town.sessions[1]!.id,
        nickname: `ひと${index}`,
        email: `p${index}@mail.example`,
      });
    }
    app.clock.set('2025-04-01T09:00:00+09:00');
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await town.get(`people?limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      expect(body.items.length).toBeLessThanOrEqual(3);
      seen.push(...body.items.map(({ nickname }: { nickname: string }) => nickname));
      cursor = body.next;
    }
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((index) => `ひと${index}`));
    const page = await town.search('ひと', 'reception', { limit: 4 });
    const rest = await town.search('ひと', 'reception', { limit: 4, cursor: page.body.next });
    expect([page.body.items.length, rest.body.items.length, rest.body.next]).toEqual([4, 3, null]);
    for (const cursor of ['x', 'e30', Buffer.from('{"at":"x","id":"y"}').toString('base64url')])
      expect((await town.get(`people?cursor=${cursor}`)).status).toBe(400);
    expect((await town.get('people?q=x')).status).toBe(400);
    const browser = await signInAs(app, town.organization, 'reception');
    const { text } = await browser.post('/staff/people', { text: 'ひと3' });
    expect([text.includes('/staff/people/'), /(href|action)="[^"]*%E3%81%B2/.test(text)]).toEqual([
      true,
      false,
    ]);
    expect((await browser.post('/staff/people', { text: '' })).status).toBe(422);
  });

  it('have a page that any of their registrations leads to, with what they did over time', async () => {
    const town = await makeTown(app, { dates });
    const email = 'sora@mail.example';
    const first = await town.register({
      ...{ session: town.sessions[0]!.id, nickname: 'そら', email, people: 2, relation: 'family' },
      companions: [{ nickname: '弟', relation: 'self' }],
    });
    const second = await town.register({ session: town.sessions[1]!.id, nickname: 'ソラ', email });
    const third = await town.register({ session: town.sessions[2]!.id, nickname: 'そら', email });
    await town.mark(first.id, 0, 'late', 'attended');
    await town.mark(second.id, 1, 'absent');
    await town.act(first.id, 'notes', { text: '声をかける' });
    app.clock.set('2025-06-10T09:00:00+09:00');
    const [page, again] = [await town.person(second.id), await town.person(third.id)];
    app.clock.set('2025-04-01T09:00:00+09:00');
    expect(page).toEqual(again);
    expect(page).toMatchObject({
      id: first.id,
      ...{ nickname: 'そら', otherNicknames: ['ソラ'], isMerged: false, erasedAt: null },
      figures: { held: 3, attended: 1, late: 1, noShow: 1, excused: 0, unrecorded: 1 },
    });
    expect(page.registrations.map(({ email: shown }: { email: string }) => shown)).toEqual(
      Array(3).fill('s•••@mail.example'),
    );
    expect(
      page.places.map(({ startsOn, mark }: { startsOn: string; mark: string }) => [startsOn, mark]),
    ).toEqual([
      ['2025-06-09', null],
      ['2025-05-12', 'absent'],
      ['2025-04-14', 'late'],
    ]);
    expect(page.places[2].others).toEqual([{ member: 1, mark: 'attended' }]);
    expect(page.registrations[2].companions).toMatchObject([{ member: 1, nickname: '弟' }]);
    expect(page.notes).toMatchObject([{ text: '声をかける', code: first.code }]);
    expect((await town.person(second.id, 'organizer')).registrations[0].email).toBe(email);
    expect(await town.log('person.viewed')).toEqual(
      Array(3).fill({ subject: first.id, after: { registrations: 3 } }),
    );
    expect((await town.get(`people/${newId()}`)).status).toBe(404);
    expect((await town.get(`people/${first.id}`, 'viewer')).status).toBe(403);
  });

  it('have notes that are those of the desk, written once', async () => {
    const town = await makeTown(app, { dates });
    const email = 'umi@mail.example';
    const first = await town.register({ session: town.sessions[0]!.id, nickname: 'うみ', email });
    app.clock.set('2025-04-01T09:05:00+09:00');
    const latest = await town.register({ session: town.sessions[1]!.id, nickname: 'うみ', email });
    app.clock.set('2025-04-01T09:00:00+09:00');
    const browser = await signInAs(app, town.organization, 'reception');
    const key = newId();
    for (const _twice of [1, 2]) {
      const answer = await browser.post(`/staff/people/${first.id}`, { text: '電話は夕方に', key });
      expect([answer.status, answer.headers.location]).toEqual([
        303,
        `/staff/people/${first.id}?done=note#notes`,
      ]);
    }
    expect((await town.one(latest.id)).notes).toMatchObject([{ text: '電話は夕方に' }]);
    expect((await town.person(first.id)).notes).toHaveLength(1);
    const refused = await browser.post(`/staff/people/${first.id}`, { text: '', key });
    expect([refused.status, refused.text.includes('aria-invalid="true"')]).toEqual([422, true]);
    expect((await browser.get(`/staff/people/${latest.id}`)).text).toContain('電話は夕方に');
  });

  it('show what staff of a host may see of the programmes that they host, and count nothing else', async () => {
    const town = await makeTown(app, { dates });
    const elsewhere = await makeProgramme(app.db, town.organization, { title: '別の会' });
    const course = await makeCourse(app.db, elsewhere);
    const session = await makeSession(app.db, course, { startsOn: '2025-04-20' });
    await makePool(app.db, session);
    const email = 'tsuki@mail.example';
    const other = await town.register({ session: session.id, nickname: 'ひみつ', email });
    const hosted = await town.register({ session: town.sessions[0]!.id, nickname: 'つき', email });
    const guest = await makeOrganization(app.db);
    const host = {
      id: newId(),
      programmeId: town.programme.id,
      role: 'co_host' as const,
      name: '共催',
      position: 0,
    };
    await app.db.manager.insert(ProgrammeHost, {
      ...host,
      hostOrganizationId: guest.id,
      rights: 'reception',
    });
    const authorization = await bearer(app, guest, 'organizer');
    const ask = (path: string) => app.http.get(`/api/v1/staff/${path}`).set({ authorization });
    const { body } = await ask(`people/${hosted.id}`).expect(200);
    expect(body).toMatchObject({ id: hosted.id, nickname: 'つき', otherNicknames: [], likely: [] });
    expect(body.registrations.map(({ id }: { id: string }) => id)).toEqual([hosted.id]);
    expect(JSON.stringify(body)).not.toContain('ひみつ');
    await ask(`people/${other.id}`).expect(404);
    await ask(`people/${hosted.id}/export`).expect(404);
    const found = await app.http
      .post('/api/v1/staff/people/search')
      .set({ authorization })
      .send({ text: email });
    expect(found.body.items).toEqual([]);
    const listed = await ask('people').expect(200);
    expect(listed.body.items).toMatchObject([{ id: hosted.id, registrations: 1 }]);
    // The log of the organization whose people they are says who looked.
    expect(await town.log('person.viewed')).toEqual([{ subject: hosted.id, after: { registrations: 1 } }]);
  });

  it('count sessions, not places: one came who came by either', () => {
    const place = { status: 'confirmed', sessionStatus: 'scheduled', isOver: true, mark: null };
    const of = (sessionId: string, given: object = {}) => ({ ...place, sessionId, ...given });
    expect(
      personFigures([
        of('a', { mark: 'absent' }),
        of('a', { mark: 'online', status: 'released' }),
        of('b', { mark: 'excused' }),
        of('b'),
        of('c'),
        of('d', { sessionStatus: 'cancelled' }),
        of('e', { isOver: false }),
        of('f', { status: 'released' }),
        of('g', { status: 'waitlisted' }),
      ]),
    ).toEqual({ held: 3, attended: 1, late: 0, noShow: 0, excused: 1, unrecorded: 1 });
  });
});
