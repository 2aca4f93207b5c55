import { describe, expect, it } from '@jest/globals';
import { meaningOf } from '../../../../src/registrations/ledger/outcome-words.js';

describe('what the answer of a mail server means for staff', () => {
  it.each([
    ['bounced', '550 5.1.1 user unknown', 'noSuchAddress'],
    ['bounced', 'failed 5.1.10 recipient not found', 'noSuchAddress'],
    ['bounced', '550 5.1.2 bad destination host', 'noSuchDomain'],
    ['bounced', 'failed 5.1.2 550 5.1.2 rejected', 'noSuchDomain'],
    ['bounced', '552 5.2.2 over quota', 'full'],
    ['delayed', '452 4.2.2 mailbox full', 'full'],
    ['bounced', '550 5.7.1 rejected by policy', 'refusedMail'],
    ['delayed', '450 4.2.0 <hana@mail.example>: Recipient address rejected: Greylisted', 'tryLater'],
    ['delayed', '450 4.1.1 unverified address: user unknown', 'tryLater'],
    ['delayed', '450 rejected for now', 'tryLater'],
    ['delayed', '451 4.7.1 blocked, try again', 'tryLater'],
    // Nothing goes again by itself any more: what "later" says would not be true.
    ['bounced', '450 4.1.1 unverified address: user unknown', 'noSuchAddress'],
    ['bounced', 'failed 4.4.7 delivery expired', undefined],
    ['suppressed', 'suppressed', undefined],
    ['sent', '250 5.1.1 is a number of theirs', undefined],
  ] as const)('%s: %s', (state, outcome, meaning) => {
    expect(meaningOf({ state, outcome })).toBe(meaning);
  });
});
