import { describe, expect, it } from '@jest/globals';
import { LAST_ATTEMPT, nextAttemptAt } from '../../../src/platform/mail/backoff.js';
import { outcomeOf } from '../../../src/platform/mail/smtp-outcome.js';

describe('what a failed attempt means', () => {
  it.each([
    ['the recipient refused for good', { code: 'EENVELOPE', responseCode: 550 }, false, 'bounced', undefined],
    ['the message refused for good', { code: 'EMESSAGE', responseCode: 554 }, true, 'bounced', undefined],
    ['a full mailbox', { code: 'EENVELOPE', responseCode: 452 }, false, 'delayed', false],
    ['a greylisted message', { code: 'EMESSAGE', responseCode: 451 }, true, 'delayed', false],
    ['a server that wants us to sign in', { code: 'EENVELOPE', responseCode: 530 }, false, 'delayed', true],
    ['a wrong password', { code: 'EAUTH', responseCode: 535 }, false, 'delayed', true],
    ['a server that serves nobody', { code: 'EPROTOCOL', responseCode: 554 }, false, 'delayed', true],
    ['a server that closes', { code: 'ECONNECTION', responseCode: 421 }, false, 'delayed', true],
    ['no connection', { code: 'ESOCKET' }, false, 'delayed', true],
    ['a connection lost after the final dot', { code: 'ECONNECTION' }, true, 'uncertain', undefined],
    ['silence after the final dot', { code: 'EABORT' }, true, 'uncertain', undefined],
  ])('%s', (_what, failure, handedOver, state, unreachable) => {
    const outcome = outcomeOf({ message: 'went wrong', ...failure }, handedOver);
    expect(outcome).toEqual({
      state,
      answer: 'went wrong',
      ...(unreachable !== undefined && { unreachable }),
    });
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
});
