import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { extendCourseRegistrations } from '../../../src/registrations/seats/added-sessions.queries.js';
import { CalendarClient } from '../../support/calendar-client.js';
import { makeTerm } from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** What staff do to registrations shows in the calendars of those who hold them, in order (RFC 5546 §2.1.4). */
describe('a personal entry, as staff act on its registration', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  type Term = Awaited<ReturnType<typeof makeTerm>>;

  async function register(body: object) {
    const { body: made } = await app.http
      .post('/api/v1/registrations')
      .send({ nickname: 'はな', ...body })
      .expect(201);
    const token: string = made.manageUrl.split('/').at(-1);
    const calendar = new CalendarClient(made.calendarUrl.replace(/^https?:\/\/[^/]+/, app.url));
    await calendar.refresh();
    return { id: made.id as string, token, calendar };
  }

  function later(minutes = 1): void {
    app.clock.set(new Date(app.clock.now().getTime() + minutes * 60_000).toISOString());
  }

  async function act({ organization }: Term, id: string, name: string, body: object = {}) {
    later();
    await app.http
      .post(`/api/v1/staff/registrations/${id}/${name}`)
      .set('authorization', await bearer(app, organization, 'organizer'))
      .send(body)
      .expect(200);
  }

  const entriesOf = async (calendar: CalendarClient) => {
    await calendar.refresh();
    return [...calendar.shown.values()].map(({ uid, sequence, changedAt, shown }) => ({
      ...{ uid, sequence, changedAt },
      status: shown.get('STATUS'),
    }));
  };

  it('keeps its UID and rises where a merge hands its place to a registration that changed less often', async () => {
    const term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-28'] });
    const kept = await register({ session: term.sessions[0]?.id });
    const gone = await register({ session: term.sessions[1]?.id });
    for (const language of ['en', 'ja', 'en', 'ja', 'en', 'ja']) {
      later();
      await app.http.patch(`/api/v1/registrations/${gone.token}/mail`).send({ language }).expect(200);
    }
    const [before] = await entriesOf(gone.calendar);
    expect(before?.sequence).toBeGreaterThan(5);
    await act(term, kept.id, 'merge', { with: gone.id });
    const after = (await entriesOf(kept.calendar)).find(({ uid }) => uid === before?.uid);
    expect(after).toMatchObject({ status: 'CONFIRMED' });
    expect(after?.sequence).toBeGreaterThan(before?.sequence ?? 0);
    expect(after?.changedAt ?? '').toMatch(/^2025/);
    expect((after?.changedAt ?? '') > (before?.changedAt ?? '')).toBe(true);
  });

  it('rises once where the registration that it goes to changed more often', async () => {
    const term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-28'] });
    const kept = await register({ session: term.sessions[0]?.id });
    const gone = await register({ session: term.sessions[1]?.id });
    for (const language of ['en', 'ja', 'en']) {
      later();
      await app.http.patch(`/api/v1/registrations/${kept.token}/mail`).send({ language }).expect(200);
    }
    const [before] = await entriesOf(gone.calendar);
    await act(term, kept.id, 'merge', { with: gone.id });
    const after = (await entriesOf(kept.calendar)).find(({ uid }) => uid === before?.uid);
    expect(after?.sequence).toBeGreaterThan(before?.sequence ?? 0);
  });

  it('rises where a place once given up takes over the seat of the other registration', async () => {
    const term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-28'] });
    const [session] = term.sessions;
    const kept = await register({ course: term.course.id });
    later();
    await app.http.post(`/api/v1/registrations/${kept.token}/places/${session?.id}/release`).expect(200);
    await kept.calendar.refresh();
    later();
    const gone = await register({ session: session?.id });
    await act(term, kept.id, 'merge', { with: gone.id });
    expect((await entriesOf(kept.calendar)).map(({ status }) => status)).toEqual(['CONFIRMED', 'CONFIRMED']);
    expect((await entriesOf(gone.calendar)).map(({ status }) => status)).toEqual(['CANCELLED']);
  });

  it('is dated by the moment at which a request began to wait, and again by that at which it had its seat', async () => {
    const term = await makeTerm(app.db, { dates: ['2025-04-14'], capacity: 1, course: { approval: true } });
    const first = await register({ session: term.sessions[0]?.id });
    await act(term, first.id, 'confirm');
    const second = await register({ session: term.sessions[0]?.id });
    const [applied] = await entriesOf(second.calendar);
    await act(term, second.id, 'confirm');
    const [waiting] = await entriesOf(second.calendar);
    expect(waiting).toMatchObject({ uid: applied?.uid, status: 'TENTATIVE' });
    expect((waiting?.changedAt ?? '') > (applied?.changedAt ?? '')).toBe(true);
    expect(waiting?.changedAt).toBe(stampOf(app.clock.now()));
    later();
    await app.http.delete(`/api/v1/registrations/${first.token}`).expect(200);
    const [confirmed] = await entriesOf(second.calendar);
    expect(confirmed).toMatchObject({ status: 'CONFIRMED', changedAt: stampOf(app.clock.now()) });
  });

  it('is dated by the moment at which a place that was left behind was settled', async () => {
    const term = await makeTerm(app.db, { dates: ['2025-04-14'], course: { approval: true } });
    const { id, calendar } = await register({ course: term.course.id });
    // Its course's other sessions were decided on while this one was called off.
    await app.db.query(`UPDATE registrations SET status = 'waitlisted' WHERE id = $1`, [id]);
    later();
    await app.db.transaction((tx) => extendCourseRegistrations(tx, [term.course.id], app.clock.now()));
    const [settled] = await entriesOf(calendar);
    expect(settled).toMatchObject({ status: 'TENTATIVE', changedAt: stampOf(app.clock.now()) });
  });
});

/** As DTSTAMP has it. */
function stampOf(moment: Date): string {
  return moment.toISOString().replace(/[-:]|\.\d+/g, '');
}
