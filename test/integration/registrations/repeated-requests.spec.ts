import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { sendForm, tokenOf } from './form-sender.js';
import { registrants, tokenIn } from './my-town.js';

describe('a request that comes again after its link was replaced', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  it('is answered with the registration and without any link', async () => {
    const { course } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const send = () =>
      app.http
        .post('/api/v1/registrations')
        .set('Idempotency-Key', 'sent-before')
        .send({ course: course.id, nickname: 'みどり' })
        .expect(201);
    const { body: made } = await send();
    expect((await send()).body).toEqual(made);
    const { body: fresh } = await registrants(app).link({ id: made.id, token: tokenIn(made.manageUrl) });
    const again = await send();
    expect(again.body).toEqual({ ...made, manageUrl: null, calendarUrl: null });
    expect(again.text).not.toContain(tokenIn(fresh.manageUrl));
  });

  it.each([
    ['', '受付番号を主催者へ'],
    ['midori@mail.example', 'メールアドレスにお送りして'],
  ])('says on the page where the newest is (address: %j)', async (email, words) => {
    const { course } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const fields = {
      course: course.id,
      nickname: 'みどり',
      email,
      key: `the-key-of-one-form-${email.length}`,
    };
    const token = tokenOf(await sendForm(app, fields));
    expect(tokenOf(await sendForm(app, fields))).toBe(token);
    await registrants(app).link({ id: '', token }).expect(200);
    const [{ code }] = await app.db.query('SELECT code FROM registrations WHERE course_id = $1', [course.id]);
    const page = await sendForm(app, fields);
    expect([page.status, page.text.includes(words), page.text.includes(code)]).toEqual([200, true, true]);
    expect(page.text).not.toMatch(/\/my\/(?!recover)/);
  });
});
