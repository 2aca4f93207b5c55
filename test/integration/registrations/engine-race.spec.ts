import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { violationsOf } from '../../../src/platform/database/check.js';
import { SEAT_CHECKS } from '../../../src/registrations/seats/seat-checks.js';
import { newId } from '../../../src/shared/ids.js';
import { cancelAt, registerAt, untilDone } from '../../support/engine-crowd.js';
import { holdingPools, untilWaiting } from '../../support/engine-locks.js';
import { brokenPromises } from '../../support/engine-oracle.js';
import { overlooked } from '../../support/engine-queue-oracle.js';
import { forgetAll, snapshotOf } from '../../support/engine-snapshot.js';
import { makeTerm } from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const NOW = '2025-04-01T09:00:00+09:00';
const DATES = ['2025-04-14', '2025-05-12', '2025-06-09'];

describe('a crowd at the same seats', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: NOW, env: { REGISTRATIONS_PER_ORIGIN: '0' } });
  });
  afterAll(() => app.close());
  beforeEach(() => forgetAll(app.db));

  const faults = async (queueHolds = false) => {
    const seen = await snapshotOf(app.db, app.clock.now());
    return [
      ...(await violationsOf(app.db.manager, SEAT_CHECKS, app.clock.now())).map(({ name }) => name),
      ...brokenPromises(seen, { mayOverbook: false }),
      ...overlooked(seen, queueHolds),
    ];
  };
  const capacity = (authorization: string, session: string, seats: number) =>
    untilDone(() =>
      fetch(`${app.url}/api/v1/staff/sessions/${session}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ pools: [{ key: 'onsite', capacity: seats }] }),
      }),
    );

  it('of 500 gets 3 times 40 seats while others cancel and staff resize: none is sold twice, none is lost', async () => {
    const { organization, course, sessions } = await makeTerm(app.db, { dates: DATES, capacity: 40 });
    const authorization = await bearer(app, organization);
    const statuses: number[] = [];
    const clients = Array.from({ length: 500 }, async (_, index) => {
      const what =
        index % 3 === 0
          ? { course: course.id }
          : { session: sessions[Math.floor(index / 3) % sessions.length]?.id };
      const email = index % 4 === 0 ? { email: `person${index}@family.example` } : {};
      const answer = await registerAt(app.url, {
        ...{ ...what, ...email, nickname: `ひと${index}`, people: 1 + (index % 3) },
      });
      if (index % 5 === 0 && answer.token) statuses.push(await cancelAt(app.url, answer.token));
      return answer;
    });
    const resizing = (async () => {
      for (let turn = 0; turn < 24; turn++) {
        const session = sessions[turn % sessions.length]!.id;
        statuses.push(await capacity(authorization, session, 36 + ((turn * 7) % 12)));
      }
    })();
    const answers = await Promise.all(clients);
    await resizing;
    for (const { id } of sessions) expect(await capacity(authorization, id, 48)).toBe(200);

    expect(answers.filter(({ status }) => status !== 201)).toEqual([]);
    // A capacity below what is taken is a conflict; nothing else is in anybody's way.
    expect(statuses.filter((status) => ![200, 409].includes(status))).toEqual([]);
    expect(await faults()).toEqual([]);
    const ids: { id: string }[] = await app.db.query('SELECT id FROM registrations');
    expect(ids.map(({ id }) => id).sort()).toEqual(answers.map(({ id }) => id).sort());
    const [{ taken, waiting }] = await app.db.query(
      `SELECT (SELECT sum(taken)::int FROM seat_pools) AS taken,
         (SELECT count(*)::int FROM registrations WHERE status = 'waitlisted') AS waiting`,
    );
    expect(waiting).toBeGreaterThan(0);
    // A party that waits has up to three people: so many seats less one may stay free in a session, for nobody who fits.
    expect(taken).toBeGreaterThan(3 * (48 - 3));
    expect(taken).toBeLessThanOrEqual(3 * 48);
  }, 120_000);

  it.each([
    ['a queue', true],
    ['no queue', false],
  ])('of 60 sends everything twice at once, with %s: both are one request', async (_, waitingList) => {
    const { sessions } = await makeTerm(app.db, {
      ...{ dates: DATES.slice(0, 1), capacity: 20, course: { waitingList } },
    });
    const twice = await Promise.all(
      Array.from({ length: 60 }, (_each, index) => {
        const body = { session: sessions[0]?.id, nickname: `ひと${index}` };
        const key = newId();
        return Promise.all([registerAt(app.url, body, key), registerAt(app.url, body, key)]);
      }),
    );
    for (const [one, other] of twice) expect([one.status, one.id]).toEqual([other.status, other.id]);
    expect(twice.filter(([one]) => one.state === 'confirmed')).toHaveLength(20);
    expect(await faults()).toEqual([]);
  });

  describe('that waits for a lock', () => {
    it('sees the seats that were added in the meantime, and no wall where there is none any more', async () => {
      const { sessions } = await makeTerm(app.db, { dates: DATES.slice(0, 1), capacity: 2 });
      await registerAt(app.url, { session: sessions[0]?.id, nickname: 'あお' });
      const lock = await holdingPools(app.db, (tx) => tx.query('UPDATE seat_pools SET capacity = 5'));
      const waits = registerAt(app.url, { session: sessions[0]?.id, nickname: 'みどり', people: 2 });
      await untilWaiting(app.db, 1);
      await lock.end();
      expect(await waits).toMatchObject({ status: 201, state: 'confirmed' });
      expect(await app.db.query('SELECT capacity, taken FROM seat_pools')).toEqual([
        { capacity: 5, taken: 3 },
      ]);
    });

    it('gets the last seat, which another has just given back', async () => {
      const { sessions } = await makeTerm(app.db, { dates: DATES.slice(0, 1), capacity: 1 });
      const first = await registerAt(app.url, { session: sessions[0]?.id, nickname: 'あお' });
      const lock = await holdingPools(app.db, (tx) =>
        tx.query(
          `WITH places AS (UPDATE places SET status = 'released'),
             registration AS (UPDATE registrations SET status = 'cancelled', cancelled_at = $1)
           UPDATE seat_pools SET taken = 0`,
          [app.clock.now()],
        ),
      );
      const waits = registerAt(app.url, { session: sessions[0]?.id, nickname: 'みどり', people: 1 });
      await untilWaiting(app.db, 1);
      await lock.end();
      expect(first.state).toBe('confirmed');
      expect(await waits).toMatchObject({ status: 201, state: 'confirmed' });
      expect(await faults()).toEqual([]);
    });

    it('holds the queue although another held it before and does not any more', async () => {
      const { sessions } = await makeTerm(app.db, {
        ...{ dates: DATES.slice(0, 1), capacity: 2, course: { queueHolds: true } },
      });
      await registerAt(app.url, { session: sessions[0]?.id, nickname: 'あお' });
      await app.db.query('UPDATE seat_pools SET held = true');
      const lock = await holdingPools(app.db, (tx) => tx.query('UPDATE seat_pools SET held = false'));
      const waits = registerAt(app.url, { session: sessions[0]?.id, nickname: 'みどり', people: 2 });
      await untilWaiting(app.db, 1);
      await lock.end();
      expect(await waits).toMatchObject({ status: 201, state: 'waitlisted' });
      expect(await faults(true)).toEqual([]);
    });

    it('is told within seconds to come back, whatever it wanted, and nothing is written', async () => {
      const { organization, course, sessions } = await makeTerm(app.db, { dates: DATES, capacity: 2 });
      const authorization = await bearer(app, organization);
      const session = sessions[0]!.id;
      const { token } = await registerAt(app.url, {
        course: course.id,
        nickname: 'あお',
        email: 'ao@family.example',
      });
      const before = await snapshotOf(app.db, app.clock.now());
      const lock = await holdingPools(app.db);
      const send = (path: string, method: string, body?: object) =>
        fetch(`${app.url}/api/v1/${path}`, {
          method,
          headers: { authorization, ...(body ? { 'content-type': 'application/json' } : {}) },
          body: body && JSON.stringify(body),
        });
      const began = performance.now();
      await expect(registerAt(app.url, { session, nickname: 'みどり' }, newId(), 0)).resolves.toMatchObject({
        ...{ status: 503, code: 'busy' },
      });
      const alone = (performance.now() - began) / 1000;
      const answers = await Promise.all([
        send('registrations', 'POST', { session, nickname: 'みどり' }),
        send('registrations', 'POST', {
          course: course.id,
          nickname: 'みどり',
          companions: [{ nickname: '母' }],
        }),
        send(`registrations/${token}`, 'DELETE'),
        send(`registrations/${token}/places/${session}/release`, 'POST'),
        send(`registrations/${token}/offer/accept`, 'POST'),
        send(`staff/sessions/${session}`, 'PATCH', { pools: [{ key: 'onsite', capacity: 9 }] }),
        send(`staff/sessions/${session}`, 'PATCH', { status: 'cancelled' }),
        send('staff/registrations', 'POST', { session, nickname: '代理' }),
      ]);
      const together = (performance.now() - began) / 1000 - alone;
      await lock.end();
      const told = await Promise.all(
        answers.map(async (answer) => [
          answer.status,
          answer.headers.get('retry-after'),
          ((await answer.json()) as { code: string }).code,
        ]),
      );
      expect(told).toEqual(answers.map(() => [503, '2', 'busy']));
      expect(alone).toBeGreaterThan(1.4);
      expect(alone).toBeLessThan(3);
      // The second in line waits for the first, and then for the lock: PostgreSQL counts each of the two.
      expect(together).toBeLessThan(4.5);
      expect(await snapshotOf(app.db, app.clock.now())).toEqual(before);
      expect(await app.db.query('SELECT action FROM audit_entries')).toEqual([{ action: 'token.created' }]);
      expect((await send(`registrations/${token}`, 'DELETE')).status).toBe(200);
    });
  });
});
