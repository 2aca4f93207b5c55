import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import type { Registration } from '../../../src/registrations/registration.entity.js';
import { Place } from '../../../src/registrations/seats/place.entity.js';
import { makeTerm } from '../../support/factories.js';
import { type NewMessage, putMessages } from '../../support/ledger.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { confirmation, ledger, makeRegistered } from './registered.js';
import { SmtpPeer } from './smtp-peer.js';

const START = '2025-04-01T09:00:00+09:00';

describe('delivery to an SMTP server', () => {
  let peer: SmtpPeer;
  let app: TestApp;
  let delivery: Delivery;
  let term: Awaited<ReturnType<typeof makeTerm>>;

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ env: { SMTP_URL: peer.url, MAIL_FROM: 'noreply@tsudoi.example' } });
    delivery = app.nest.get(Delivery);
    term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-28'] });
  });

  afterAll(async () => {
    await app?.close();
    await peer?.stop();
  });

  beforeEach(() => {
    peer.received.length = 0;
    peer.treatment = 'accept';
    app.clock.set(START);
  });

  afterEach(async () => {
    await app.db.getRepository(Message).clear();
  });

  async function registered(given: Partial<Registration> = {}) {
    return makeRegistered(app.db, term.sessions, term.pools, given);
  }

  async function put(...messages: readonly NewMessage[]) {
    await app.db.transaction((tx) => putMessages(tx, messages, app.clock.now()));
  }

  async function onlyMessage(): Promise<Message> {
    const [message, ...others] = await ledger(app.db);
    expect(others).toEqual([]);
    return message as Message;
  }

  it('sends a confirmation as text and HTML that a mail program reads', async () => {
    const { registration } = await registered();
    await put(confirmation(registration));
    await expect(delivery.deliverDue()).resolves.toBe(1);

    const [{ from, to, raw, mail }] = peer.received as [(typeof peer.received)[number]];
    expect({ from, to }).toEqual({ from: 'noreply@tsudoi.example', to: [registration.email] });
    expect(mail.subject).toBe(`受付のお知らせ（受付番号 ${registration.code}）`);
    expect(mail.from).toMatchObject({ name: 'お知らせ', address: 'noreply@tsudoi.example' });
    expect(mail.text).toContain('第1回 2025年4月14日（月） 午前10時から11時45分まで（参加できます）');
    expect(mail.html).toContain('第2回 2025年4月28日（月） 午前10時から11時45分まで');
    expect(mail.text).toMatch(/^http:\/\/tsudoi\.example\/my\/[\w-]{43}$/m);
    expect(mail.date).toBe(new Date(START).toISOString());
    expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(raw).toMatch(/^Content-Type: multipart\/alternative;/m);

    const message = await onlyMessage();
    expect(mail.messageId).toBe(`<${message.id}@tsudoi.example>`);
    expect(message).toMatchObject({ state: 'sent', attempts: 1, sentAt: new Date(START) });
    expect(message.outcome).toMatch(/^250 /);
  });

  it('puts the same message once, and sends it once', async () => {
    const { registration } = await registered();
    await put(confirmation(registration));
    await put(confirmation(registration), confirmation(registration));
    await delivery.deliverDue();
    await delivery.deliverDue();
    expect(peer.received).toHaveLength(1);
  });

  it('sends many in parallel, each once, also when two workers deliver', async () => {
    const people = await Promise.all(Array.from({ length: 60 }, () => registered()));
    await put(...people.map(({ registration }) => confirmation(registration)));
    const other = await startTestApp({ database: app.database, env: { SMTP_URL: peer.url } });
    try {
      const counts = await Promise.all([delivery.deliverDue(), other.nest.get(Delivery).deliverDue()]);
      expect(counts.reduce((sum, count) => sum + count)).toBe(60);
    } finally {
      await other.close();
    }
    expect(new Set(peer.received.flatMap(({ to }) => to)).size).toBe(60);
    expect(peer.received).toHaveLength(60);
  });

  it('waits while the server cannot be reached, and sends when it is back', async () => {
    const { registration } = await registered();
    await put(confirmation(registration));
    await peer.stop();
    try {
      await delivery.deliverDue();
    } finally {
      await peer.listen();
    }
    const delayed = await onlyMessage();
    expect(delayed).toMatchObject({
      state: 'delayed',
      attempts: 0,
      dueAt: new Date('2025-04-01T09:01:00+09:00'),
    });
    expect(delayed.outcome).toContain('ECONNREFUSED');

    await expect(delivery.deliverDue()).resolves.toBe(0);
    app.clock.set('2025-04-01T09:01:00+09:00');
    await delivery.deliverDue();
    expect(await onlyMessage()).toMatchObject({ state: 'sent', attempts: 1 });
    expect(peer.received).toHaveLength(1);
  });

  it.each([
    [550, 'bounced', null],
    [452, 'delayed', '2025-04-01T09:01:00+09:00'],
  ])('reads an answer of %i to the recipient as %s', async (refuse, state, dueAt) => {
    const { registration } = await registered();
    await put(confirmation(registration));
    peer.treatment = { refuse };
    await delivery.deliverDue();
    const message = await onlyMessage();
    expect(message).toMatchObject({ state, dueAt: new Date(dueAt ?? START), sentAt: null });
    expect(message.outcome).toContain(`${refuse} no such mailbox`);

    peer.treatment = 'accept';
    app.clock.set('2025-04-01T12:00:00+09:00');
    await delivery.deliverDue();
    expect(peer.received).toHaveLength(state === 'bounced' ? 0 : 1);
  });

  it('tries again where the connection broke before anything was handed over', async () => {
    const { registration } = await registered();
    await put(confirmation(registration));
    peer.treatment = 'hang-up-before-data';
    await delivery.deliverDue();
    expect(await onlyMessage()).toMatchObject({ state: 'delayed' });
  });

  it('does not repeat a letter that was handed over whole without an answer', async () => {
    const { registration } = await registered();
    await put(confirmation(registration));
    peer.treatment = 'hang-up-after-dot';
    await delivery.deliverDue();
    expect(await onlyMessage()).toMatchObject({ state: 'uncertain', sentAt: null });

    peer.treatment = 'accept';
    app.clock.set('2025-04-03T09:00:00+09:00');
    await expect(delivery.deliverDue()).resolves.toBe(0);
    expect(peer.received).toHaveLength(1);
  });

  it('repeats a notice of change in that case, as the same message', async () => {
    const { registration, places } = await registered();
    const [place] = places as [Place];
    await put({
      ...confirmation(registration),
      kind: 'changed',
      occasion: `session:${place.sessionId}:1`,
      subjectId: place.id,
      facts: { before: { startsOn: '2025-04-07', startTime: '10:00', endTime: '11:45', venue: null } },
    });
    peer.treatment = 'hang-up-after-dot';
    await delivery.deliverDue();
    expect(await onlyMessage()).toMatchObject({ state: 'delayed', attempts: 1 });

    peer.treatment = 'accept';
    app.clock.set('2025-04-01T09:01:00+09:00');
    await delivery.deliverDue();
    expect(await onlyMessage()).toMatchObject({ state: 'sent', attempts: 2 });
    const ids = peer.received.map(({ mail }) => mail.messageId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('counts what a dead worker had claimed as uncertain, and sends notices of change again', async () => {
    const { registration, places } = await registered();
    const [place] = places as [Place];
    const aboutSession = { kind: 'changed', occasion: `session:${place.sessionId}:2`, subjectId: place.id };
    await put(confirmation(registration), { ...confirmation(registration), ...aboutSession });
    await app.db
      .getRepository(Message)
      .update({ state: 'queued' }, { state: 'claimed', claimedUntil: new Date(START), attempts: 1 });

    await delivery.deliverDue();
    expect((await ledger(app.db)).map(({ state }) => state)).toEqual(['claimed', 'claimed']);

    app.clock.set('2025-04-01T09:00:01+09:00');
    await delivery.deliverDue();
    const states = Object.fromEntries((await ledger(app.db)).map(({ kind, state }) => [kind, state]));
    expect(states).toEqual({ confirmed: 'uncertain', changed: 'sent' });
    expect(peer.received).toHaveLength(1);
  });

  it('lets one that cannot be written wait, and sends the others', async () => {
    const { registration } = await registered();
    await put({ ...confirmation(registration), kind: 'nobody-writes-this' }, confirmation(registration));
    await delivery.deliverDue();
    const states = Object.fromEntries(
      (await ledger(app.db)).map(({ kind, state, outcome }) => [kind, { state, outcome }]),
    );
    expect(states['nobody-writes-this']).toEqual({ state: 'delayed', outcome: 'could not be composed' });
    expect(states.confirmed).toMatchObject({ state: 'sent' });
  });

  it('does not send what is not due yet', async () => {
    const { registration } = await registered();
    await put({ ...confirmation(registration), dueAt: new Date('2025-04-01T10:00:00+09:00') });
    await expect(delivery.deliverDue()).resolves.toBe(0);
    app.clock.set('2025-04-01T10:00:00+09:00');
    await expect(delivery.deliverDue()).resolves.toBe(1);
  });

  it.each([
    'hana@mail.example, eve@mail.example',
    'hana@mail.example\r\nBcc: eve@mail.example',
    '"hana@mail.example" <eve@mail.example>',
    'RCPT',
  ])('hands %j to no server', async (recipient) => {
    const { registration } = await registered();
    await put({ ...confirmation(registration), recipient });
    await delivery.deliverDue();
    expect(await onlyMessage()).toMatchObject({ state: 'bounced', outcome: 'not a mail address' });
    expect(peer.received).toEqual([]);
  });
});
