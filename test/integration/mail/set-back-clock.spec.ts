import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { putLetters, REPEATED, writeLettersOfTests } from './put-letters.js';
import { ledger } from './registered.js';
import { SmtpPeer } from './smtp-peer.js';

const START = Date.parse('2025-04-01T00:00:00Z');
const MINUTE = 60_000;

describe('a clock that is set back', () => {
  let peer: SmtpPeer;
  let app: TestApp;
  /** Another worker on the same ledger, by the same clock. */
  let other: TestApp;

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ env: { SMTP_URL: peer.url } });
    other = await startTestApp({ database: app.database, env: { SMTP_URL: peer.url } });
    for (const each of [app, other]) writeLettersOfTests(each);
  }, 60_000);

  afterAll(async () => {
    await other?.close();
    await app?.close();
    await peer?.stop();
  });

  beforeEach(() => {
    at(0);
    peer.received.length = 0;
    peer.treatment = 'accept';
  });

  afterEach(async () => {
    await app.db.getRepository(Message).clear();
  });

  function at(minutes: number): void {
    for (const each of [app, other]) each.clock.set(new Date(START + minutes * MINUTE).toISOString());
  }

  async function deliver(by: TestApp = app): Promise<number> {
    return by.nest.get(Delivery).deliverDue();
  }

  async function states(): Promise<string[]> {
    return (await ledger(app.db)).map(({ state }) => state);
  }

  it('does not keep claims of the dead: they end two minutes later', async () => {
    at(60);
    await putLetters(app, 2);
    const claimedAt = new Date(START + 60 * MINUTE);
    const claimedUntil = new Date(START + 62 * MINUTE);
    await app.db
      .getRepository(Message)
      .update({ state: 'queued' }, { state: 'claimed', claimedAt, claimedUntil });
    at(0);
    await deliver();
    expect(await states()).toEqual(['claimed', 'claimed']);
    at(2.1);
    await deliver();
    expect(await states()).toEqual(['uncertain', 'uncertain']);
  });

  it('takes nothing from the living, nor from those whose clock is a little ahead', async () => {
    at(60);
    await putLetters(app, 1, { kind: REPEATED });
    peer.treatment = 'hold';
    const [asked, delivered] = [peer.reached('recipient'), deliver(other)];
    await asked;
    at(59);
    await deliver();
    expect(await states()).toEqual(['claimed']);
    for (let minutes = 0; minutes < 5; minutes++) {
      at(minutes);
      await deliver();
      await other.nest.get(Delivery).keepClaims();
    }
    expect(await states()).toEqual(['claimed']);
    peer.treatment = 'accept';
    peer.letGo();
    await delivered;
    expect(await states()).toEqual(['sent']);
    expect(peer.received).toHaveLength(1);
  });

  it('does not keep a letter that was refused for now beyond the longest wait', async () => {
    at(600);
    await putLetters(app, 1);
    peer.treatment = { refuse: 452 };
    await deliver();
    peer.treatment = 'accept';
    // Four hours may be what such a letter waits.
    at(600 - 239);
    await expect(deliver()).resolves.toBe(0);
    at(0);
    await deliver();
    expect(await states()).toEqual(['sent']);
  });

  it('does not keep what was to go at once; what was to wait waits', async () => {
    at(600);
    await putLetters(app, 1);
    await putLetters(app, 1, { dueAt: () => new Date(START + 700 * MINUTE) });
    at(0);
    await expect(deliver()).resolves.toBe(1);
    expect((await states()).sort()).toEqual(['queued', 'sent']);
    expect(peer.received).toHaveLength(1);
  });

  it('does not prolong the rest of a worker that has found no server', async () => {
    at(600);
    await putLetters(app, 1);
    await peer.stop();
    try {
      await deliver();
    } finally {
      await peer.listen();
    }
    at(0);
    await expect(deliver()).resolves.toBe(0);
    at(1);
    await deliver();
    expect(await states()).toEqual(['sent']);
  });
});
