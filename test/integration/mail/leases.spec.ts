import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MailComposers } from '../../../src/platform/mail/composers.js';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { putLetters, REPEATED, writeLettersOfTests } from './put-letters.js';
import { ledger } from './registered.js';
import { SmtpPeer } from './smtp-peer.js';

const START = Date.parse('2025-04-01T00:00:00Z');
const MINUTE = 60_000;

describe('the lease of a claim', () => {
  let peer: SmtpPeer;
  let app: TestApp;
  /** Another worker on the same ledger, with one connection. */
  let slow: TestApp;

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ env: { SMTP_URL: peer.url } });
    slow = await startTestApp({ database: app.database, env: { SMTP_URL: peer.url, MAIL_CONNECTIONS: '1' } });
    for (const each of [app, slow]) writeLettersOfTests(each);
  }, 60_000);

  afterAll(async () => {
    await slow?.close();
    await app?.close();
    await peer?.stop();
  });

  beforeEach(() => {
    at(0);
    peer.received.length = 0;
    peer.treatment = 'accept';
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await app.db.getRepository(Message).clear();
  });

  function at(minutes: number): void {
    for (const each of [app, slow]) each.clock.set(new Date(START + minutes * MINUTE).toISOString());
  }

  async function deliver(by: TestApp = app): Promise<number> {
    return by.nest.get(Delivery).deliverDue();
  }

  async function statesAndAttempts(): Promise<string[]> {
    return (await ledger(app.db)).map(({ state, attempts }) => `${state} ${attempts}`);
  }

  describe('with a server that answers after twenty seconds, and again', () => {
    /** Four minutes in which the server says nothing; what another worker makes of it. */
    async function fourMinutes({ renewing }: { renewing: boolean }): Promise<void> {
      for (let seconds = 20; seconds <= 240; seconds += 20) {
        at(seconds / 60);
        if (renewing) await slow.nest.get(Delivery).keepClaims();
        await deliver(app);
      }
    }

    it('is renewed: the server is waited for, and nobody else takes over', async () => {
      await putLetters(app, 3, { kind: REPEATED });
      peer.treatment = 'hold';
      const [asked, delivered] = [peer.reached('recipient'), deliver(slow)];
      await asked;
      await fourMinutes({ renewing: true });
      expect(await statesAndAttempts()).toEqual(Array(3).fill('claimed 1'));
      peer.treatment = 'accept';
      peer.letGo();
      await delivered;
      expect(await statesAndAttempts()).toEqual(Array(3).fill('sent 1'));
      expect(peer.received).toHaveLength(3);
    });

    it('runs out where its worker cannot say that it lives; what that worker knows better counts', async () => {
      await putLetters(app, 3);
      peer.treatment = 'hold';
      const [asked, delivered] = [peer.reached('recipient'), deliver(slow)];
      await asked;
      await fourMinutes({ renewing: false });
      expect(await statesAndAttempts()).toEqual(Array(3).fill('uncertain 1'));
      peer.treatment = 'accept';
      peer.letGo();
      await delivered;
      // The first was on its way; the server never heard of the others, so that they are claimed anew.
      expect(await statesAndAttempts()).toEqual(Array(3).fill('sent 1'));
      expect(peer.received).toHaveLength(3);
    });
  });

  it('keeps an outcome that the database was away for: it is written when it is back', async () => {
    await putLetters(app, 1);
    const query = app.db.query.bind(app.db) as (...given: unknown[]) => Promise<unknown>;
    let failures = 0;
    jest.spyOn(app.db, 'query').mockImplementation((async (sql: string, ...rest: unknown[]) => {
      if (failures === 0 && sql.includes('SET state = o.state')) {
        failures++;
        throw new Error('the database is away');
      }
      return query(sql, ...rest);
    }) as never);
    await expect(deliver()).rejects.toThrow('the database is away');
    expect(await statesAndAttempts()).toEqual(['claimed 1']);
    await deliver();
    expect(await statesAndAttempts()).toEqual(['sent 1']);
    expect(peer.received).toHaveLength(1);
  });

  it('fences off an outcome that is written again because nobody knew that it had been', async () => {
    await putLetters(app, 1);
    const query = app.db.query.bind(app.db) as (...given: unknown[]) => Promise<unknown>;
    let losses = 0;
    jest.spyOn(app.db, 'query').mockImplementation((async (sql: string, ...rest: unknown[]) => {
      const result = await query(sql, ...rest);
      if (losses > 0 || !sql.includes('SET state = o.state')) return result;
      losses++;
      throw new Error('the connection was lost after the commit');
    }) as never);
    await peer.stop();
    try {
      await expect(deliver()).rejects.toThrow('lost after the commit');
    } finally {
      await peer.listen();
    }
    // The server heard of nothing: the attempt does not count, and the next is the first again.
    expect(await statesAndAttempts()).toEqual(['delayed 0']);
    at(1);
    peer.treatment = 'hold';
    const [asked, delivered] = [peer.reached('recipient'), deliver(slow)];
    await asked;
    await app.nest.get(Delivery).keepClaims();
    expect(await statesAndAttempts()).toEqual(['claimed 1']);
    peer.treatment = 'accept';
    peer.letGo();
    await delivered;
    expect(await statesAndAttempts()).toEqual(['sent 1']);
    await putLetters(app, 1);
    at(10);
    await deliver();
    expect(await statesAndAttempts()).toEqual(['sent 1', 'sent 1']);
    expect(peer.received).toHaveLength(2);
  });

  it('fences off what an earlier claim became, once somebody has queued the message anew', async () => {
    await putLetters(app, 1);
    peer.treatment = 'hold';
    const [asked, delivered] = [peer.reached('recipient'), deliver(slow)];
    await asked;
    at(3);
    await app.nest.get(Delivery).keepClaims();
    expect(await statesAndAttempts()).toEqual(['uncertain 1']);
    const anew = { state: 'queued', attempts: 0, unknowns: 0, claimedAt: null, claimedUntil: null } as const;
    await app.db.getRepository(Message).update({ state: 'uncertain' }, anew);
    const dueLater = { dueAt: new Date(START + 60 * MINUTE) };
    await app.db.getRepository(Message).update({ state: 'queued' }, dueLater);
    peer.treatment = 'accept';
    peer.letGo();
    await delivered;
    expect(await ledger(app.db)).toMatchObject([{ ...anew, ...dueLater, claims: 1 }]);
  });

  it('is looked at again when the letter is written, right before it goes', async () => {
    await putLetters(app, 1, { kind: REPEATED });
    const composers = app.nest.get(MailComposers);
    const compose = composers.compose.bind(composers);
    jest.spyOn(composers, 'compose').mockImplementationOnce(async (message) => {
      // So long that another worker has taken over and sent it.
      at(3);
      await deliver(slow);
      return compose(message);
    });
    await deliver();
    expect(peer.received).toHaveLength(1);
    expect(await statesAndAttempts()).toEqual(['sent 2']);
  });

  it('has an end also where none is written, as before there were leases', async () => {
    await putLetters(app, 1);
    await app.db
      .getRepository(Message)
      .update({ state: 'queued' }, { state: 'claimed', claimedAt: new Date(START), claimedUntil: null });
    at(10);
    await deliver();
    expect(await statesAndAttempts()).toEqual(['claimed 0']);
    at(10.1);
    await deliver();
    expect(await statesAndAttempts()).toEqual(['uncertain 0']);
  });
});
