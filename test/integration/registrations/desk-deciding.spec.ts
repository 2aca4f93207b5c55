import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { constraintOf } from '../../../src/platform/database/transaction.js';
import { letApplicantWait } from '../../../src/registrations/desk/deciding.queries.js';
import { promoteFromQueue } from '../../../src/registrations/queue/promotion.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeDesk, unsound, waiting } from './desk-world.js';

describe('what staff decide at the desk', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterEach(async () => expect(await unsound(app)).toEqual([]));
  afterAll(() => app.close());

  const approval = { course: { registrationMode: 'both' as const, approval: true } };

  it('confirms a request: seats at once where they are free, else it waits and is told so', async () => {
    const desk = await makeDesk(app, { dates: ['2025-04-14'], capacity: 1, ...approval });
    const first = await desk.register({ course: desk.course.id, email: `a-${desk.course.id}@f.example` });
    const second = await desk.register({ course: desk.course.id, email: `b-${desk.course.id}@f.example` });
    expect([first.status, second.status, (await desk.pool()).taken]).toEqual(['applied', 'applied', 0]);
    const answer = await desk.act(first.id, 'confirm');
    expect([answer.status, answer.body.status]).toEqual([200, 'confirmed']);
    expect((await desk.act(second.id, 'confirm')).body).toMatchObject({
      status: 'waitlisted',
      waitingPosition: 1,
    });
    expect(await desk.pool()).toEqual({ capacity: 1, taken: 1, overbooked: 0 });
    expect([await desk.mails(first.id), await desk.mails(second.id)]).toEqual([
      ['applied', 'promoted'],
      ['applied', 'waiting'],
    ]);
    // A second tap changes nothing and is not recorded.
    expect((await desk.act(first.id, 'confirm')).status).toBe(200);
    expect(await desk.audited(first.id)).toEqual(['registration.confirmed']);
    // The seat that becomes free goes to the one who waits.
    await desk.act(first.id, 'cancel', { reason: '電話で' });
    expect(await desk.statusOf(second.id)).toBe('confirmed');
  });

  it('gives the last seat to one of two requests that two people confirm at once', async () => {
    const desk = await makeDesk(app, { dates: ['2025-04-14', '2025-05-12'], capacity: 3, ...approval });
    const ids: string[] = [];
    for (let index = 0; index < 8; index++) ids.push((await desk.register({ course: desk.course.id })).id);
    const answers = await Promise.all(ids.map((id) => desk.act(id, 'confirm')));
    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
    const states = await Promise.all(ids.map((id) => desk.statusOf(id)));
    expect([
      states.filter((one) => one === 'confirmed').length,
      states.filter((one) => one === 'waitlisted').length,
    ]).toEqual([3, 5]);
    expect([(await desk.pool(0)).taken, (await desk.pool(1)).taken]).toEqual([3, 3]);
  });

  it('would give it to both without the locks, were it not for the table (negative control)', async () => {
    const desk = await makeDesk(app, { dates: ['2025-04-14'], capacity: 1, ...approval });
    const now = app.clock.now();
    const runners = [app.db.createQueryRunner(), app.db.createQueryRunner()] as const;
    const promote = async (index: 0 | 1) => promoteFromQueue(runners[index].manager, [desk.course.id], now);
    try {
      for (const runner of runners) {
        const { id } = await desk.register({ course: desk.course.id });
        await runner.startTransaction();
        await letApplicantWait(runner.manager, id, now);
      }
      await promote(0);
      const second = promote(1).catch(constraintOf);
      // It has read that the seat is free, and waits to write that it is taken.
      for (let isWaiting = false; !isWaiting; ) {
        const rows = await app.db.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        isWaiting = rows.length > 0;
      }
      await runners[0].commitTransaction();
      expect(await second).toBe('ck_seat_pools_not_oversold');
    } finally {
      await runners[1].rollbackTransaction();
      await Promise.all(runners.map((runner) => runner.release()));
    }
    expect(await desk.pool()).toEqual({ capacity: 1, taken: 1, overbooked: 0 });
  });

  it('declines with a reason, and only what was requested', async () => {
    const desk = await makeDesk(app, { dates: ['2025-04-14'], ...approval });
    const { id } = await desk.register({ course: desk.course.id, email: `${desk.course.id}@f.example` });
    const declined = await desk.act(id, 'decline', { reason: '相談がまだのため' });
    expect(declined.body).toMatchObject({ status: 'declined', cancelReason: '相談がまだのため' });
    expect(await desk.mails(id)).toEqual(['applied', 'declined']);
    expect((await desk.act(id, 'confirm')).body.code).toBe('conflict');
    const open = await makeDesk(app, { dates: ['2025-04-14'] });
    const taken = await open.register({ course: open.course.id });
    expect((await open.act(taken.id, 'decline')).status).toBe(409);
    expect((await open.act(taken.id, 'confirm')).status).toBe(200);
    expect(await open.audited(taken.id)).toEqual([]);
  });

  it('keeps the reason with the registration, and in the log only that there was one', async () => {
    const desk = await makeDesk(app, { dates: ['2025-04-14'], ...approval });
    const logged = async (id: string) =>
      (
        await app.db.query('SELECT after FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1', [
          id,
        ])
      )[0].after;
    for (const act of ['decline', 'cancel']) {
      const [one, other] = [
        await desk.register({ course: desk.course.id }),
        await desk.register({ course: desk.course.id }),
      ];
      const { body } = await desk.act(one.id, act, { reason: '山田さんの電話' });
      expect(body.cancelReason).toBe('山田さんの電話');
      expect(await logged(one.id)).toEqual({ reasonGiven: true });
      await desk.act(other.id, act);
      expect(await logged(other.id)).toBeNull();
    }
  });

  it('decides once about somebody who asks to be a member, where there are no seats to lock', async () => {
    const desk = await makeDesk(app, {
      dates: [],
      course: { registrationMode: 'members', approval: true },
    });
    const { id, status } = await desk.register({ course: desk.course.id });
    expect(status).toBe('applied');
    await desk.as('reception');
    const other = app.db.createQueryRunner();
    try {
      await other.startTransaction();
      await other.query('SELECT FROM registrations WHERE id = $1 FOR NO KEY UPDATE', [id]);
      const decisions = Promise.all([desk.act(id, 'confirm'), desk.act(id, 'decline')]);
      await waiting(app, 2);
      await other.commitTransaction();
      expect((await decisions).map((answer) => answer.status).sort()).toEqual([200, 409]);
    } finally {
      await other.release();
    }
    expect(await desk.audited(id)).toHaveLength(1);
  });

  it('overbooks by exactly what is missing, for organizers alone and with a reason', async () => {
    const desk = await makeDesk(app, { dates: ['2025-04-14', '2025-05-12'], capacity: 2 });
    await desk.register({ course: desk.course.id, people: 1 });
    await desk.register({ session: desk.sessions[0]!.id, people: 1 });
    const { id, status } = await desk.register({ course: desk.course.id, people: 2 });
    expect(status).toBe('waitlisted');
    expect((await desk.act(id, 'overbook', { reason: '兄弟が参加' })).status).toBe(403);
    expect((await desk.act(id, 'overbook', {}, 'organizer')).status).toBe(422);
    expect((await desk.act(id, 'overbook', { reason: '兄弟が参加' }, 'organizer')).body.status).toBe(
      'confirmed',
    );
    expect([await desk.pool(0), await desk.pool(1)]).toEqual([
      { capacity: 2, taken: 4, overbooked: 2 },
      { capacity: 2, taken: 3, overbooked: 1 },
    ]);
    const [entry] = await app.db.query(
      'SELECT action, before, after FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1',
      [id],
    );
    expect(entry).toMatchObject({
      action: 'registration.overbooked',
      before: { status: 'waitlisted' },
      after: { reasonGiven: true },
    });
    expect(JSON.stringify(entry)).not.toContain('兄弟');
    const notes = 'SELECT text FROM registration_notes WHERE registration_id = $1';
    expect(await app.db.query(notes, [id])).toEqual([{ text: '兄弟が参加' }]);
    expect(
      entry.after.seats.map(({ units, beyond }: { units: number; beyond: number }) => [units, beyond]).sort(),
    ).toEqual([
      [2, 1],
      [2, 2],
    ]);
    expect((await desk.act(id, 'overbook', { reason: 'もう一度' }, 'organizer')).status).toBe(200);
    expect((await desk.pool(0)).taken).toBe(4);
  });

  it('raises nothing where the seats are there', async () => {
    const desk = await makeDesk(app, { dates: ['2025-04-14'], capacity: 5, ...approval });
    const { id } = await desk.register({ course: desk.course.id, people: 2 });
    await desk.act(id, 'overbook', { reason: '急ぎ' }, 'organizer');
    expect(await desk.pool()).toEqual({ capacity: 5, taken: 2, overbooked: 0 });
  });

  it('answers an offer for somebody who telephones, until its deadline', async () => {
    const desk = await makeDesk(app, { dates: ['2025-04-14'], capacity: 1, course: { offerHours: 24 } });
    const holder = await desk.register({ course: desk.course.id });
    const first = await desk.register({ course: desk.course.id });
    const second = await desk.register({ course: desk.course.id });
    await desk.act(holder.id, 'cancel');
    expect(await desk.statusOf(first.id)).toBe('offered');
    expect((await desk.act(second.id, 'offer/accept')).body.code).toBe('conflict');
    expect((await desk.act(first.id, 'offer/decline')).body).toMatchObject({
      status: 'waitlisted',
      resting: 'declined',
    });
    expect((await desk.act(second.id, 'offer/accept')).body.status).toBe('confirmed');
    expect(await desk.audited(second.id)).toEqual(['registration.offer_accepted']);
    await desk.act(second.id, 'cancel');
    expect(await desk.statusOf(first.id)).toBe('offered');
    app.clock.set('2025-04-03T12:00:00+09:00');
    expect((await desk.act(first.id, 'offer/accept')).body.code).toBe('expired');
    app.clock.set('2025-04-01T09:00:00+09:00');
  });
});
