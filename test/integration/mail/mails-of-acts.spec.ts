import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { WaitingListSweep } from '../../../src/registrations/queue/waiting-list-sweep.js';
import { makeTerm } from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ledger } from './registered.js';
import { SmtpPeer } from './smtp-peer.js';

const HANA = 'hana@family.example';

describe('what acts put in the ledger, and the mails that come of it', () => {
  let peer: SmtpPeer;
  let app: TestApp;

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ env: { SMTP_URL: peer.url } });
  });

  afterAll(async () => {
    await app?.close();
    await peer?.stop();
  });

  afterEach(async () => {
    peer.received.length = 0;
    await app.db.query('TRUNCATE messages, offers, places, registrations CASCADE');
    app.clock.set('2025-04-01T09:00:00+09:00');
  });

  async function register(body: object): Promise<string> {
    const { body: made } = await app.http
      .post('/api/v1/registrations')
      .send({ nickname: 'みどり', ...body })
      .expect(201);
    return made.manageUrl.split('/').at(-1);
  }

  /** Delivers what is due. @returns subject and text of what has arrived since the last time */
  async function arrived(): Promise<{ subject: string; text: string }[]> {
    await app.nest.get(Delivery).deliverDue();
    return peer.received
      .splice(0)
      .map(({ mail }) => ({ subject: mail.subject ?? '', text: mail.text ?? '' }));
  }

  async function kinds(): Promise<string[]> {
    return (await ledger(app.db)).map(({ kind, state }) => `${kind} ${state}`);
  }

  const full = async (course: object = {}) => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'], capacity: 1, course });
    const session = sessions[0]?.id;
    const first = await register({ session });
    return { session, first };
  };

  it('who was told that a session is called off hears that it takes place after all', async () => {
    const { sessions, organization } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    await register({ session: sessions[0]?.id, email: HANA });
    const authorization = await bearer(app, organization);
    const change = async (status: string) => {
      const path = `/api/v1/staff/sessions/${sessions[0]?.id}`;
      await app.http.patch(path).set('Authorization', authorization).send({ status }).expect(200);
      return arrived();
    };
    await change('cancelled');
    app.clock.set('2025-04-01T09:05:00+09:00');
    const [restored] = await change('scheduled');
    expect(restored?.text).toContain('中止とお知らせしましたが、開催することになりました。');
  });

  it('an offer in the evening is a mail of the next morning, with the deadline that holds', async () => {
    const { session, first } = await full({ offerHours: 24 });
    const token = await register({ session, email: HANA });
    const [waiting] = await arrived();
    expect(waiting?.text).toContain('24時間以内のお返事をお待ちします');
    expect(waiting?.text).toContain('順番: 1番目');

    app.clock.set('2025-04-02T21:30:00+09:00');
    await app.http.delete(`/api/v1/registrations/${first}`).expect(200);
    await expect(arrived()).resolves.toEqual([]);
    app.clock.set('2025-04-03T08:00:00+09:00');
    const [offered] = await arrived();
    expect(offered?.subject).toMatch(/^お返事のお願い：4月4日（金） 午前8時まで（受付番号 \w{6}）$/);
    expect(offered?.text).toContain(`/my/${token}`);

    await app.http.post(`/api/v1/registrations/${token}/offer/accept`).expect(200);
    const [confirmed] = await arrived();
    expect(confirmed?.text).toContain('席をお取りしています');
    expect(await kinds()).toEqual(['waiting sent', 'offered sent', 'confirmed sent']);
  });

  it('an offer that is answered before its mail goes is not asked again', async () => {
    const { session, first } = await full({ offerHours: 24 });
    const token = await register({ session, email: HANA });
    app.clock.set('2025-04-02T21:30:00+09:00');
    await app.http.delete(`/api/v1/registrations/${first}`).expect(200);
    await app.http.post(`/api/v1/registrations/${token}/offer/decline`).expect(200);
    app.clock.set('2025-04-03T08:00:00+09:00');
    await expect(arrived()).resolves.toEqual([]);
    expect(await kinds()).toEqual(['waiting cancelled', 'offered cancelled']);
  });

  it('an offer without an answer ends in a mail that says how to wait on', async () => {
    const { session, first } = await full({ offerHours: 24 });
    await register({ session, email: HANA });
    await app.http.delete(`/api/v1/registrations/${first}`).expect(200);
    expect((await arrived()).map(({ subject }) => subject)).toEqual([
      expect.stringContaining('お返事のお願い'),
    ]);
    app.clock.set('2025-04-02T09:00:00+09:00');
    await app.nest.get(WaitingListSweep).sweep();
    const [expired] = await arrived();
    expect(expired?.text).toContain('4月2日（水） 午前9時までにお返事がなかったため');
    expect(expired?.text).toContain('これからも待つときは');
  });

  it('a request that staff or a draw decide says who does', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'], course: { approval: true } });
    await register({ session: sessions[0]?.id, email: HANA });
    const drawn = await makeTerm(app.db, {
      dates: ['2025-05-14'],
      course: { lottery: {}, closesAt: new Date('2025-04-30T15:00:00Z') },
    });
    await register({ session: drawn.sessions[0]?.id, email: HANA });
    const texts = (await arrived()).map(({ text }) => text).sort();
    expect(texts).toHaveLength(2);
    expect(texts.join()).toContain('担当の者が確かめ');
    expect(texts.join()).toContain('抽選で決め');
  });

  it('a membership is confirmed without dates', async () => {
    const { course } = await makeTerm(app.db, {
      dates: ['2025-04-14'],
      course: { registrationMode: 'members' },
    });
    await register({ course: course.id, email: HANA });
    const [mail] = await arrived();
    expect(mail?.subject).toMatch(/^登録のお知らせ/);
    expect(mail?.text).not.toContain('日時');
  });
});
