import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { violationsOf } from '../../../src/platform/database/check.js';
import { SEAT_CHECKS } from '../../../src/registrations/seats/seat-checks.js';
import type { SeatRequest } from '../../../src/registrations/seats/seats.queries.js';
import { TAKE_SEATS, takeSeats } from '../../../src/registrations/seats/seats.queries.js';
import { newId } from '../../../src/shared/ids.js';
import { makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('many at once', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  it('gives the one seat to one of 50 clients and queues the others', async () => {
    const { sessions, pools } = await makeTerm(app.db, { dates: ['2025-04-14'], capacity: 1 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        app.http.post('/api/v1/registrations').send({ session: sessions[0]?.id, nickname: `ひと${index}` }),
      ),
    );
    expect(answers.every((answer) => answer.status === 201)).toBe(true);
    const statuses = answers.map((answer) => answer.body.status).sort();
    expect(statuses).toEqual(['confirmed', ...Array(49).fill('waitlisted')]);
    const [pool] = await app.db.query('SELECT taken FROM seat_pools WHERE id = $1', [pools[0]?.id]);
    expect(pool.taken).toBe(1);
  });

  /** Two requests for the last seat: the second begins while the first is not yet committed. */
  async function raceWith(statement: string): Promise<{ statuses: string[]; taken: number }> {
    const { organization, programme, course, sessions, pools } = await makeTerm(app.db, {
      dates: ['2025-04-14'],
      capacity: 1,
    });
    const request = (): SeatRequest => ({
      id: newId(),
      organizationId: organization.id,
      programmeId: programme.id,
      courseId: course.id,
      sessionId: sessions[0]?.id as string,
      poolKey: 'onsite',
      code: newId(),
      tokenHash: newId(),
      calendarTokenHash: newId(),
      idempotencyKey: null,
      requestHash: 'x',
      people: 1,
      nickname: 'みどり',
      email: null,
      contactKey: null,
      relation: null,
      municipality: null,
      age: null,
      language: 'ja',
      discreet: true,
      byStaff: false,
      channel: 'web',
      declares: [],
      queueHolds: false,
      asking: 'seats',
      waitingList: true,
      now: app.clock.now(),
      seats: [
        {
          sessionId: sessions[0]?.id as string,
          poolId: pools[0]?.id as string,
          units: 1,
          kept: false,
          placeId: newId(),
        },
      ],
      messageId: newId(),
    });
    const first = app.db.createQueryRunner();
    await first.startTransaction();
    const one = await takeSeats(first.manager, request(), statement);
    const second = takeSeats(app.db, request(), statement);
    await waitUntilSomeoneWaits();
    await first.commitTransaction();
    await first.release();
    const statuses = [one.status, (await second).status];
    const [pool] = await app.db.query('SELECT taken FROM seat_pools WHERE id = $1', [pools[0]?.id]);
    return { statuses, taken: pool.taken };
  }

  async function waitUntilSomeoneWaits(): Promise<void> {
    for (;;) {
      const [{ waiting }] = await app.db.query(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      if (waiting > 0) return;
    }
  }

  it('lets the second request see what the first one took', async () => {
    expect(await raceWith(TAKE_SEATS)).toEqual({ statuses: ['confirmed', 'waitlisted'], taken: 1 });
  });

  it('would sell the last seat twice without the lock (negative control), and verify names it', async () => {
    const unlocked = TAKE_SEATS.replace('FOR UPDATE OF pool', '');
    expect(unlocked).not.toBe(TAKE_SEATS);
    expect(await raceWith(unlocked)).toEqual({ statuses: ['confirmed', 'confirmed'], taken: 1 });
    const found = await violationsOf(app.db.manager, SEAT_CHECKS, app.clock.now());
    expect(found.map(({ name, detail }) => [name, detail])).toEqual([
      ['counter differs from its recount', '1 counted, 2 held'],
    ]);
  });
});
