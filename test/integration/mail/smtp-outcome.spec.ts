import { describe, expect, it } from '@jest/globals';
import { LAST_ATTEMPT, nextAttemptAt, nextLookAt } from '../../../src/platform/mail/backoff.js';
import type { Attempt } from '../../../src/platform/mail/mail-transport.js';
import {
  isAddressFault,
  outcomeOf,
  type Progress,
  type SmtpFailure,
} from '../../../src/platform/mail/smtp-outcome.js';

describe('what a failed attempt means', () => {
  const RCPT = { code: 'EENVELOPE', command: 'RCPT TO' };
  const SENDER = { code: 'EENVELOPE', command: 'MAIL FROM' };
  const DATA = { code: 'EMESSAGE', command: 'DATA' };
  const delayed = { state: 'delayed' } as const;
  const away = { state: 'delayed', unreachable: true, untried: false } as const;
  const refusesUs = { state: 'delayed', unreachable: true, untried: true } as const;
  const uncertain = { state: 'uncertain' } as const;

  const FAILURES: [string, Partial<SmtpFailure>, Progress, Partial<Attempt>][] = [
    ['the recipient refused for good', { ...RCPT, responseCode: 550 }, 'speaking', bounced(true)],
    ['the message refused for good', { ...DATA, responseCode: 554 }, 'handed-over', bounced(false)],
    ['a message too large for the server', { ...SENDER, responseCode: 552 }, 'speaking', bounced(false)],
    ['a full mailbox', { ...RCPT, responseCode: 452 }, 'speaking', delayed],
    ['a greylisted message', { ...DATA, responseCode: 451 }, 'handed-over', delayed],
    ['a server that closes instead of answering', { ...RCPT, responseCode: 421 }, 'speaking', away],
    [
      'a server that closes after the letter',
      { code: 'ECONNECTION', responseCode: 421 },
      'handed-over',
      away,
    ],
    ['a server that wants us to sign in', { ...RCPT, responseCode: 530 }, 'speaking', refusesUs],
    ['a server that refuses our sender', { ...SENDER, responseCode: 550 }, 'speaking', refusesUs],
    ['a wrong password', { code: 'EAUTH', responseCode: 535 }, 'connecting', refusesUs],
    ['a server that serves nobody', { code: 'EPROTOCOL', responseCode: 554 }, 'connecting', refusesUs],
    ['a server that closes at once', { code: 'ECONNECTION', responseCode: 421 }, 'connecting', refusesUs],
    ['no connection', { code: 'ESOCKET' }, 'connecting', refusesUs],
    ['a connection lost before the final dot', { code: 'ECONNECTION' }, 'speaking', away],
    ['a connection lost after the final dot', { code: 'ECONNECTION' }, 'handed-over', uncertain],
    ['silence after the final dot', { code: 'EABORT' }, 'handed-over', uncertain],
  ];

  it.each(FAILURES)('%s', (_what, failure, progress, expected) => {
    const response = `${failure.responseCode ?? ''} so it is`;
    expect(
      outcomeOf({ message: 'broken', ...(failure.responseCode && { response }), ...failure }, progress),
    ).toEqual({ answer: failure.responseCode ? response : 'broken', ...expected });
  });

  function bounced(isAddressFault: boolean): Partial<Attempt> {
    return { state: 'bounced', isAddressFault };
  }
});

describe('whether a refusal is on account of the address', () => {
  it.each([
    ['550 5.1.1 no such user', true],
    ['550-5.1.1 The email account that you tried to reach does not exist', true],
    ['5.1.1', true],
    ['5.1.2', true],
    ['556 5.1.10 Recipient address has null MX', true],
    ['550 5.2.1 mailbox disabled', true],
    ['552 5.2.2 mailbox full', true],
    ['550 5.4.1 Recipient address rejected', true],
    ['550 User unknown', true],
    ['553 sorry, no such recipient', true],
    ['550 5.0.0 not here', true],
    ['550 5.1.7 bad sender', false],
    ['550 5.1.8 sender domain', false],
    ['550 5.7.1 blocked', false],
    ['554 5.7.9 policy', false],
    ['552 5.3.4 too big', false],
    ['550 5.6.1 media not supported', false],
    ['550 5.5.2 syntax', false],
    ['554 refused', false],
    ['552 quota', false],
    ['550 5.11.1 what is that', false],
    ['450 4.2.2 mailbox full', false],
    ['no answer', false],
    ['', false],
  ])('%s: %s', (answer, expected) => {
    expect(isAddressFault(answer)).toBe(expected);
  });

  it('does not read it from a refusal of the letter without an enhanced code', () => {
    expect(isAddressFault('550 spam', false)).toBe(false);
    expect(isAddressFault('550 5.1.1 unknown', false)).toBe(true);
  });
});

describe('when to try again', () => {
  it('waits minutes, then hours, and gives up after four to six days', () => {
    let now = new Date('2025-04-01T00:00:00Z');
    const start = now.getTime();
    const minutes: number[] = [];
    for (let attempts = 1; attempts < LAST_ATTEMPT; attempts++) {
      const next = nextAttemptAt(attempts, now);
      minutes.push((next.getTime() - now.getTime()) / 60_000);
      now = next;
    }
    expect(minutes.slice(0, 8)).toEqual([1, 3, 10, 30, 60, 120, 240, 240]);
    const days = (now.getTime() - start) / 86_400_000;
    expect(days).toBeGreaterThan(4);
    expect(days).toBeLessThan(6);
  });

  it('looks for a server that is away after 1, 3, and then every 10 minutes', () => {
    const now = new Date('2025-04-01T00:00:00Z');
    const minutes = [1, 2, 3, 4, 50].map((failures) => nextLookAt(failures, now).getTime() - now.getTime());
    expect(minutes.map((ms) => ms / 60_000)).toEqual([1, 3, 10, 10, 10]);
  });
});
