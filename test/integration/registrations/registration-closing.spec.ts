import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { Course } from '../../../src/programmes/course.entity.js';
import { Session } from '../../../src/programmes/session.entity.js';
import { Registration } from '../../../src/registrations/registration.entity.js';
import { SeatPool } from '../../../src/registrations/seats/seat-pool.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { makeParty } from '../../support/attendance-factories.js';
import { makeOrganization, makeTerm } from '../../support/factories.js';
import { bearer, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const NOW = '2025-04-10T09:00:00+09:00';

describe('registration that staff close and open', () => {
  let app: TestApp;
  let term: Awaited<ReturnType<typeof makeTerm>>;
  let staff: StaffBrowser;
  let authorization: string;
  beforeAll(async () => {
    app = await startTestApp({ now: NOW });
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    app.clock.set(NOW);
    term = await makeTerm(app.db, {
      dates: ['2025-04-07', '2025-04-14', '2025-05-12'],
      capacity: 1,
      course: { registrationMode: 'session', closesAt: null },
    });
    staff = await signInAs(app, term.organization, 'organizer');
    authorization = await bearer(app, term.organization, 'organizer');
  });

  const call = (path: string, body: object, token = authorization) =>
    app.http.post(`/api/v1/staff/${path}/registration`).set('authorization', token).send(body);
  const closed = async () =>
    (
      await app.db.manager.find(Session, { where: { courseId: term.course.id }, order: { number: 'ASC' } })
    ).map(({ registrationClosedAt }) => registrationClosedAt !== null);
  const acts = async (subjectId: string) => {
    const rows: { action: string }[] = await app.db.query(
      'SELECT action FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1 ORDER BY at, id',
      [subjectId],
    );
    return rows.map(({ action }) => action);
  };
  const register = (session: string) =>
    app.http
      .post('/api/v1/registrations')
      .set('idempotency-key', newId())
      .send({ session, people: 1, nickname: '花' });

  it('closes one session by one button, refuses who comes then, and says so on its page and in its history', async () => {
    const [, session] = term.sessions;
    const page = `/staff/sessions/${session!.id}`;
    expect((await staff.get(page)).text).toContain('この回の受付を閉じる');
    const done = await staff.post(`${page}/registration`, { open: '0' });
    expect([done.status, done.headers.location]).toEqual([303, page]);
    expect(await closed()).toEqual([false, true, false]);
    const refused = await register(session!.id);
    expect([refused.status, refused.body.code]).toEqual([409, 'closed']);
    // Twice is once.
    expect((await call(`sessions/${session!.id}`, { open: false })).status).toBe(200);
    expect(await acts(session!.id)).toEqual(['session.registration_closed']);
    const shown = (await staff.get(page)).text;
    expect(shown).toContain('この回の受付を開き直す');
    expect(shown).toContain('受付を閉じた');
    const opened = await call(`sessions/${session!.id}`, { open: true });
    expect([opened.status, opened.body.registration.state]).toEqual([200, 'open']);
    expect((await register(session!.id)).status).toBe(201);
    expect(await acts(session!.id)).toEqual(['session.registration_closed', 'session.registration_opened']);
  });

  it('gives nobody a seat that is not free, and the next in the queue one that is', async () => {
    const [, full, free] = term.sessions;
    await call(`courses/${term.course.id}`, { open: false });
    const places = [];
    for (const session of [full!, free!]) {
      const email = `waiting-${session.id}@mail.example`;
      places.push(
        await makeParty(app.db, [session], { sessionId: session.id, placeStatus: 'waitlisted', email }),
      );
    }
    await makeParty(app.db, [full!], { sessionId: full!.id });
    await call(`courses/${term.course.id}`, { open: true });
    const [waits, moved] = await Promise.all(
      places.map(({ registration }) => app.db.manager.findOneByOrFail(Registration, { id: registration.id })),
    );
    expect([waits!.status, moved!.status]).toEqual(['waitlisted', 'confirmed']);
    expect(await app.db.manager.findOneByOrFail(SeatPool, { sessionId: free!.id })).toMatchObject({
      taken: 1,
    });
    expect(await app.db.manager.findBy(Message, { subjectId: moved!.id })).toMatchObject([
      { kind: 'promoted' },
    ]);
  });

  it('closes all sessions of a course to come, leaves those that have begun, and opens them again', async () => {
    const page = `/staff/courses/${term.course.id}`;
    const done = await staff.post(`${page}/registration`, { open: '0' });
    expect([done.status, done.headers.location]).toEqual([303, `${page}?saved=registration`]);
    expect(await closed()).toEqual([false, true, true]);
    expect((await staff.get(`${page}?saved=registration`)).text).toContain('受付を変えました。');
    const opened = await call(`courses/${term.course.id}`, { open: true });
    expect(opened.body).toEqual({ closed: 0, toCome: 2, closesAt: null });
    expect(await acts(term.sessions[0]!.id)).toEqual([]);
    expect(await acts(term.sessions[2]!.id)).toEqual([
      'session.registration_closed',
      'session.registration_opened',
    ]);
  });

  it('asks until when a course opens that has closed, and a session of it is opened there', async () => {
    const { course, sessions } = term;
    await app.db.manager.update(Course, course.id, { closesAt: new Date('2025-04-01T00:00:00+09:00') });
    const page = `/staff/courses/${course.id}`;
    expect((await staff.get(page)).text).toContain('開き直すには、新しい終わりを決めてください。');
    const lone = await call(`sessions/${sessions[1]!.id}`, { open: true });
    expect([lone.status, lone.body.faults]).toEqual([
      409,
      [expect.objectContaining({ field: 'open', code: 'planning.course_over' })],
    ]);
    for (const [fields, sentence] of [
      [{}, '日付を入れてください。'],
      [{ closesOn: '2025-04-09', closesAt: '' }, 'この時刻は、もう過ぎています。'],
      [{ closesOn: '2025-04-10', closesAt: '08:59' }, 'この時刻は、もう過ぎています。'],
      [{ closesOn: '2025-02-30', closesAt: '' }, '日付を入れてください。'],
    ] as const) {
      const refused = await staff.post(`${page}/registration`, { open: '1', ...fields });
      expect([refused.status, refused.text.includes(sentence)]).toEqual([422, true]);
      const { closesOn = '' } = fields as { closesOn?: string };
      expect(refused.text).toContain(
        `name="closesOn" aria-describedby="closesOn-error" aria-invalid="true" required value="${closesOn}"`,
      );
    }
    const done = await staff.post(`${page}/registration`, {
      open: '1',
      closesOn: '2025-04-30',
      closesAt: '',
    });
    expect(done.status).toBe(303);
    const { closesAt } = await app.db.manager.findOneByOrFail(Course, { id: course.id });
    expect(closesAt).toEqual(new Date('2025-05-01T00:00:00+09:00'));
    expect(await acts(course.id)).toEqual(['course.changed']);
    expect((await register(sessions[2]!.id)).status).toBe(201);
    const later = await call(`courses/${course.id}`, { open: true, closes: '2025-05-10T17:00' });
    expect(later.body.closesAt).toBe('2025-05-10T17:00:00+09:00');
  });

  it('has nothing to do with what has begun, is cancelled, or takes no registrations', async () => {
    const [begun] = term.sessions;
    const past = await call(`sessions/${begun!.id}`, { open: false });
    expect([past.status, past.body.faults[0].code]).toEqual([409, 'planning.session_past']);
    expect((await staff.get(`/staff/sessions/${begun!.id}`)).text).not.toContain('name="open"');
    app.clock.set('2025-06-01T09:00:00+09:00');
    const over = await call(`courses/${term.course.id}`, { open: false });
    expect([over.status, over.body.faults[0].code]).toEqual([409, 'planning.nothing_to_come']);
    app.clock.set(NOW);
    await app.db.manager.update(Course, term.course.id, { registrationMode: 'none' });
    expect((await staff.get(`/staff/sessions/${term.sessions[2]!.id}`)).text).not.toContain('name="open"');
    expect((await staff.get(`/staff/courses/${term.course.id}`)).text).not.toContain('name="open"');
  });

  it('is for organizers of the organization', async () => {
    const [, session] = term.sessions;
    const reception = await signInAs(app, term.organization, 'reception');
    expect((await reception.get(`/staff/sessions/${session!.id}`)).text).not.toContain('name="open"');
    for (const path of [`sessions/${session!.id}`, `courses/${term.course.id}`]) {
      expect((await reception.post(`/staff/${path}/registration`, { open: '0' })).status).toBe(403);
      const stranger = await bearer(app, await makeOrganization(app.db));
      expect((await call(path, { open: false }, stranger)).status).toBe(404);
      expect((await call(path, { open: 'perhaps' })).status).toBe(422);
    }
    expect(await closed()).toEqual([false, false, false]);
  });
});
