import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AttendanceRecord } from '../../../src/attendance/attendance-record.entity.js';
import { WebhookDelivery } from '../../../src/organizations/webhooks/webhook-delivery.entity.js';
import { WebhookSending } from '../../../src/organizations/webhooks/webhook-sending.js';
import { makeOrganization, makeTerm } from '../../support/factories.js';
import { bearer, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** What the other system was sent. */
interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let app: TestApp;
let staff: StaffBrowser;
let authorization: string;
let term: Awaited<ReturnType<typeof makeTerm>>;
let other: Server;
let url: string;
const received: Received[] = [];
/** Statuses with which the other system answers, one after the other; then 204. */
const answers: number[] = [];

beforeAll(async () => {
  other = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      const status = answers.shift() ?? 204;
      if (status === 302) response.setHeader('location', `${url}/elsewhere`);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/tsudoi`;
  app = await startTestApp({ env: { OUTGOING_HOSTS: '127.0.0.1' }, now: '2025-04-14T18:00:00+09:00' });
  term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'] });
  staff = await signInAs(app, term.organization, 'owner');
  authorization = await bearer(app, term.organization, 'owner');
});
afterAll(async () => {
  await app.close();
  await new Promise((resolve) => other.close(resolve));
});
afterEach(async () => {
  await app.db.query('DELETE FROM webhooks');
  received.length = 0;
  answers.length = 0;
});

const ALL = [
  'registration.made',
  'registration.cancelled',
  'place.released',
  'session.changed',
  'attendance.closed',
];

async function makeWebhook(given: Record<string, unknown> = {}): Promise<{ id: string; secret: string }> {
  const { body } = await app.http
    .post('/api/v1/staff/webhooks')
    .set({ authorization })
    .send({ organization: term.organization.slug, label: '台帳', url, events: ALL, ...given })
    .expect(201);
  return body;
}
const send = () => app.nest.get(WebhookSending).sendDue();
const register = async (session = term.sessions[1]?.id) =>
  (
    await app.http
      .post('/api/v1/registrations')
      .send({ session, people: 2, nickname: 'みどりのひみつ', email: `${Math.random()}@family.example` })
      .expect(201)
  ).body as { id: string; code: string; manageUrl: string };
const tokenOf = ({ manageUrl }: { manageUrl: string }) => manageUrl.split('/').at(-1)?.split('?')[0];
const deliveries = () =>
  app.db.getRepository(WebhookDelivery).find({ order: { createdAt: 'ASC', id: 'ASC' } });
const types = () => received.map(({ body }) => JSON.parse(body).type).sort();

/** Whether a receiver that keeps to Standard Webhooks (its specification, §"Verifying") takes the message for ours. */
function isOurs({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

describe('a webhook', () => {
  it('is told of a registration, signed so that the receiver can verify it, and of nobody', async () => {
    const { secret } = await makeWebhook();
    const { id, code } = await register();
    expect(await send()).toBe(1);
    const [message] = received as [Received];
    expect(isOurs(message, secret)).toBe(true);
    expect(isOurs({ ...message, body: message.body.replace('2', '3') }, secret)).toBe(false);
    expect(isOurs(message, (await makeWebhook()).secret)).toBe(false);
    expect(message.headers['webhook-timestamp']).toBe(String(Date.UTC(2025, 3, 14, 9) / 1000));
    expect(JSON.parse(message.body)).toMatchObject({
      type: 'registration.made',
      organization: term.organization.slug,
      data: { registration: id, code, programme: term.programme.slug, people: 2, status: 'confirmed' },
    });
    expect(message.body).not.toMatch(/みどり|family\.example/);
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({
      id: message.headers['webhook-id'],
      state: 'delivered',
      lastStatus: 204,
    });
  });

  it('is told of cancelling, of one session given up, of a session that changed, of attendance that was closed', async () => {
    await makeWebhook();
    const session = term.sessions[1]?.id as string;
    const whole = (
      await app.http
        .post('/api/v1/registrations')
        .send({ course: term.course.id, people: 1, nickname: 'はる' })
    ).body;
    const one = await register();
    if (whole.id)
      await app.http.post(`/api/v1/registrations/${tokenOf(whole)}/places/${session}/release`).expect(200);
    await app.http.delete(`/api/v1/registrations/${tokenOf(one)}`).expect(200);
    await app.http
      .patch(`/api/v1/staff/sessions/${session}`)
      .set({ authorization })
      .send({ topic: `別の話 ${Math.random()}` })
      .expect(200);
    await app.db.getRepository(AttendanceRecord).upsert(
      {
        sessionId: term.sessions[0]?.id as string,
        organizationId: term.organization.id,
        recordedAt: new Date(),
        recordedBy: 'system',
        closedAt: new Date(),
      },
      ['sessionId'],
    );
    await send();
    expect(new Set(types())).toEqual(new Set(ALL));
    const cancelled = received
      .map(({ body }) => JSON.parse(body))
      .filter(({ type }) => type === 'registration.cancelled');
    expect(cancelled.map(({ data }) => data.registration)).toContain(one.id);
  });

  it('is told of nothing that did not happen: what was rolled back, refused, or repeated', async () => {
    await makeWebhook();
    await expect(
      app.db.transaction(async (tx) => {
        await tx.query(`UPDATE sessions SET sequence = sequence + 1 WHERE id = $1`, [term.sessions[1]?.id]);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    const once = { session: term.sessions[1]?.id, people: 1, nickname: 'そら' };
    for (let time = 0; time < 2; time++)
      await app.http
        .post('/api/v1/registrations')
        .set('idempotency-key', 'the-same-request')
        .send(once)
        .expect(201);
    await app.http
      .post('/api/v1/registrations')
      .send({ ...once, people: 0 })
      .expect(422);
    await send();
    expect(types()).toEqual(['registration.made']);
  });

  it('hears only what it asked for, only of its organization, and nothing while it is paused', async () => {
    const { id } = await makeWebhook({ events: ['registration.cancelled'] });
    await register();
    const elsewhere = await makeTerm(app.db, { dates: ['2025-05-12'] });
    const { manageUrl } = await register(elsewhere.sessions[0]?.id);
    await app.http.delete(`/api/v1/registrations/${tokenOf({ manageUrl })}`).expect(200);
    expect(await send()).toBe(0);
    await staff.post(`/staff/webhooks/${id}`, { act: 'pause' });
    const left = await register();
    await app.http.delete(`/api/v1/registrations/${tokenOf(left)}`).expect(200);
    expect(await send()).toBe(0);
    await staff.post(`/staff/webhooks/${id}`, { act: 'resume' });
    const again = await register();
    await app.http.delete(`/api/v1/registrations/${tokenOf(again)}`).expect(200);
    await send();
    expect(received.map(({ body }) => JSON.parse(body).data.registration)).toEqual([again.id]);
  });

  it('is tried again with the same id, ever later, and given up after two days; then sent by hand', async () => {
    const { id } = await makeWebhook();
    await register();
    answers.push(...Array(8).fill(500));
    const pauses: number[] = [];
    let now = app.clock.now().getTime();
    expect(await send()).toBe(1);
    for (;;) {
      const [delivery] = await deliveries();
      if (delivery?.state !== 'waiting') break;
      const due = delivery.dueAt?.getTime() as number;
      pauses.push((due - now) / 60_000);
      app.clock.set(new Date(due - 1).toISOString());
      expect(await send()).toBe(0);
      now = due;
      app.clock.set(new Date(due).toISOString());
      expect(await send()).toBe(1);
    }
    expect(pauses).toEqual([1, 5, 30, 120, 360, 720, 1440]);
    expect(await deliveries()).toMatchObject([{ state: 'failed', attempts: 8, lastStatus: 500 }]);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const [{ id: delivery }] = (await deliveries()) as [WebhookDelivery];
    await app.http
      .post(`/api/v1/staff/webhooks/${id}/deliveries/${delivery}/resend`)
      .set({ authorization })
      .expect(202);
    expect(await send()).toBe(1);
    expect(received.at(-1)?.headers['webhook-id']).toBe(delivery);
    expect(await deliveries()).toMatchObject([{ state: 'delivered', lastStatus: 204 }]);
    app.clock.set('2025-04-14T18:00:00+09:00');
  });

  it.each([
    [301, null],
    [302, null],
    [410, null],
  ])('has not taken what it answers with %i, and is led nowhere by it', async (status) => {
    await makeWebhook({ events: ['registration.made'] });
    await register();
    answers.push(status);
    await send();
    expect(received).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ state: 'waiting', attempts: 1, lastStatus: status }]);
  });

  it('gets each event once from many workers at once, and again from the next where one dies over it', async () => {
    await makeWebhook({ events: ['session.changed'] });
    for (let time = 0; time < 25; time++)
      await app.db.query('UPDATE sessions SET sequence = sequence + 1 WHERE id = $1', [term.sessions[1]?.id]);
    await Promise.all(Array.from({ length: 5 }, send));
    expect(received).toHaveLength(25);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(25);
    received.length = 0;
    await register();
    await app.db.query('UPDATE sessions SET sequence = sequence + 1 WHERE id = $1', [term.sessions[1]?.id]);
    // A worker that claimed it and died: nobody settles it, and its claim ends.
    await app.db.query(
      `UPDATE webhook_deliveries SET attempts = 1, due_at = $1::timestamptz + interval '1 minute' WHERE state = 'waiting'`,
      [app.clock.now()],
    );
    expect(await send()).toBe(0);
    app.clock.set('2025-04-14T18:01:00+09:00');
    expect(await send()).toBe(1);
    app.clock.set('2025-04-14T18:00:00+09:00');
  });

  it('waits for nobody else’s slow address, and is not held up by its own failures', async () => {
    await makeWebhook({ events: ['session.changed'] });
    const slow = await makeOrganization(app.db);
    const slowAuthorization = await bearer(app, slow, 'owner');
    const waiting: (() => void)[] = [];
    const tarpit = createServer((_, response) => waiting.push(() => response.writeHead(204).end()));
    await new Promise<void>((resolve) => tarpit.listen(0, '127.0.0.1', resolve));
    const slowUrl = `http://127.0.0.1:${(tarpit.address() as AddressInfo).port}/`;
    // Several addresses of one organization, with more to send than there are places in all.
    for (const label of ['一', '二', '三', '四', '五', '六']) {
      const { body } = await app.http
        .post('/api/v1/staff/webhooks')
        .set({ authorization: slowAuthorization })
        .send({ organization: slow.slug, label, url: slowUrl, events: ALL })
        .expect(201);
      await app.db.query(
        `INSERT INTO webhook_deliveries (id, organization_id, webhook_id, event, data, created_at)
         SELECT gen_random_uuid(), $1, $2, 'session.changed', '{}', now() - interval '1 hour' FROM generate_series(1, 4)`,
        [slow.id, body.id],
      );
    }
    for (let time = 0; time < 20; time++)
      await app.db.query('UPDATE sessions SET sequence = sequence + 1 WHERE id = $1', [term.sessions[1]?.id]);
    const sending = send();
    const all = new Promise<void>((resolve) => {
      other.on('request', function told() {
        // The last four are on their way together.
        if (received.length < 16) return;
        other.off('request', told);
        resolve();
      });
    });
    // The slow ones answer only after the others were told.
    await all;
    expect(waiting.length).toBeLessThanOrEqual(4);
    for (const answer of waiting.splice(0)) answer();
    tarpit.on('request', () => {
      for (const answer of waiting.splice(0)) answer();
    });
    expect(await sending).toBe(24 + 20);
    await new Promise((resolve) => tarpit.close(resolve));
  });

  it('gets a ping also while it is paused, and nothing else', async () => {
    const { id } = await makeWebhook();
    await register();
    await staff.post(`/staff/webhooks/${id}`, { act: 'pause' });
    await staff.post(`/staff/webhooks/${id}`, { act: 'ping' });
    expect(await send()).toBe(1);
    expect(types()).toEqual(['ping']);
  });

  it('costs nothing where there is none: no delivery is written', async () => {
    await register();
    expect(await deliveries()).toEqual([]);
  });
});

