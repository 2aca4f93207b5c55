import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { Registration } from '../../../src/registrations/registration.entity.js';
import { RegistrationTokens } from '../../../src/registrations/registration-tokens.js';
import { makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { SmtpPeer } from '../mail/smtp-peer.js';
import { type Registrant, registrants } from './my-town.js';

/** What mail programs send to leave a list (RFC 8058 §3.1). */
const ONE_CLICK = 'List-Unsubscribe=One-Click';

describe('which mails a registrant gets', () => {
  let app: TestApp;
  let peer: SmtpPeer;
  let by: ReturnType<typeof registrants>;
  let addresses = 0;
  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00', env: { SMTP_URL: peer.url } });
    by = registrants(app);
  });
  afterAll(async () => {
    await app?.close();
    await peer?.stop();
  });

  const registered = async (): Promise<Registrant & { readonly email: string }> => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'] });
    const email = `hana${++addresses}@mail.example`;
    return { ...(await by.register({ session: sessions[0]?.id, email })), email };
  };
  const settingsOf = async ({ id }: { readonly id: string }) => {
    const { language, discreet, mailWanted } = await app.db
      .getRepository(Registration)
      .findOneByOrFail({ id });
    return { language, discreet, mailWanted };
  };
  const deliver = async (recipient: string) => {
    await app.nest.get(Delivery).deliverDue();
    return peer.received.filter(({ to }) => to.includes(recipient));
  };
  /** The way out that the header of the newest mail names. */
  const wayOutOf = async (recipient: string): Promise<string> => {
    const raw = (await deliver(recipient)).at(-1)?.raw ?? '';
    const header = /^List-Unsubscribe: <([^>]+)>/m.exec(raw.replace(/\r\n[ \t]+/g, ' '))?.[1] ?? '';
    return new URL(header).pathname;
  };

  it('changes what comes, in what language, and what it may name, on the page and in JSON', async () => {
    const hana = await registered();
    const page = await app.http.get(`/my/${hana.token}/mail`).expect(200);
    expect(page.text).toMatch(/value="all" checked/);
    const answer = await app.http
      .post(`/my/${hana.token}/mail`)
      .type('form')
      .send({ mailWanted: 'needed', discreet: 'false', language: 'ja-simple' })
      .expect(303);
    expect(answer.headers.location).toBe(`/my/${hana.token}?done=mail`);
    expect(await settingsOf(hana)).toEqual({ mailWanted: 'needed', discreet: false, language: 'ja-simple' });
    await app.http.patch(`/api/v1/registrations/${hana.token}/mail`).send({ mailWanted: 'all' }).expect(200);
    expect(await settingsOf(hana)).toEqual({ mailWanted: 'all', discreet: false, language: 'ja-simple' });
  });

  it('tells calendars that an entry reads otherwise, and only then', async () => {
    const hana = await registered();
    const entry = async () => {
      const { text, headers } = await app.http.get(`/calendar/my/${hana.token}.ics`).expect(200);
      return { lines: text.match(/^(SUMMARY|SEQUENCE|LAST-MODIFIED):.*$/gm), etag: headers.etag };
    };
    const before = await entry();
    app.clock.set('2025-04-02T09:00:00+09:00');
    await app.http.patch(`/api/v1/registrations/${hana.token}/mail`).send({ discreet: true }).expect(200);
    expect(await entry()).toEqual(before);
    await app.http.patch(`/api/v1/registrations/${hana.token}/mail`).send({ discreet: false }).expect(200);
    const after = await entry();
    expect(after.etag).not.toBe(before.etag);
    for (const [index, line] of (after.lines ?? []).entries()) expect(line).not.toBe(before.lines?.[index]);
    app.clock.set('2025-04-01T09:00:00+09:00');
  });

  it('refuses what is no choice and keeps what was chosen beside it', async () => {
    const hana = await registered();
    const answer = await app.http
      .post(`/my/${hana.token}/mail`)
      .type('form')
      .send({ mailWanted: 'sometimes', discreet: 'false', language: 'en' })
      .expect(422);
    expect(answer.text).toMatch(/id="discreet-false"[^>]* checked/);
    expect(answer.text).toContain('href="#mailWanted"');
    expect(await settingsOf(hana)).toEqual({ mailWanted: 'all', discreet: true, language: 'ja' });
    await app.http.get('/my/nothing/mail').expect(404);
  });

  it('stops what can be missed by one click of a mail program, which brings no cookie and comes from anywhere', async () => {
    const hana = await registered();
    const path = await wayOutOf(hana.email);
    expect(path).toMatch(/^\/unsubscribe\/needed\//);
    const looked = await app.http.get(path).expect(200);
    expect(looked.headers['x-robots-tag']).toBe('noindex, nofollow');
    expect(looked.text).not.toContain(hana.email);
    expect((await settingsOf(hana)).mailWanted).toBe('all');
    await app.http
      .post(path)
      .set('Sec-Fetch-Site', 'cross-site')
      .set('Origin', 'https://mail.example')
      .type('form')
      .send(ONE_CLICK)
      .expect(200);
    expect((await settingsOf(hana)).mailWanted).toBe('needed');
  });

  it('understands the other form in which mail programs may send it', async () => {
    const hana = await registered();
    await app.http
      .post(await wayOutOf(hana.email))
      .field('List-Unsubscribe', 'One-Click')
      .expect(200);
    expect((await settingsOf(hana)).mailWanted).toBe('needed');
  });

  it('lets its reader choose at the foot of a mail: everything, or what can be missed', async () => {
    const hana = await registered();
    await deliver(hana.email);
    const [shown] = peer.received.filter(({ to }) => to.includes(hana.email));
    const foot = /unsubscribe\/none\/[^\s"]+/.exec(shown?.mail.text ?? '')?.[0] ?? '';
    const page = await app.http.get(`/${foot}`).expect(200);
    const lesser = /action="([^"]*\/unsubscribe\/needed\/[^"]+)"/.exec(page.text)?.[1] ?? '';
    await app.http.post(lesser).expect(200);
    expect((await settingsOf(hana)).mailWanted).toBe('needed');
    await app.http.post(`/${foot}`).expect(200);
    expect((await settingsOf(hana)).mailWanted).toBe('none');
  });

  it('lets nobody stop the mails of others, nor more than the link is for', async () => {
    const [hana, other] = [await registered(), await registered()];
    const path = await wayOutOf(hana.email);
    for (const forged of [
      path.replace(hana.id, other.id),
      path.replace('/needed/', '/none/'),
      path.replace('/needed/', '/all/'),
      `${path}x`,
      path.slice(0, -1),
    ]) {
      await app.http.post(forged).type('form').send(ONE_CLICK).expect(404);
      await app.http.get(forged).expect(404);
    }
    expect([(await settingsOf(hana)).mailWanted, (await settingsOf(other)).mailWanted]).toEqual([
      'all',
      'all',
    ]);
  });

  it('never starts mails again by a link that stops fewer', async () => {
    const hana = await registered();
    await deliver(hana.email);
    await app.http.patch(`/api/v1/registrations/${hana.token}/mail`).send({ mailWanted: 'none' }).expect(200);
    const path = new URL(app.nest.get(RegistrationTokens).unsubscribeUrl(hana, 'needed')).pathname;
    await app.http.post(path).type('form').send(ONE_CLICK).expect(200);
    expect((await settingsOf(hana)).mailWanted).toBe('none');
  });

  it('tells staff of what was not sent to someone who wants no mail, and sends lost links all the same', async () => {
    const hana = await registered();
    const before = (await deliver(hana.email)).length;
    await app.http.patch(`/api/v1/registrations/${hana.token}/mail`).send({ mailWanted: 'none' }).expect(200);
    await app.http.delete(`/api/v1/registrations/${hana.token}`).expect(200);
    expect((await deliver(hana.email)).length).toBe(before);
    const [row] = await app.db.query(
      `SELECT state, outcome FROM messages WHERE subject_id = $1 AND kind = 'cancelled_registration'`,
      [hana.id],
    );
    expect(row).toEqual({ state: 'suppressed', outcome: 'unsubscribed' });

    const kept = await registered();
    const sent = (await deliver(kept.email)).length;
    await app.http.patch(`/api/v1/registrations/${kept.token}/mail`).send({ mailWanted: 'none' }).expect(200);
    await app.http.post('/my/recover').type('form').send({ email: kept.email }).expect(200);
    expect((await deliver(kept.email)).length).toBe(sent + 1);
  });
});
