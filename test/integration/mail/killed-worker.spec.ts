import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { MailWake } from '../../../src/platform/mail/mail-wake.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { Place } from '../../../src/registrations/seats/place.entity.js';
import { makeTerm } from '../../support/factories.js';
import { putMessages } from '../../support/ledger.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { confirmation, ledger, makeRegistered } from './registered.js';
import { SmtpPeer } from './smtp-peer.js';

/** The worker is a real process with the machine's clock: the session lies beyond it, the messages are due before it. */
const DUE = '2025-04-01T09:00:00+09:00';
const LATER_THAN_ANY_CLAIM = '2098-01-01T00:00:00Z';

describe('a worker that is killed while it sends', () => {
  let peer: SmtpPeer;
  let app: TestApp;
  let worker: ChildProcess;
  let term: Awaited<ReturnType<typeof makeTerm>>;

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ now: DUE, env: { SMTP_URL: peer.url } });
    term = await makeTerm(app.db, { dates: ['2099-04-14'] });
  });

  afterAll(async () => {
    await app?.close();
    await peer?.stop();
  });

  beforeEach(async () => {
    app.clock.set(DUE);
    peer.received.length = 0;
    await app.db.getRepository(Message).clear();
    worker = spawn(process.execPath, [join(import.meta.dirname, '../../../dist/main.js')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        DATABASE_URL: app.config.databaseUrl,
        SMTP_URL: peer.url,
        APP_SECRET: app.config.secret,
        PUBLIC_URL: app.config.publicUrl,
        TSUDOI_HOME: app.config.home,
        ROLE: 'worker',
        DEMO: 'off',
      },
    });
    await once(worker.stdout as NonNullable<ChildProcess['stdout']>, 'data');
  });

  afterEach(() => {
    worker.kill('SIGKILL');
  });

  /** Puts one message of each kind, and ends the worker when the server has seen that moment of each. */
  async function endAt(
    moment: 'recipient' | 'message',
    kinds: readonly ('confirmed' | 'changed')[],
    signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL',
  ): Promise<void> {
    const { registration, places } = await makeRegistered(app.db, term.sessions, term.pools);
    const [place] = places as [Place];
    let seen = 0;
    const reached = new Promise<void>((resolve) => {
      peer.on(moment, () => ++seen === kinds.length && resolve());
    });
    const messages = kinds.map((kind) => ({
      ...confirmation(registration),
      kind,
      subjectId: kind === 'changed' ? place.id : registration.id,
    }));
    await app.db.transaction((tx) => putMessages(tx, messages, app.clock.now()));
    app.nest.get(MailWake).wakeSoon();
    await reached;
    peer.removeAllListeners(moment);
    const gone = once(worker, 'exit');
    worker.kill(signal);
    await gone;
  }

  async function statesOfKinds(): Promise<Record<string, string>> {
    const messages = await ledger(app.db);
    return Object.fromEntries(messages.map(({ kind, state, attempts }) => [kind, `${state} ${attempts}`]));
  }

  /** Another worker, some other day. */
  async function deliverLater(): Promise<void> {
    peer.treatment = 'accept';
    app.clock.set(LATER_THAN_ANY_CLAIM);
    await app.nest.get(Delivery).deliverDue();
    await app.nest.get(Delivery).deliverDue();
  }

  it('before it handed the letter over: leaves its claim, which is uncertain to the next and not sent', async () => {
    peer.treatment = 'silent-before-data';
    await endAt('recipient', ['confirmed']);
    expect(await statesOfKinds()).toEqual({ confirmed: 'claimed 1' });
    await deliverLater();
    expect(await statesOfKinds()).toEqual({ confirmed: 'uncertain 1' });
    expect(peer.received).toEqual([]);
  });

  it('after it handed the letter over: nothing goes twice but the notice of change, as the same message', async () => {
    peer.treatment = 'silent-after-dot';
    await endAt('message', ['confirmed', 'changed']);
    expect(await statesOfKinds()).toEqual({ confirmed: 'claimed 1', changed: 'claimed 1' });
    await deliverLater();
    expect(await statesOfKinds()).toEqual({ confirmed: 'uncertain 1', changed: 'sent 2' });
    const ids = peer.received.map(({ mail }) => mail.messageId);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(2);
  });

  it('finishes with its claims when it is asked to stop', async () => {
    peer.treatment = 'silent-before-data';
    await endAt('recipient', ['confirmed'], 'SIGTERM');
    expect(await statesOfKinds()).toEqual({ confirmed: 'delayed 1' });
  });
});
