import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WaitingListSweep } from '../../../src/registrations/queue/waiting-list-sweep.js';
import { makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** Calendar programs throw away what comes with a lower SEQUENCE than they have (RFC 5546 §2.1.4). */
describe('SEQUENCE of a personal entry', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });

  afterAll(() => app?.close());

  async function register(body: object): Promise<{ id: string; token: string }> {
    const { body: made } = await app.http
      .post('/api/v1/registrations')
      .send({ nickname: 'みどり', ...body })
      .expect(201);
    return { id: made.id, token: made.manageUrl.split('/').at(-1) };
  }

  /** The feed's first entry: that of the earliest session. */
  async function entry(token: string) {
    const { text } = await app.http.get(`/calendar/my/${token}.ics`).expect(200);
    const line = (name: string) => new RegExp(`^${name}:(.*)\r$`, 'm').exec(text)?.[1];
    return { sequence: Number(line('SEQUENCE')), status: line('STATUS'), summary: line('SUMMARY') };
  }

  /** What the entry becomes from act to act, a minute apart. */
  async function course(token: string, acts: readonly (() => Promise<unknown>)[]) {
    const entries = [await entry(token)];
    for (const act of acts) {
      app.clock.set(new Date(app.clock.now().getTime() + 60_000).toISOString());
      await act();
      entries.push(await entry(token));
    }
    return entries;
  }

  const rising = (entries: readonly { sequence: number }[]) =>
    entries.every(({ sequence }, index) => index === 0 || sequence > (entries[index - 1]?.sequence ?? 0));

  it('rises from offered through running out and waiting on to confirmed', async () => {
    app.clock.set('2025-04-01T09:00:00+09:00');
    const { sessions } = await makeTerm(app.db, {
      dates: ['2025-04-14'],
      capacity: 1,
      course: { offerHours: 24 },
    });
    const session = sessions[0]?.id;
    const first = await register({ session });
    const { token } = await register({ session });
    const offer = `/api/v1/registrations/${token}/offer`;
    const sweep = app.nest.get(WaitingListSweep);
    const entries = await course(token, [
      () => app.http.delete(`/api/v1/registrations/${first.token}`).expect(200),
      async () => {
        app.clock.set('2025-04-03T09:00:00+09:00');
        await sweep.sweep();
      },
    ]);
    expect(entries.map(({ status }) => status)).toEqual(['TENTATIVE', 'TENTATIVE', 'TENTATIVE']);
    expect(new Set(entries.map(({ summary }) => summary)).size).toBe(2);
    expect(rising(entries)).toBe(true);

    await app.db.query(`UPDATE registrations SET resting = NULL`);
    const answered = await course(token, [
      () => sweep.sweep(),
      () => app.http.post(`${offer}/accept`).expect(200),
    ]);
    expect(answered.map(({ status }) => status)).toEqual(['TENTATIVE', 'TENTATIVE', 'CONFIRMED']);
    expect(rising([...entries.slice(-1), ...answered.slice(1)])).toBe(true);
  });

  it('rises from applied through confirmed and given up to confirmed again', async () => {
    app.clock.set('2025-04-01T09:00:00+09:00');
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'], course: { approval: true } });
    const { id, token } = await register({ session: sessions[0]?.id });
    const place = (set: string) => () =>
      app.db.query(`UPDATE places SET ${set} WHERE registration_id = $1`, [id, app.clock.now()]);
    const entries = await course(token, [
      place(`status = 'confirmed', confirmed_at = $2`),
      place(`status = 'released', released_at = $2`),
      place(`status = 'confirmed', confirmed_at = $2, released_at = NULL`),
    ]);
    expect(entries.map(({ status }) => status)).toEqual(['TENTATIVE', 'CONFIRMED', 'CANCELLED', 'CONFIRMED']);
    expect(rising(entries)).toBe(true);
  });

  it('rises where a session that was skipped in the queue waits again', async () => {
    app.clock.set('2025-04-01T09:00:00+09:00');
    const { course: term, sessions } = await makeTerm(app.db, {
      dates: ['2025-04-14', '2025-04-28'],
      capacity: 1,
    });
    const first = sessions[0]?.id;
    await register({ course: term.id });
    const { token } = await register({ course: term.id });
    const act = (path: string) => () =>
      app.http.post(`/api/v1/registrations/${token}/places/${first}/${path}`).expect(200);
    const entries = await course(token, [act('release'), act('return')]);
    expect(entries.map(({ status }) => status)).toEqual(['TENTATIVE', 'CANCELLED', 'TENTATIVE']);
    expect(rising(entries)).toBe(true);
  });

  it('rises where a session that was skipped is attended after all', async () => {
    app.clock.set('2025-04-01T09:00:00+09:00');
    const { course: term, sessions } = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-28'] });
    const first = sessions[0]?.id;
    const { token } = await register({ course: term.id });
    const act = (path: string) => () =>
      app.http.post(`/api/v1/registrations/${token}/places/${first}/${path}`).expect(200);
    const entries = await course(token, [act('release'), act('return')]);
    expect(entries.map(({ status }) => status)).toEqual(['CONFIRMED', 'CANCELLED', 'CONFIRMED']);
    expect(rising(entries)).toBe(true);
  });

  it('does not fall where a merge gives the place that was given up the older one of a duplicate', async () => {
    app.clock.set('2025-04-01T09:00:00+09:00');
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const session = sessions[0]?.id;
    const kept = await register({ session });
    const duplicate = await register({ session });
    const [given] = await app.db.query('SELECT confirmed_at FROM places WHERE registration_id = $1', [
      duplicate.id,
    ]);
    const entries = await course(kept.token, [
      () =>
        app.db.query(`UPDATE places SET status = 'released', released_at = $2 WHERE registration_id = $1`, [
          kept.id,
          app.clock.now(),
        ]),
      async () => {
        await app.db.query(
          `UPDATE places SET status = 'confirmed', released_at = NULL, confirmed_at = $2 WHERE registration_id = $1`,
          [kept.id, given.confirmed_at],
        );
        await app.db.query(
          `UPDATE registrations SET status = 'cancelled', cancelled_at = $2, continued_by_id = $3 WHERE id = $1`,
          [duplicate.id, app.clock.now(), kept.id],
        );
      },
    ]);
    expect(entries.map(({ status }) => status)).toEqual(['CONFIRMED', 'CANCELLED', 'CONFIRMED']);
    expect(rising(entries)).toBe(true);
  });
});
