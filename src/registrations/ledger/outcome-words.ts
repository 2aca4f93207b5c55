import type { MessageState } from '../../platform/mail/message.entity.js';

/**
 * What a mail server's answer means for staff, by its enhanced status code (RFC 3463) and the words that servers commonly
 * use; each names a sentence `ledger.answer.<word>`. The first that fits holds.
 */
const MEANINGS = [
  ['full', /\b[45]\.2\.2\b|over quota|mailbox (is )?full/i],
  [
    'noSuchAddress',
    /\b[45]\.1\.([0136]|10)\b|user unknown|unknown user|no such (user|mailbox|recipient)|does not exist/i,
  ],
  ['noSuchDomain', /\b[45]\.1\.2\b|\b5\.4\.4\b|host (or domain )?(name )?not found|ENOTFOUND|no MX/i],
  ['refusedMail', /\b5\.7\.\d+\b|spam|blocked|blacklist|policy|reject/i],
] as const;
/** What may pass (RFC 5321 §4.2.1: 4yz), whatever words stand in it: servers that want a letter later "reject" it until then. */
const MAY_PASS = /^(delayed )?4\d\d\b|\b4\.\d{1,3}\.\d{1,3}\b|greylist|try again/i;

export type AnswerMeaning = (typeof MEANINGS)[number][0] | 'tryLater';

/** What the last answer to a message that did not arrive means; undefined where it is not known or there is none. */
export function meaningOf(message: {
  readonly state: MessageState;
  readonly outcome: string | null;
}): AnswerMeaning | undefined {
  const { state, outcome } = message;
  if (outcome === null || !['bounced', 'delayed', 'suppressed'].includes(state)) return undefined;
  const [full, ...others] = MEANINGS;
  if (full[1].test(outcome)) return full[0];
  if (state === 'delayed' && MAY_PASS.test(outcome)) return 'tryLater';
  return others.find(([, pattern]) => pattern.test(outcome))?.[0];
}
