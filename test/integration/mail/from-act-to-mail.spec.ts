import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { SmtpPeer } from './smtp-peer.js';

describe('from a registration to the mail', () => {
  let peer: SmtpPeer;
  let app: TestApp;

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ role: 'all', env: { SMTP_URL: peer.url } });
  });

  afterAll(async () => {
    await app?.close();
    await peer?.stop();
  });

  it('sends the confirmation by itself, with the link to the page that shows the registration', async () => {
    const { course } = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-28', '2025-05-12'] });
    const arrived = once(peer, 'message');
    const answer = await app.http
      .post('/api/v1/registrations')
      .set('idempotency-key', 'from-act-to-mail')
      .send({ course: course.id, people: 1, nickname: 'すずらん', email: 'Suzuran@mail.example' });
    expect(answer.status).toBe(201);
    await arrived;

    const [{ to, mail }] = peer.received as [(typeof peer.received)[number]];
    expect(to.map((address) => address.toLowerCase())).toEqual(['suzuran@mail.example']);
    expect(mail.subject).toBe(`受付のお知らせ（受付番号 ${answer.body.code}）`);
    expect(mail.text).toContain('すずらん さま');
    expect(mail.text?.match(/・第\d回/g)).toEqual(['・第1回', '・第2回', '・第3回']);
    expect(mail.text).toContain(answer.body.manageUrl);

    const page = await app.http.get(new URL(answer.body.manageUrl).pathname);
    expect(page.status).toBe(200);
    expect(page.text).toContain(answer.body.code);
  });
});
