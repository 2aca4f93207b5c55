import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RECOVERY_MAILS_A_DAY } from '../../../src/registrations/my/recovery.service.js';
import { RECOVERY_ATTEMPTS } from '../../../src/registrations/my/recovery-throttle.js';
import { makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { registrants, tokenIn } from './my-town.js';

describe('getting a lost link again', () => {
  let app: TestApp;
  let by: ReturnType<typeof registrants>;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    by = registrants(app);
  });
  afterAll(() => app.close());

  /** Each from an address of its own, so that one test does not use up what another needs. */
  let origins = 0;
  const from = (request: ReturnType<TestApp['http']['post']>, origin = `203.0.113.${++origins}`) =>
    request.set('X-Forwarded-For', origin);
  const ask = (email: string, origin?: string) =>
    from(app.http.post('/api/v1/registrations/recover'), origin).send({ email });
  const askOnPage = (email: string) => from(app.http.post('/my/recover')).type('form').send({ email });
  const mailsTo = async (recipient: string): Promise<string[]> =>
    (
      await app.db.query(`SELECT subject_id FROM messages WHERE kind = 'recovery' AND recipient = $1`, [
        recipient,
      ])
    ).map((row: { subject_id: string }) => row.subject_id);

  it('answers alike whether the address is known or not, and mails only one that is known', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const hana = await by.register({ session: sessions[0]?.id, email: 'Hana@mail.example' });
    const [known, unknown] = [await askOnPage('hana@mail.example'), await askOnPage('nobody@mail.example')];
    expect([known.status, unknown.status]).toEqual([200, 200]);
    expect(known.text).toBe(unknown.text);
    expect(known.text).not.toContain('mail.example');
    const telling = ({ headers }: typeof known) => {
      const { date: _d, ...rest } = headers;
      return rest;
    };
    expect(telling(known)).toEqual(telling(unknown));
    for (const email of ['hana@mail.example', 'nobody@mail.example']) {
      const answer = await ask(email).expect(202);
      expect(answer.text).toBe('');
    }
    expect(await mailsTo('Hana@mail.example')).toEqual([hana.id]);
    expect(await mailsTo('nobody@mail.example')).toEqual([]);
    const [{ mails }] = await app.db.query(
      `SELECT count(*)::int AS mails FROM messages WHERE kind = 'recovery'`,
    );
    expect(mails).toBe(1);
  });

  it('sends one mail per organization in ten minutes, about what is still active', async () => {
    const [one, other] = [
      await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'] }),
      await makeTerm(app.db, { dates: ['2025-04-14'] }),
    ];
    const email = 'ken@mail.example';
    await by.register({ session: one.sessions[0]?.id, email });
    app.clock.set('2025-04-01T09:01:00+09:00');
    const later = await by.register({ session: one.sessions[1]?.id, email });
    const elsewhere = await by.register({ session: other.sessions[0]?.id, email });
    await Promise.all([ask(email), ask(email), ask(email.toUpperCase())]);
    expect((await mailsTo(email)).sort()).toEqual([later.id, elsewhere.id].sort());
    await by.cancel(elsewhere).expect(200);
    app.clock.set('2025-04-01T09:20:00+09:00');
    await ask(email).expect(202);
    expect(await mailsTo(email)).toHaveLength(3);
    app.clock.set('2025-04-01T09:00:00+09:00');
  });

  it('sends an address only so many a day, from wherever they are asked for, and answers as before', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'] });
    await by.register({ session: sessions[0]?.id, email: 'Sora@mail.example' });
    const elsewhere = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const askAt = async (time: string) => {
      app.clock.set(`2025-04-0${time}+09:00`);
      expect((await ask('sora@mail.example').expect(202)).text).toBe('');
    };
    for (let hour = 0; hour <= RECOVERY_MAILS_A_DAY; hour++) await askAt(`2T1${hour}:00:00`);
    expect(await mailsTo('Sora@mail.example')).toHaveLength(RECOVERY_MAILS_A_DAY);
    // Registering again, with the address in other letters, opens no new account of mails; another organization has its own.
    await by.register({ session: sessions[1]?.id, email: 'sora@mail.example' });
    const other = await by.register({ session: elsewhere.sessions[0]?.id, email: 'sora@mail.example' });
    await askAt('2T18:00:00');
    expect(await mailsTo('sora@mail.example')).toEqual([other.id]);
    await askAt('3T10:30:00');
    expect(await mailsTo('sora@mail.example')).toHaveLength(3);
    app.clock.set('2025-04-01T09:00:00+09:00');
  });

  it('replaces a link once, also where the reply was lost and no key was sent', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const hana = await by.register({ session: sessions[0]?.id });
    const replace = () => app.http.post(`/api/v1/registrations/${hana.token}/link`).expect(200);
    const [first, again] = [await replace(), await replace()];
    expect(again.body).toEqual(first.body);
    expect(await by.see({ token: tokenIn(first.body.manageUrl) })).toMatchObject({ status: 'confirmed' });
  });

  it('says what is wrong with an address, and how often one may ask', async () => {
    const page = await askOnPage('hana').expect(422);
    expect(page.text).toContain('id="email-error">メールアドレスの形を確かめてください');
    expect(page.text).toContain('value="hana"');
    await ask('').expect(422);
    const asked = Array.from({ length: RECOVERY_ATTEMPTS }, () =>
      ask('rin@mail.example', '198.51.100.7').expect(202),
    );
    await Promise.all(asked);
    const refused = await ask('rin@mail.example', '198.51.100.7').expect(429);
    expect(refused.body.code).toBe('too_many_attempts');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const refusedPage = await from(app.http.post('/my/recover'), '198.51.100.7')
      .type('form')
      .send({ email: 'rin@mail.example' })
      .expect(429);
    expect(refusedPage.text).toContain('回数が多すぎます。');
    expect(refusedPage.text).toContain('value="rin@mail.example"');
    await ask('rin@mail.example', '198.51.100.8').expect(202);
  });

  it('shows a form that names nobody', async () => {
    const { text, headers } = await app.http.get('/my/recover').expect(200);
    expect(text).toContain('action="/my/recover"');
    expect(headers['cache-control']).toBe('private, no-store');
  });
});
