import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Claims } from '../../../src/platform/mail/claims.js';
import { MailComposers } from '../../../src/platform/mail/composers.js';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { MailAddress } from '../../../src/platform/mail/mail-address.entity.js';
import { MailPace } from '../../../src/platform/mail/mail-pace.entity.js';
import { MailTransport } from '../../../src/platform/mail/mail-transport.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { paceOf } from '../../../src/platform/mail/pace.js';
import { newId } from '../../../src/shared/ids.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { LETTER, NOT_WANTED, NOT_YET, putLetters, writeLettersOfTests } from './put-letters.js';
import { SmtpPeer } from './smtp-peer.js';

const START = Date.parse('2025-04-01T00:00:00Z');
const PER_MINUTE = 60;
const WORKERS = 8;

describe('the pace of letters to one server', () => {
  let peer: SmtpPeer;
  let app: TestApp;
  /** Seconds of the test's clock at which letters arrived, and their numbers. */
  let arrivals: { readonly second: number; readonly number: number }[];

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ env: { SMTP_URL: peer.url, MAIL_PER_MINUTE: String(PER_MINUTE) } });
    writeLettersOfTests(app);
    peer.on('accepted', () => {
      const number = Number.parseInt(peer.received.at(-1)?.mail.subject ?? '', 10);
      arrivals.push({ second: (app.clock.now().getTime() - START) / 1000, number });
    });
  });

  afterAll(async () => {
    await app?.close();
    await peer?.stop();
  });

  beforeEach(() => {
    arrivals = [];
    at(0);
  });

  afterEach(async () => {
    await app.db.getRepository(Message).clear();
    await app.db.getRepository(MailPace).clear();
    await app.db.getRepository(MailAddress).clear();
  });

  function at(second: number): void {
    app.clock.set(new Date(START + second * 1000).toISOString());
  }

  /** Workers as so many processes have them; `smtpUrl` is the server that each believes to write to. */
  function workers(smtpUrl: (index: number) => string): Delivery[] {
    const { nest, db, clock } = app;
    return Array.from({ length: WORKERS }, (_, index) => {
      const config = Object.create(app.config, { smtpUrl: { value: smtpUrl(index) } }) as typeof app.config;
      const claims = new Claims(db, clock, config);
      return new Delivery(clock, config, nest.get(MailComposers), nest.get(MailTransport), claims);
    });
  }

  /** Lets all workers look every five seconds for so long. */
  async function work(deliveries: readonly Delivery[], seconds: number): Promise<void> {
    for (let second = 0; second <= seconds; second += 5) {
      at(second);
      await Promise.all(deliveries.map((delivery) => delivery.deliverDue()));
    }
  }

  function mostInAnyMinute(): number {
    return Math.max(
      ...arrivals.map(
        ({ second: start }) => arrivals.filter(({ second }) => second >= start && second < start + 60).length,
      ),
    );
  }

  it('is kept by eight workers together, in any minute, in the order of what is due', async () => {
    await putLetters(app, 200, { dueAt: (index) => new Date(START - (200 - index) * 1000) });
    await work(
      workers(() => peer.url),
      180,
    );
    expect(mostInAnyMinute()).toBeLessThanOrEqual(PER_MINUTE);
    // As many as the rate allows, less what the burst may add to a minute.
    expect(arrivals.length).toBeGreaterThan(3 * (PER_MINUTE * 0.9) - 1);
    const earlier = arrivals.map(({ second }) =>
      Math.max(...arrivals.filter((other) => other.second < second).map(({ number }) => number), -1),
    );
    expect(arrivals.filter(({ number }, index) => number <= (earlier[index] as number))).toEqual([]);
    expect(new Set(arrivals.map(({ number }) => number)).size).toBe(arrivals.length);
  });

  it('would not be, if each kept its own', async () => {
    await putLetters(app, 200);
    await work(
      workers((index) => `smtp://127.0.0.${index + 1}:25`),
      60,
    );
    expect(mostInAnyMinute()).toBeGreaterThan(PER_MINUTE);
  });

  it('leaves what is beyond queued, no attempt the poorer, and says when more may go', async () => {
    await putLetters(app, 10);
    const delivery = app.nest.get(Delivery);
    await delivery.deliverDue();
    expect(arrivals).toHaveLength(6);
    const waiting = await app.db.getRepository(Message).findBy({ state: 'queued' });
    expect(waiting.map(({ attempts }) => attempts)).toEqual([0, 0, 0, 0]);
    const resumesAt = delivery.resumesAt as Date;
    expect(resumesAt.getTime() - START).toBe(Math.round(60_000 / 55));

    app.clock.set(new Date(resumesAt.getTime() - 1).toISOString());
    await delivery.deliverDue();
    expect(arrivals).toHaveLength(6);
    app.clock.set(resumesAt.toISOString());
    await delivery.deliverDue();
    expect(arrivals).toHaveLength(7);
  });

  it.each([NOT_WANTED, NOT_YET, 'suppressed', 'no address'])(
    'has room for others where what comes first is not sent: %s',
    async (why) => {
      const organizationId = newId();
      const recipient = why === 'no address' ? 'nobody' : 'gone@mail.example';
      await app.db.getRepository(MailAddress).insert({
        ...{ organizationId, recipient: 'gone@mail.example', failures: 2, lastAnswer: '550 5.1.1' },
        ...{ lastFailedAt: new Date(START), suppressedAt: new Date(START) },
      });
      const kind = [NOT_WANTED, NOT_YET].includes(why) ? why : LETTER;
      await putLetters(app, 20, { kind, organizationId, recipient, dueAt: () => new Date(START - 60_000) });
      await putLetters(app, 10);
      await app.nest.get(Delivery).deliverDue();
      expect(arrivals.map(({ number }) => number).sort()).toEqual([0, 1, 2, 3, 4, 5]);
    },
  );

  it('is kept by eight workers also where half of what is due is not sent, and is used', async () => {
    await putLetters(app, 200, { dueAt: (index) => new Date(START - (200 - index) * 1000) });
    await putLetters(app, 200, {
      kind: NOT_WANTED,
      dueAt: (index) => new Date(START - (200 - index) * 1000),
    });
    await work(
      workers(() => peer.url),
      180,
    );
    expect(mostInAnyMinute()).toBeLessThanOrEqual(PER_MINUTE);
    expect(arrivals.length).toBeGreaterThan(3 * (PER_MINUTE * 0.9) - 1);
  });

  it('takes back what was not used while it counts, and not once a pause has made up for it', async () => {
    await putLetters(app, 30);
    const claims = app.nest.get(Claims);
    const early = await claims.take(20);
    expect(early).toHaveLength(6);
    await claims.giveBack(early.slice(0, 2));
    await expect(claims.take(20)).resolves.toHaveLength(2);

    at(3600);
    await expect(claims.take(20)).resolves.toHaveLength(6);
    await claims.giveBack(early.slice(2));
    await expect(claims.take(20)).resolves.toEqual([]);
  });

  it('does not stall where a clock was set back', async () => {
    await putLetters(app, 12, { dueAt: () => new Date(START - 7_200_000) });
    const delivery = app.nest.get(Delivery);
    await delivery.deliverDue();
    expect(arrivals).toHaveLength(6);
    at(-3600);
    await delivery.deliverDue();
    expect(arrivals).toHaveLength(6);
    at(-3600 + 10);
    await delivery.deliverDue();
    expect(arrivals).toHaveLength(12);
  });
});

describe('a pace', () => {
  it.each([
    [1, 1, 60],
    [10, 1, 6],
    [60, 6, 60 / 55],
    [600, 60, 60 / 541],
  ])('of %i a minute: %i at once, then one every %d seconds', (perMinute, burst, spacing) => {
    expect(paceOf('smtp://u:p@mail.city.example', perMinute)).toEqual({
      server: 'mail.city.example:587',
      burst,
      spacing,
    });
    // The burst and the even stream together, in any 60 seconds.
    expect(burst + Math.ceil(60 / spacing - 1e-9) - 1).toBeLessThanOrEqual(perMinute);
  });

  it('is kept for a server only, and where one is asked for', () => {
    expect(paceOf(undefined, 60)).toBeUndefined();
    expect(paceOf('smtp://mail.city.example', 0)).toBeUndefined();
    expect(paceOf('smtps://mail.city.example', 60)?.server).toBe('mail.city.example:465');
    expect(paceOf('smtp://mail.city.example:2525', 60)?.server).toBe('mail.city.example:2525');
  });
});
