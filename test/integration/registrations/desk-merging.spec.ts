import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ReminderSweep } from '../../../src/reminders/reminder-sweep.js';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeDesk, unsound } from './desk-world.js';

describe('duplicates', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterEach(async () => {
    expect(await unsound(app)).toEqual([]);
  });
  afterAll(() => app.close());

  const dates = ['2025-04-14', '2025-05-12', '2025-06-09'];

  it('become one: seats go over where there is none, double ones are given back, counters stay true', async () => {
    const desk = await makeDesk(app, { dates, capacity: 2 });
    const [first, second, third] = desk.sessions;
    const keep = await desk.register({ session: first!.id, nickname: 'さくら' });
    const drop = await desk.register({ course: desk.course.id, nickname: 'サクラ' });
    const waits = await desk.register({ session: first!.id });
    expect(waits.status).toBe('waitlisted');
    const mails = await app.db.query('SELECT count(*) FROM messages');
    const answer = await desk.act(keep.id, 'merge', { with: drop.id }, 'organizer');
    expect([answer.status, answer.body.status]).toEqual([200, 'confirmed']);
    const held = answer.body.places.map((place: { sessionId: string; status: string }) => [
      place.sessionId,
      place.status,
    ]);
    expect(held).toEqual([first, second, third].map((session) => [session!.id, 'confirmed']));
    expect(await desk.statusOf(waits.id)).toBe('confirmed');
    expect([(await desk.pool(0)).taken, (await desk.pool(1)).taken, (await desk.pool(2)).taken]).toEqual([
      2, 1, 1,
    ]);
    expect(await desk.one(drop.id)).toMatchObject({
      status: 'cancelled',
      continuedBy: { id: keep.id, code: keep.code },
    });
    expect(await app.db.query('SELECT count(*) FROM messages')).toEqual(mails);
    expect([await desk.audited(keep.id), await desk.audited(drop.id)]).toEqual([
      ['registration.merged'],
      ['registration.merged'],
    ]);
    // Sent twice, it has been done once.
    expect((await desk.act(keep.id, 'merge', { with: drop.id }, 'organizer')).status).toBe(200);
    expect(await desk.audited(keep.id)).toHaveLength(1);
  });

  it('takes a seat over also where the one that stays had given its own up', async () => {
    const desk = await makeDesk(app, { dates, capacity: 1 });
    const keep = await desk.register({ course: desk.course.id, nickname: 'はな' });
    await desk.act(keep.id, 'skip', { session: desk.sessions[1]!.id });
    const drop = await desk.register({ session: desk.sessions[1]!.id, nickname: 'はな' });
    expect((await desk.act(keep.id, 'merge', { with: drop.id }, 'organizer')).status).toBe(200);
    const { places } = await desk.one(keep.id);
    expect(places.map(({ status }: { status: string }) => status)).toEqual([
      'confirmed',
      'confirmed',
      'confirmed',
    ]);
    expect((await desk.pool(1)).taken).toBe(1);
  });

  it('reminds nobody twice, nor not at all, of a seat that went over', async () => {
    const desk = await makeDesk(app, {
      dates,
      capacity: 9,
      programme: {
        reminders: [
          { daysBefore: 7, at: '10:00' },
          { daysBefore: 1, at: '18:00' },
        ],
      },
    });
    const [session] = desk.sessions;
    const email = 'hana@mail.example';
    const keep = await desk.register({ course: desk.course.id, nickname: 'はな', email });
    await desk.act(keep.id, 'skip', { session: session!.id });
    const drop = await desk.register({ session: session!.id, nickname: 'はな', email });
    const remindedAt = async (at: string) => {
      app.clock.set(at);
      await app.nest.get(ReminderSweep).sweep();
      return app.db.query(
        `SELECT m.facts ->> 'startsAt' AS of, r.id AS "registrationId" FROM messages m JOIN places p ON p.id = m.subject_id
           JOIN registrations r ON r.id = p.registration_id WHERE m.kind = 'reminder' AND m.recipient = $1
           AND p.session_id = $2 ORDER BY m.due_at`,
        [email, session!.id],
      );
    };
    const of = '2025-04-14T01:00:00Z';
    expect(await remindedAt('2025-04-07T10:00:00+09:00')).toEqual([{ of, registrationId: drop.id }]);
    expect((await desk.act(keep.id, 'merge', { with: drop.id }, 'organizer')).status).toBe(200);
    // What waits in the ledger is true of the seat that there is now, and is said once.
    expect(await remindedAt('2025-04-07T10:05:00+09:00')).toEqual([{ of, registrationId: keep.id }]);
    // What comes next, comes.
    expect(await remindedAt('2025-04-13T18:00:00+09:00')).toEqual([
      { of, registrationId: keep.id },
      { of, registrationId: keep.id },
    ]);
    app.clock.set('2025-04-01T09:00:00+09:00');
  });

  it('that both wait become one that waits where the earlier did', async () => {
    const desk = await makeDesk(app, { dates, capacity: 1 });
    const holder = await desk.register({ course: desk.course.id });
    const early = await desk.register({ course: desk.course.id, nickname: 'はな' });
    const between = await desk.register({ course: desk.course.id, nickname: 'そら' });
    const late = await desk.register({ course: desk.course.id, nickname: 'はな' });
    const merged = await desk.act(late.id, 'merge', { with: early.id }, 'organizer');
    expect(merged.body).toMatchObject({ status: 'waitlisted', waitingPosition: 1 });
    const again = await desk.register({ course: desk.course.id, nickname: 'そら' });
    await desk.act(between.id, 'merge', { with: again.id }, 'organizer');
    expect((await desk.one(between.id)).waitingPosition).toBe(2);
    await desk.act(holder.id, 'cancel');
    expect([await desk.statusOf(late.id), await desk.statusOf(between.id)]).toEqual([
      'confirmed',
      'waitlisted',
    ]);
  });

  it('offer to be made one only to those who may in this course', async () => {
    const desk = await makeDesk(app, { dates });
    for (const nickname of ['はな', 'ハナ']) await desk.register({ course: desk.course.id, nickname });
    const elsewhere = await makeDesk(app, { dates });
    const browser = await signInAs(app, elsewhere.organization, 'organizer');
    await app.db.query(
      `INSERT INTO staff_roles (staff_member_id, organization_id, role) VALUES ($1, $2, 'reception')`,
      [browser.id, desk.organization.id],
    );
    const path = `/staff/courses/${desk.course.id}/duplicates`;
    const { text } = await browser.get(path);
    expect([text.includes('ハナ'), text.includes('name="keep"')]).toEqual([true, false]);
    const organizer = await signInAs(app, desk.organization, 'organizer');
    expect((await organizer.get(path)).text).toContain('name="keep"');
  });

  it('are refused where somebody would lose by it, and for all but organizers', async () => {
    const desk = await makeDesk(app, { dates, capacity: 1 });
    const holder = await desk.register({ course: desk.course.id });
    const waits = await desk.register({ course: desk.course.id });
    const couple = await desk.register({ session: desk.sessions[0]!.id });
    const merge = (
      keep: { id: string },
      drop: { id: string },
      role: 'reception' | 'organizer' = 'organizer',
    ) => desk.act(keep.id, 'merge', { with: drop.id }, role);
    const faultOf = async (answer: ReturnType<typeof merge>) => {
      const { status, body } = await answer;
      return [status, body.faults?.[0]?.code ?? body.errors?.[0]?.code];
    };
    expect((await merge(holder, waits, 'reception')).status).toBe(403);
    expect(await faultOf(merge(waits, holder))).toEqual([409, 'mergeKeepOther']);
    expect(await faultOf(merge(holder, holder))).toEqual([409, 'mergeItself']);
    const elsewhere = await makeDesk(app, { dates });
    const stranger = await elsewhere.register({ course: elsewhere.course.id });
    expect((await merge(holder, stranger)).status).toBe(404);
    await desk.act(couple.id, 'cancel');
    expect(await faultOf(merge(holder, couple))).toEqual([409, 'mergeEnded']);
    const roomy = await makeDesk(app, { dates, capacity: 9 });
    const one = await roomy.register({ session: roomy.sessions[0]!.id });
    const two = await roomy.register({ session: roomy.sessions[1]!.id, people: 2 });
    const differ = roomy.act(one.id, 'merge', { with: two.id }, 'organizer');
    expect((await differ).status).toBe(409);
  });

  it('two who merge the same pair at once do it once', async () => {
    const desk = await makeDesk(app, { dates, capacity: 3 });
    const keep = await desk.register({ session: desk.sessions[0]!.id });
    const drop = await desk.register({ course: desk.course.id });
    const answers = await Promise.all(
      [1, 2, 3].map(() => desk.act(keep.id, 'merge', { with: drop.id }, 'organizer')),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await desk.audited(keep.id)).toEqual(['registration.merged']);
    expect([(await desk.pool(0)).taken, (await desk.pool(1)).taken]).toEqual([1, 1]);
  });

  it('are listed by nickname whatever its letters, within one course', async () => {
    const desk = await makeDesk(app, { dates, capacity: 9 });
    const [one, two] = [
      await desk.register({ course: desk.course.id, nickname: 'ミドリ' }),
      await desk.register({ session: desk.sessions[0]!.id, nickname: 'みど り' }),
    ];
    await desk.register({ course: desk.course.id, nickname: 'みどりん' });
    const browser = await signInAs(app, desk.organization, 'organizer');
    const { text } = await browser.get(`/staff/courses/${desk.course.id}/duplicates`);
    expect([text.includes(one.code), text.includes(two.code), text.includes('みどりん')]).toEqual([
      true,
      true,
      false,
    ]);
    const path = `/staff/courses/${desk.course.id}/duplicates`;
    const merged = await browser.post(path, { keep: one.id, drop: two.id });
    expect([merged.status, merged.headers.location]).toEqual([303, `${path}?done=merged`]);
    expect((await browser.get(path)).text).toContain('ニックネームが同じ申込はありません。');
    const refused = await browser.post(path, { keep: one.id, drop: one.id });
    expect([refused.status, refused.text.includes('別のものを選んでください')]).toEqual([409, true]);
  });

  it('leaves what is past where it is, with its marks', async () => {
    const desk = await makeDesk(app, { dates, capacity: 2 });
    const keep = await desk.register({ session: desk.sessions[1]!.id, nickname: 'そら' });
    const drop = await desk.register({ course: desk.course.id, nickname: 'そら' });
    app.clock.set('2025-04-14T13:00:00+09:00');
    const browser = await signInAs(app, desk.organization, 'organizer');
    const path = `/staff/sessions/${desk.sessions[0]!.id}`;
    const place = (await desk.one(drop.id)).places[0].id;
    expect((await browser.post(path, { [`mark.${place}`]: 'attended', version: '' })).status).toBe(303);
    expect((await desk.act(keep.id, 'merge', { with: drop.id }, 'organizer')).status).toBe(200);
    expect((await desk.one(drop.id)).places[0]).toMatchObject({ id: place, status: 'confirmed' });
    expect(await app.db.query('SELECT mark FROM attendance_marks WHERE place_id = $1', [place])).toEqual([
      { mark: 'attended' },
    ]);
  });
});