describe('where a webhook goes', () => {
  it.each([
    ['http://tsudoi-receiver.example/hook', 'httpsOnly'],
    ['ftp://receiver.example/', 'isUrl'],
    ['https://user:word@receiver.example/', 'isUrl'],
    ['receiver', 'isUrl'],
  ])('is not %s', async (address, code) => {
    const answer = await app.http
      .post('/api/v1/staff/webhooks')
      .set({ authorization })
      .send({ organization: term.organization.slug, label: '台帳', url: address, events: ALL });
    expect(answer.status).toBe(422);
    expect(answer.body.faults).toEqual([expect.objectContaining({ field: 'url', code })]);
  });

  it.each([
    'https://127.0.0.2/',
    'https://[::1]/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest',
    'https://localhost/',
  ])('is nothing inside the network: %s', async (address) => {
    await makeWebhook({ url: address, events: ['registration.made'] });
    await register();
    await send();
    expect(await deliveries()).toMatchObject([{ state: 'waiting', lastStatus: null, lastFault: 'private' }]);
  });
});

describe('the pages of webhooks', () => {
  it('make one, show its secret once, and what became of a test', async () => {
    const page = await staff.post('/staff/webhooks', {
      organization: term.organization.slug,
      label: '市の台帳',
      url,
      'event.registration.made': '1',
    });
    expect(page.status).toBe(200);
    const secret = /whsec_[\w+/=]+/.exec(page.text)?.[0] as string;
    const id = /\/staff\/webhooks\/([\w-]{36})/.exec(page.text)?.[1];
    const [{ sealed_secret: kept }] = await app.db.query('SELECT sealed_secret FROM webhooks WHERE id = $1', [
      id,
    ]);
    expect(kept).not.toContain(secret);
    expect((await staff.get(`/staff/webhooks/${id}`)).text).not.toContain('whsec_');
    await staff.post(`/staff/webhooks/${id}`, { act: 'ping' });
    answers.push(503);
    await send();
    expect(JSON.parse(received[0]?.body ?? '{}')).toMatchObject({ type: 'ping', data: {} });
    const after = await staff.get(`/staff/webhooks/${id}`);
    expect(after.text).toContain('返事：503');
    expect(after.text).toContain('これから送る');
    const renewed = await staff.post(`/staff/webhooks/${id}`, { act: 'secret' });
    const fresh = /whsec_[\w+/=]+/.exec(renewed.text)?.[0] as string;
    expect(fresh).not.toBe(secret);
    app.clock.set('2025-04-14T18:05:00+09:00');
    await send();
    expect(isOurs(received.at(-1) as Received, fresh)).toBe(true);
    app.clock.set('2025-04-14T18:00:00+09:00');
    expect((await staff.post(`/staff/webhooks/${id}`, { act: 'remove' })).status).toBe(303);
    expect(await deliveries()).toEqual([]);
    const log = await app.db.query(
      `SELECT action, before, after FROM audit_entries WHERE subject_id = $1 ORDER BY at, id`,
      [id],
    );
    expect(log.map(({ action }: { action: string }) => action)).toEqual([
      'webhook.created',
      'webhook.pinged',
      'webhook.secret_renewed',
      'webhook.removed',
    ]);
    expect(JSON.stringify(log)).not.toMatch(/whsec_|tsudoi"/);
  });

  it('keep what was typed where something is wrong', async () => {
    const page = await staff.post('/staff/webhooks', {
      organization: term.organization.slug,
      label: '台帳だけ',
      url: 'x',
    });
    expect(page.status).toBe(422);
    expect(page.text).toContain('value="台帳だけ"');
    expect(page.text).toContain('href="#url"');
    expect(page.text).toContain('href="#event.registration.made"');
  });

  it('are for owners alone, and say nothing of other organizations', async () => {
    const { id } = await makeWebhook();
    const organizer = await signInAs(app, term.organization, 'organizer');
    expect((await organizer.get('/staff/webhooks')).status).toBe(403);
    const stranger = await signInAs(app, await makeOrganization(app.db), 'owner');
    expect((await stranger.get(`/staff/webhooks/${id}`)).status).toBe(404);
    expect((await stranger.post(`/staff/webhooks/${id}`, { act: 'remove' })).status).toBe(404);
    expect((await stranger.get('/staff/webhooks')).text).not.toContain('台帳');
  });
});
