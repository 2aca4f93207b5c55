import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { MailAddress } from '../../../src/platform/mail/mail-address.entity.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { SmtpMailTransport, type SmtpOptions } from '../../../src/platform/mail/smtp-transport.js';
import { newId } from '../../../src/shared/ids.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { putLetters, REPEATED, writeLettersOfTests } from './put-letters.js';
import { ledger } from './registered.js';
import { SmtpPeer, type Treatment } from './smtp-peer.js';

const START = Date.parse('2025-04-01T00:00:00Z');
const MINUTE = 60_000;

describe('faults of a mail server', () => {
  let peer: SmtpPeer;
  let untrusted: SmtpPeer;
  let app: TestApp;
  /** Another worker on the same ledger, with a server whose certificate nobody trusts. */
  let secured: TestApp;

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    untrusted = await SmtpPeer.start({ secure: true });
    app = await startTestApp({ env: { SMTP_URL: peer.url } });
    const { database } = app;
    secured = await startTestApp({ database, env: { SMTP_URL: untrusted.url } });
    for (const each of [app, secured]) writeLettersOfTests(each);
  }, 60_000);

  afterAll(async () => {
    await secured?.close();
    await app?.close();
    await peer?.stop();
    await untrusted?.stop();
  });

  beforeEach(() => {
    at(0);
    peer.received.length = 0;
    peer.treatment = 'accept';
  });

  afterEach(async () => {
    await app.db.getRepository(Message).clear();
    await app.db.getRepository(MailAddress).clear();
  });

  function at(minutes: number): void {
    for (const each of [app, secured]) each.clock.set(new Date(START + minutes * MINUTE).toISOString());
  }

  async function deliver(by: TestApp = app): Promise<number> {
    return by.nest.get(Delivery).deliverDue();
  }

  async function statesAndAttempts(): Promise<string[]> {
    return (await ledger(app.db)).map(({ state, attempts }) => `${state} ${attempts}`);
  }

  describe('that keep every letter out', () => {
    const faults: [string, { arise(): unknown; pass(): unknown; by?: () => TestApp; outcome: RegExp }][] = [
      [
        'a refused connection',
        { arise: () => peer.stop(), pass: () => peer.listen(), outcome: /ECONNREFUSED/ },
      ],
      ['a greeting of 421', { ...treated('no-greeting'), outcome: /^421 / }],
      ['a sender that is refused', { ...treated({ refuseSender: 550 }), outcome: /^550 / }],
      [
        'a certificate that nobody trusts',
        {
          arise: () => undefined,
          pass: () => undefined,
          by: () => secured,
          outcome: /self-signed certificate/,
        },
      ],
    ];

    function treated(treatment: Treatment) {
      return {
        arise: () => {
          peer.hangUp();
          peer.treatment = treatment;
        },
        pass: () => {
          peer.treatment = 'accept';
        },
      };
    }

    it.each(faults)('%s, for a day: no letter is the poorer by an attempt', async (_what, fault) => {
      const { arise, pass, by = () => app, outcome } = fault;
      await putLetters(app, 12);
      await arise();
      let looks = 0;
      try {
        for (let minutes = 0; minutes < 24 * 60; minutes += 5) {
          at(minutes);
          await deliver(by());
          looks++;
        }
      } finally {
        await pass();
      }
      expect(looks).toBe(288);
      const waiting = await ledger(app.db);
      expect(
        waiting.map(({ state, attempts }) => ({
          waits: state === 'queued' || state === 'delayed',
          attempts,
        })),
      ).toEqual(Array(12).fill({ waits: true, attempts: 0 }));
      const met = waiting.filter(({ outcome: answer }) => answer !== null);
      expect(met.length).toBeGreaterThan(0);
      for (const { outcome: answer } of met) expect(answer).toMatch(outcome);

      at(24 * 60 + 10);
      await deliver();
      expect(await statesAndAttempts()).toEqual(Array(12).fill('sent 1'));
      expect(peer.received).toHaveLength(12);
    });
  });

  describe('that keep one letter out', () => {
    it.each<[string, Treatment]>([
      ['450 to the recipient', { refuse: 450 }],
      ['451 to the message', { refuseMessage: 451 }],
      ['a connection that breaks before the message', 'hang-up-before-data'],
    ])('%s: it comes again over hours, not seconds', async (_what, treatment) => {
      await putLetters(app, 1);
      peer.treatment = treatment;
      const waits: number[] = [];
      for (let minutes = 0; waits.length < 9; ) {
        at(minutes);
        await deliver();
        const [message] = (await ledger(app.db)) as [Message];
        expect(message.state).toBe('delayed');
        const next = (message.dueAt.getTime() - START) / MINUTE;
        waits.push(next - minutes);
        at(next - 0.1);
        await expect(deliver()).resolves.toBe(0);
        minutes = next;
      }
      expect(waits).toEqual([1, 3, 10, 30, 60, 120, 240, 240, 240]);
    });

    it.each<[string, Treatment, number]>([
      ['550 to the recipient', { refuse: 550 }, 1],
      ['554 to the message', { refuseMessage: 554 }, 0],
    ])('%s: it is not tried again', async (_what, treatment, addressFailures) => {
      await putLetters(app, 1);
      peer.treatment = treatment;
      await deliver();
      expect(await statesAndAttempts()).toEqual(['bounced 1']);
      await expect(app.db.getRepository(MailAddress).count()).resolves.toBe(addressFailures);

      peer.treatment = 'accept';
      at(60 * 24 * 7);
      await expect(deliver()).resolves.toBe(0);
    });

    it('goes again at most five times where nobody knows, always as the same message', async () => {
      await putLetters(app, 1, { kind: REPEATED });
      peer.treatment = 'hang-up-after-dot';
      for (let hours = 0; hours < 24; hours++) {
        at(hours * 60);
        await deliver();
      }
      expect(await statesAndAttempts()).toEqual(['uncertain 5']);
      expect(peer.received).toHaveLength(5);
      expect(new Set(peer.received.map(({ mail }) => mail.messageId)).size).toBe(1);
    });
  });

  describe('in the middle of a letter', () => {
    async function send(content: Buffer, options: Partial<SmtpOptions> = {}) {
      const transport = new SmtpMailTransport({ url: peer.url, connections: 1, ...options });
      try {
        return await transport.send({ id: newId(), from: 'a@tsudoi.example', to: 'b@mail.example', content });
      } finally {
        transport.abort();
      }
    }
    const SHORT = Buffer.from('Subject: x\r\n\r\nx\r\n');

    it('a connection that breaks before the final dot: nothing was accepted, and it waits', async () => {
      peer.treatment = 'hang-up-at-data';
      await expect(send(SHORT)).resolves.toMatchObject({ state: 'delayed', untried: false });
    });

    it('a connection that breaks when the final dot may have left: uncertain', async () => {
      peer.treatment = 'hang-up-in-data';
      await expect(send(SHORT)).resolves.toMatchObject({ state: 'uncertain' });
    });

    it('silence after the final dot: uncertain', async () => {
      peer.treatment = 'silent-after-dot';
      await expect(send(SHORT, { letterMs: 300 })).resolves.toMatchObject({ state: 'uncertain' });
      await expect(send(SHORT, { answerMs: 300 })).resolves.toMatchObject({ state: 'uncertain' });
    });

    it('silence before it: it waits', async () => {
      peer.treatment = 'silent-before-data';
      await expect(send(SHORT, { answerMs: 300 })).resolves.toMatchObject({ state: 'delayed' });
    });
  });

  it('is asked for delivery reports where it offers them', async () => {
    const offering = await SmtpPeer.start({ dsn: true });
    const other = await startTestApp({ database: app.database, env: { SMTP_URL: offering.url } });
    writeLettersOfTests(other);
    try {
      await putLetters(app, 1);
      await deliver(other);
      const [message] = (await ledger(app.db)) as [Message];
      expect(offering.received.map(({ dsn }) => dsn)).toEqual([
        { envid: message.id, ret: 'HDRS', notify: ['FAILURE', 'DELAY'] },
      ]);
      expect(message.state).toBe('sent');
    } finally {
      await other.close();
      await offering.stop();
    }
    await putLetters(app, 1);
    await deliver();
    expect(peer.received.map(({ dsn, answer }) => ({ dsn, answer }))).toEqual([{ dsn: null, answer: 250 }]);
  });
});
