import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ATTENDANCE_CHECKS } from '../../../src/attendance/attendance-checks.js';
import { violationsOf } from '../../../src/platform/database/check.js';
import { MAIL_CHECKS } from '../../../src/platform/mail/mail-checks.js';
import { ANSWER_CHECKS } from '../../../src/registrations/answers/answer-checks.js';
import { QUEUE_CHECKS } from '../../../src/registrations/queue/queue-checks.js';
import { SEAT_CHECKS } from '../../../src/registrations/seats/seat-checks.js';
import { makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const CHECKS = [...SEAT_CHECKS, ...QUEUE_CHECKS, ...ANSWER_CHECKS, ...MAIL_CHECKS, ...ATTENDANCE_CHECKS];

describe('verify', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  const violations = async () =>
    (await violationsOf(app.db.manager, CHECKS, app.clock.now())).map(
      ({ invariant, name }) => `${invariant} ${name}`,
    );

  it('finds nothing in what the acts of the house leave behind', async () => {
    const { course, sessions } = await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'], capacity: 2 });
    const register = async (body: object): Promise<string> =>
      (
        await app.http
          .post('/api/v1/registrations')
          .send({ nickname: 'みどり', ...body })
          .expect(201)
      ).body.manageUrl
        .split('/')
        .at(-1);
    const first = await register({ course: course.id, email: 'a@family.example', people: 2 });
    await register({ course: course.id, email: 'b@family.example' });
    await register({ session: sessions[0]?.id, email: 'c@family.example' });
    await register({ course: course.id, email: 'd@family.example', people: 2 });
    await app.http.post(`/api/v1/registrations/${first}/places/${sessions[0]?.id}/release`).expect(200);
    expect(await violations()).toEqual([]);
    await app.http.delete(`/api/v1/registrations/${first}`).expect(200);
    expect(await violations()).toEqual([]);
  });

  it.each([
    [
      'I1 pool oversold',
      'ALTER TABLE seat_pools DROP CONSTRAINT ck_seat_pools_not_oversold; UPDATE seat_pools SET capacity = 0',
    ],
    [
      'I4 seats free for everything that a queued registration waits for',
      'UPDATE seat_pools SET capacity = 90',
    ],
    ['I4 applied, and nobody decides', `UPDATE registrations SET status = 'applied'`],
    [
      'I10 answer to a sensitive question in the plain table',
      `UPDATE programmes SET questions = '[{"key": "now", "text": "x", "type": "short", "sensitive": true}]';
       INSERT INTO answers (registration_id, organization_id, question, answer)
         SELECT id, organization_id, 'now', 'x' FROM registrations LIMIT 1`,
    ],
    ['I3 registration neither whole nor queued', `UPDATE registrations SET status = 'waitlisted'`],
    ['I5 registration with an address and no message about it', 'DELETE FROM messages'],
    [
      'I5 message claimed by a worker that never said what became of it',
      `UPDATE messages SET state = 'claimed', claimed_at = '2025-03-01'`,
    ],
    ['I5 message long due and not tried', `UPDATE messages SET due_at = '2025-03-01'`],
    [
      'I9 marks or head counts in a session without a record of attendance',
      `INSERT INTO head_counts (session_id, category, organization_id, people)
         SELECT id, 'family', organization_id, 3 FROM sessions`,
    ],
    [
      'I9 mark of a place in another session',
      `INSERT INTO attendance_marks (place_id, member, organization_id, session_id, mark, marked_at, marked_by)
         SELECT place.id, 0, place.organization_id, other.id, 'attended', now(), 'x'
           FROM places place JOIN sessions other ON other.id <> place.session_id LIMIT 1`,
    ],
    [
      'I9 party of which some are marked and some are not, on a sheet that is closed',
      `INSERT INTO attendance_marks (place_id, member, organization_id, session_id, mark, marked_at, marked_by)
         SELECT id, 1, organization_id, session_id, 'attended', now(), 'x' FROM places;
       INSERT INTO attendance_records (session_id, organization_id, recorded_at, recorded_by, closed_at, closed_by)
         SELECT id, organization_id, now(), 'x', now(), 'x' FROM sessions`,
    ],
    [
      'I9 head count in a category that its organization does not have',
      `INSERT INTO head_counts (session_id, category, organization_id, people)
         SELECT id, 'strangers', organization_id, 3 FROM sessions`,
    ],
    [
      'I11 act at the door of a session of another organization, or undone twice',
      `INSERT INTO door_acts (id, organization_id, session_id, actor, act, outcome, tapped_at, received_at)
         SELECT gen_random_uuid(), organization_id, id, 'x', '{"act":"undo","of":"same"}', '{}', now(), now()
           FROM sessions CROSS JOIN generate_series(1, 2)`,
    ],
    [
      'I7 instant that does not follow from the civil date and time',
      `UPDATE sessions SET starts_on = starts_on + 1`,
    ],
    ['I11 counter differs from its recount', 'UPDATE seat_pools SET taken = taken - 1 WHERE taken > 0'],
    [
      'I2 two places of one contact in one session',
      `DROP INDEX uq_places_contact_session; UPDATE places SET contact_key = 'same'`,
    ],
    [
      'I3 course registration without a place in a session of its course',
      `DELETE FROM places WHERE id IN (SELECT place.id FROM places place
         JOIN registrations registration ON registration.id = registration_id
         WHERE registration.session_id IS NULL AND place.status = 'confirmed' LIMIT 1)`,
    ],
    [
      'I6 holder of a place in a cancelled session who was not told',
      `UPDATE sessions SET status = 'cancelled', changed_at = '2025-04-02'`,
    ],
  ])('names %s', async (name, damage) => {
    const runner = app.db.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query(damage);
      const found = await violationsOf(runner.manager, CHECKS, app.clock.now());
      expect(found.map((violation) => `${violation.invariant} ${violation.name}`)).toContain(name);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  });
});
