import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { MailAddress } from '../../../src/platform/mail/mail-address.entity.js';
import { liftSuppression, recordAddressFailure } from '../../../src/platform/mail/mail-addresses.queries.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { LETTER, NOT_WANTED, putLetters, writeLettersOfTests } from './put-letters.js';
import { SmtpPeer } from './smtp-peer.js';

const UNKNOWN = { refuse: 550, words: '5.1.1 no such user' };
const BLOCKED = { refuse: 550, words: '5.7.1 not from you' };

describe('an address at which nothing arrives', () => {
  let peer: SmtpPeer;
  let app: TestApp;
  let organizationId: string;
  const recipient = 'gone@mail.example';

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ env: { SMTP_URL: peer.url } });
    writeLettersOfTests(app);
  });

  afterAll(async () => {
    await app?.close();
    await peer?.stop();
  });

  beforeEach(() => {
    organizationId = newId();
    peer.received.length = 0;
    peer.treatment = UNKNOWN;
    app.clock.set('2025-04-01T09:00:00+09:00');
  });

  afterEach(async () => {
    await app.db.getRepository(Message).clear();
    await app.db.getRepository(MailAddress).clear();
  });

  /** One more letter to the address, and what became of it. */
  async function write(kind = LETTER, given: { organizationId?: string; recipient?: string } = {}) {
    const to = { organizationId, recipient, kind, ...given };
    await putLetters(app, 1, to);
    const before = new Set((await messages()).filter(({ state }) => state !== 'queued').map(({ id }) => id));
    await app.nest.get(Delivery).deliverDue();
    const [message] = (await messages()).filter(({ id }) => !before.has(id)) as [Message];
    return { state: message.state, outcome: message.outcome };
  }

  async function messages(): Promise<Message[]> {
    return app.db.getRepository(Message).find();
  }

  it('is not written to any more after the second refusal on its account', async () => {
    await expect(write()).resolves.toEqual({ state: 'bounced', outcome: '550 5.1.1 no such user' });
    await expect(write()).resolves.toMatchObject({ state: 'bounced' });
    let asked = 0;
    peer.on('recipient', () => asked++);
    peer.treatment = 'accept';
    await expect(write()).resolves.toEqual({ state: 'suppressed', outcome: 'suppressed' });
    expect({ asked, received: peer.received }).toEqual({ asked: 0, received: [] });
    await expect(app.db.getRepository(MailAddress).find()).resolves.toEqual([
      {
        organizationId,
        recipient,
        failures: 2,
        lastFailedAt: app.clock.now(),
        lastAnswer: '550 5.1.1 no such user',
        suppressedAt: app.clock.now(),
      },
    ]);
  });

  it('may still be written to after the first, by other organizations, and after it was lifted', async () => {
    await write();
    peer.treatment = 'accept';
    await expect(write()).resolves.toMatchObject({ state: 'sent' });
    peer.treatment = UNKNOWN;
    await write();
    peer.treatment = 'accept';
    await expect(write()).resolves.toMatchObject({ state: 'suppressed' });
    await expect(write(LETTER, { organizationId: newId() })).resolves.toMatchObject({ state: 'sent' });
    await expect(write(LETTER, { recipient: 'other@mail.example' })).resolves.toMatchObject({
      state: 'sent',
    });

    await expect(liftSuppression(app.db, { organizationId, recipient })).resolves.toBe(true);
    await expect(write()).resolves.toMatchObject({ state: 'sent' });
    await expect(liftSuppression(app.db, { organizationId, recipient })).resolves.toBe(false);
  });

  it('is not to blame for what a letter says, or where it comes from', async () => {
    peer.treatment = BLOCKED;
    for (let count = 0; count < 3; count++)
      await expect(write()).resolves.toMatchObject({ state: 'bounced' });
    peer.treatment = { refuseMessage: 554 };
    await expect(write()).resolves.toMatchObject({ state: 'bounced' });
    peer.treatment = 'accept';
    await expect(write()).resolves.toMatchObject({ state: 'sent' });
  });

  it('has its failures of half a year ago forgotten', async () => {
    await write();
    app.clock.set('2025-09-29T09:00:00+09:00');
    await write();
    peer.treatment = 'accept';
    await expect(write()).resolves.toMatchObject({ state: 'sent' });
    peer.treatment = UNKNOWN;
    app.clock.set('2026-03-28T08:59:00+09:00');
    await write();
    await expect(write()).resolves.toMatchObject({ state: 'suppressed' });
  });

  it('is counted once for each failure that two processes report at a time', async () => {
    const failure = { organizationId, recipient, answer: '5.1.1', now: app.clock.now() };
    await Promise.all(Array.from({ length: 8 }, () => recordAddressFailure(app.db, failure)));
    const [address] = (await app.db.getRepository(MailAddress).find()) as [MailAddress];
    expect(address).toMatchObject({ failures: 8, suppressedAt: app.clock.now() });
  });

  it('does not stand in the list of what did not arrive with what nobody is to be told any more', async () => {
    await write();
    await write();
    await expect(write(NOT_WANTED)).resolves.toEqual({ state: 'cancelled', outcome: 'over' });
  });
});
