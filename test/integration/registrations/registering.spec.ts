import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeTerm } from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const NINE = [
  '2025-04-14',
  '2025-05-12',
  '2025-05-26',
  '2025-06-09',
  '2025-06-30',
  '2025-07-14',
  '2025-08-04',
  '2025-08-25',
  '2025-09-22',
];

describe('registering', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  const register = (body: object, key?: string) => {
    const request = app.http.post('/api/v1/registrations').send(body);
    return key ? request.set('Idempotency-Key', key) : request;
  };
  const tokenOf = (manageUrl: string) => manageUrl.split('/').at(-1) as string;
  const taken = async (courseId: string): Promise<number[]> =>
    (
      await app.db.query(
        `SELECT pool.taken FROM seat_pools pool JOIN sessions s ON s.id = pool.session_id
         WHERE s.course_id = $1 ORDER BY s.starts_at`,
        [courseId],
      )
    ).map((row: { taken: number }) => row.taken);

  it('takes a place in every session of a nine-session class, and gives them back one by one and all at once', async () => {
    const { course, sessions } = await makeTerm(app.db, { dates: NINE, capacity: 2 });
    const first = await register({
      course: course.id,
      nickname: 'みどり',
      people: 2,
      email: 'midori@family.example',
    }).expect(201);
    expect(first.body).toMatchObject({ status: 'confirmed', scope: 'course', people: 2 });
    expect(first.body.places).toHaveLength(9);
    expect(await taken(course.id)).toEqual(Array(9).fill(2));

    const second = await register({
      course: course.id,
      nickname: 'あおい',
      email: 'aoi@family.example',
    }).expect(201);
    expect(second.body).toMatchObject({ status: 'waitlisted', waitingPosition: 1 });
    const third = await register({ course: course.id, nickname: 'そら', people: 2 }).expect(201);
    expect(third.body).toMatchObject({ status: 'waitlisted', waitingPosition: 2 });

    const token = tokenOf(first.body.manageUrl);
    const skipped = await app.http
      .post(`/api/v1/registrations/${token}/places/${sessions[3]?.id}/release`)
      .expect(200);
    expect(skipped.body.places.map((place: { status: string }) => place.status)).toEqual(
      NINE.map((_, index) => (index === 3 ? 'released' : 'confirmed')),
    );
    expect(await taken(course.id)).toEqual([2, 2, 2, 0, 2, 2, 2, 2, 2]);
    await app.http.post(`/api/v1/registrations/${token}/places/${sessions[3]?.id}/release`).expect(200);
    expect(await taken(course.id)).toEqual([2, 2, 2, 0, 2, 2, 2, 2, 2]);

    const cancelled = await app.http.delete(`/api/v1/registrations/${token}`).expect(200);
    expect(cancelled.body.status).toBe('cancelled');
    expect(await taken(course.id)).toEqual(Array(9).fill(1));
    const moved = await app.http.get(`/api/v1/registrations/${tokenOf(second.body.manageUrl)}`).expect(200);
    expect(moved.body.status).toBe('confirmed');
    // The party of two does not fit into one seat: it keeps its position.
    const waiting = await app.http.get(`/api/v1/registrations/${tokenOf(third.body.manageUrl)}`).expect(200);
    expect(waiting.body).toMatchObject({ status: 'waitlisted', waitingPosition: 1 });
    await app.http.delete(`/api/v1/registrations/${token}`).expect(200);
    expect(await taken(course.id)).toEqual(Array(9).fill(1));

    const mails = await app.db.query(
      `SELECT kind, recipient FROM messages m JOIN registrations r ON r.id = m.subject_id WHERE r.course_id = $1 ORDER BY kind`,
      [course.id],
    );
    expect(mails).toEqual([
      { kind: 'cancelled_registration', recipient: 'midori@family.example' },
      { kind: 'confirmed', recipient: 'midori@family.example' },
      { kind: 'promoted', recipient: 'aoi@family.example' },
      { kind: 'waiting', recipient: 'aoi@family.example' },
    ]);
  });

  it('takes only what is left of a course that has begun', async () => {
    const { course } = await makeTerm(app.db, { dates: ['2025-03-10', '2025-04-14', '2025-05-12'] });
    const { body } = await register({ course: course.id, nickname: 'みどり' }).expect(201);
    expect(body.places.map((place: { startsOn: string }) => place.startsOn)).toEqual([
      '2025-04-14',
      '2025-05-12',
    ]);
    expect(await taken(course.id)).toEqual([0, 1, 1]);
  });

  it('refuses with a code of its own', async () => {
    const refused = async (given: Parameters<typeof makeTerm>[1], code: string, status = 409) => {
      const { course, sessions } = await makeTerm(app.db, given);
      for (const body of [{ course: course.id }, { session: sessions[0]?.id }]) {
        const answer = await register({ ...body, nickname: 'みどり' }).expect(status);
        expect(answer.body.code).toBe(code);
        expect(answer.headers['content-type']).toContain('application/problem+json');
      }
    };
    await refused({ dates: ['2025-03-10'] }, 'past');
    await refused(
      { dates: ['2025-04-14'], course: { opensAt: new Date('2025-04-02T00:00:00Z') } },
      'not_yet_open',
    );
    await refused(
      { dates: ['2025-04-14'], course: { closesAt: new Date('2025-03-31T00:00:00Z') } },
      'closed',
    );
    await refused({ dates: ['2025-04-14'], course: { registrationMode: 'none' } }, 'not_offered');
    await refused({ dates: ['2025-04-14'], capacity: 0, course: { waitingList: false } }, 'full');
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    await register({ session: '00000000-0000-4000-8000-000000000000', nickname: 'みどり' }).expect(404);
    await register({ nickname: 'みどり' }).expect(422);
    const request = { session: sessions[0]?.id, nickname: 'みどり', email: 'twice@family.example' };
    await register(request).expect(201);
    const twice = await register({ ...request, email: 'twice@FAMILY.example' }).expect(409);
    expect(twice.body.code).toBe('duplicate');
  });

  it('answers a repeated request with the same registration, also when both come at once', async () => {
    const { course } = await makeTerm(app.db, { dates: NINE, capacity: 5 });
    const request = { course: course.id, nickname: 'みどり', email: 'once@family.example' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => register(request, 'the-same-key')));
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(await taken(course.id)).toEqual(Array(9).fill(1));
    const other = await register({ ...request, nickname: 'べつ' }, 'the-same-key').expect(409);
    expect(other.body.code).toBe('conflict');
  });

  it('lets staff register someone, by a recorded act, in their own organization only', async () => {
    const { organization, sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const other = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const authorization = await bearer(app, organization, 'reception');
    const proxy = (session: string | undefined) =>
      app.http
        .post('/api/v1/staff/registrations')
        .set('Authorization', authorization)
        .send({ session, nickname: '電話の方' });
    const { body } = await proxy(sessions[0]?.id).expect(201);
    const [entry] = await app.db.query(
      'SELECT actor, action, after FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1',
      [body.id],
    );
    expect(entry).toMatchObject({ action: 'registration.made', after: { code: body.code, people: 1 } });
    expect(entry.actor).toMatch(/^token:/);
    expect(JSON.stringify(entry)).not.toContain('電話の方');
    await proxy(other.sessions[0]?.id).expect(404);
  });

  it('pages through the list of sessions, and refuses a cursor that it did not make', async () => {
    const { programme } = await makeTerm(app.db, { dates: NINE });
    const page = async (cursor: string) =>
      (
        await app.http
          .get('/api/v1/sessions')
          .query({ programme: programme.slug, limit: 4, cursor })
          .expect(200)
      ).body;
    const seen: string[] = [];
    let next = '';
    do {
      const { items, next: following } = await page(next);
      seen.push(...items.map((item: { startsOn: string }) => item.startsOn));
      next = following;
    } while (next);
    expect(seen).toEqual(NINE);
    const refused = await app.http.get('/api/v1/sessions').query({ cursor: 'x~y' }).expect(400);
    expect(refused.body.faults).toMatchObject([{ field: 'cursor', code: 'cursor' }]);
  });

  it('cannot be made to write what it must not', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const session = sessions[0]?.id;
    for (const nickname of [
      'x'.repeat(10_000),
      'a\r\nBcc: everyone@family.example',
      'a\u0000b',
      '   ',
      7,
      null,
      ['a'],
    ]) {
      const answer = await register({ session, nickname }).expect(422);
      expect(answer.body.faults[0]).toMatchObject({ field: 'nickname' });
    }
    for (const people of [0, -1, 21, 1.5, '2; DROP TABLE places'])
      await register({ session, nickname: 'a', people }).expect(422);
    for (const email of ['nobody', 'a@b\nBcc: c@d.example', `${'a'.repeat(250)}@x.example`]) {
      await register({ session, nickname: 'a', email }).expect(422);
    }
  });
});
