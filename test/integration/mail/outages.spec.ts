import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { NOT_WANTED, putLetters, REPEATED, writeLettersOfTests } from './put-letters.js';
import { ledger } from './registered.js';
import { SmtpPeer } from './smtp-peer.js';

const START = Date.parse('2025-04-01T00:00:00Z');
const MINUTE = 60_000;

describe('a worker that has found no server', () => {
  let peer: SmtpPeer;
  let app: TestApp;

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ env: { SMTP_URL: peer.url } });
    writeLettersOfTests(app);
  }, 60_000);

  afterAll(async () => {
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
    app.clock.set(new Date(START + minutes * MINUTE).toISOString());
  }

  async function deliver(): Promise<number> {
    return app.nest.get(Delivery).deliverDue();
  }

  it('asks the server with one letter at a time, every ten minutes', async () => {
    await putLetters(app, 12);
    peer.hangUp();
    peer.treatment = 'no-greeting';
    let connections = 0;
    const count = () => connections++;
    peer.on('connection', count);
    await deliver();
    const atFirst = connections;
    for (let minutes = 1; minutes <= 64; minutes++) {
      at(minutes);
      await deliver();
    }
    peer.off('connection', count);
    expect(atFirst).toBeLessThanOrEqual(app.config.mailConnections);
    // At 1, 4, 14, 24, 34, 44, 54 and 64 minutes.
    expect(connections - atFirst).toBe(8);
    peer.treatment = 'accept';
    at(74);
    await deliver();
    expect(peer.received).toHaveLength(12);
  });

  it('asks with one letter that is to be sent, whatever comes before it', async () => {
    peer.hangUp();
    peer.treatment = 'no-greeting';
    await putLetters(app, 12);
    await deliver();
    let connections = 0;
    const count = () => connections++;
    peer.on('connection', count);
    await putLetters(app, 30, { kind: NOT_WANTED, dueAt: () => new Date(START - MINUTE) });
    at(1);
    await deliver();
    peer.off('connection', count);
    expect(connections).toBe(1);
    const waiting = (await ledger(app.db)).filter(({ state }) => state !== 'cancelled');
    expect(waiting.map(({ attempts }) => attempts)).toEqual(Array(12).fill(0));
    peer.treatment = 'accept';
    at(5);
    await deliver();
    expect(peer.received).toHaveLength(12);
  });

  it('spends no attempts on everyone, and goes on with all once one letter was taken', async () => {
    await putLetters(app, 40);
    await peer.stop();
    try {
      await deliver();
    } finally {
      await peer.listen();
    }
    const waiting = await ledger(app.db);
    expect(waiting.filter(({ attempts }) => attempts > 0)).toEqual([]);
    const untouched = waiting.filter(({ state }) => state === 'queued');
    expect(untouched.length).toBeGreaterThanOrEqual(40 - app.config.mailConnections);
    at(1);
    await deliver();
    expect(peer.received).toHaveLength(40);
  });
});

describe('sends of unknown outcome', () => {
  let peer: SmtpPeer;
  let app: TestApp;

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ env: { SMTP_URL: peer.url } });
    writeLettersOfTests(app);
  }, 60_000);

  afterAll(async () => {
    await app?.close();
    await peer?.stop();
  });

  it('are counted apart from refusals: a letter refused often still goes again where nobody knows', async () => {
    await putLetters(app, 1, { kind: REPEATED });
    peer.treatment = { refuse: 451 };
    const fate = async (hours: number) => {
      app.clock.set(new Date(START + hours * 60 * MINUTE).toISOString());
      await app.nest.get(Delivery).deliverDue();
      const [{ state, attempts, unknowns }] = (await ledger(app.db)) as [Message];
      return `${state} ${attempts} ${unknowns}`;
    };
    app.clock.set(new Date(START).toISOString());
    for (let day = 1; day <= 6; day++) await fate(day * 5);
    peer.treatment = 'hang-up-after-dot';
    await expect(fate(35)).resolves.toBe('delayed 7 1');
    for (let day = 8; day <= 10; day++) await fate(day * 5);
    await expect(fate(55)).resolves.toBe('uncertain 11 5');
    expect(peer.received).toHaveLength(5);
  });
});
