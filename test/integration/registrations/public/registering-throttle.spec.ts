import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Registration } from '../../../../src/registrations/registration.entity.js';
import { makeTerm } from '../../../support/factories.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

describe('how often one address may register', () => {
  let app: TestApp;
  let session: string;
  beforeAll(async () => {
    app = await startTestApp({ env: { REGISTRATIONS_PER_ORIGIN: '3' } });
    const { sessions } = await makeTerm(app.db, { dates: ['2025-05-12'], capacity: 100 });
    session = sessions[0]?.id as string;
  });
  afterAll(() => app.close());

  const byJson = (address: string) =>
    app.http
      .post('/api/v1/registrations')
      .set('x-forwarded-for', address)
      .send({ session, nickname: 'みどり' });
  const byForm = (address: string, fields: object = {}) =>
    app.http
      .post('/register')
      .set('x-forwarded-for', address)
      .type('form')
      .send({ session, nickname: 'はなの母', discreet: 'true', ...fields });

  it('counts form and JSON together, and says when to come again; the form keeps what was typed', async () => {
    const address = '203.0.113.7';
    await byJson(address).expect(201);
    await byForm(address).expect(303);
    // A row more is no request, a request that is refused is one.
    await byForm(address, { act: 'more' }).expect(200);
    await byForm(address, { nickname: '' }).expect(422);
    const json = await byJson(address).expect(429);
    expect(json.body).toMatchObject({ code: 'too_many_attempts', status: 429 });
    expect(Number(json.headers['retry-after'])).toBeGreaterThan(500);
    const form = await byForm(address).expect(429);
    expect(Number(form.headers['retry-after'])).toBeLessThanOrEqual(600);
    expect(form.text).toContain('value="はなの母"');
    expect(form.text).toContain('書いた内容は残っています。');
    expect(await app.db.getRepository(Registration).count()).toBe(2);
  });

  it('lets other addresses in; those of one IPv6 household are one', async () => {
    await byJson('203.0.113.8').expect(201);
    for (const last of ['1', '2', 'ffff']) await byJson(`2001:db8:7:1::${last}`).expect(201);
    await byJson('2001:0db8:0007:0001:9::1').expect(429);
    await byJson('2001:db8:7:2::1').expect(201);
  });
});

describe('without a bound', () => {
  it('takes as many as come', async () => {
    const app = await startTestApp({ env: { REGISTRATIONS_PER_ORIGIN: '0' } });
    const { sessions } = await makeTerm(app.db, { dates: ['2025-05-12'], capacity: 100 });
    const body = { session: sessions[0]?.id, nickname: 'みどり' };
    for (let count = 0; count < 70; count++)
      await app.http.post('/api/v1/registrations').send(body).expect(201);
    await app.close();
  });
});
