import type { Attempt } from './mail-transport.js';

/** What an SMTP client knows of a failed attempt. */
export interface SmtpFailure {
  readonly message: string;
  /** Client's own code, e.g. `ECONNECTION`, `EENVELOPE`. */
  readonly code?: string;
  /** Reply code of the server, where it answered. */
  readonly responseCode?: number;
  readonly response?: string;
  /** What was being said, e.g. `MAIL FROM`, `RCPT TO`, `DATA`. */
  readonly command?: string;
}

/** How far a letter got: no session yet, the letter is being spoken of, or its final dot may have left. */
export type Progress = 'connecting' | 'speaking' | 'handed-over';

/** Failures that are about this letter or its recipient, not about the way to the server. */
const ABOUT_THE_LETTER = ['EENVELOPE', 'EMESSAGE'];
/** RFC 4954 §6: the server wants other credentials; our configuration is at fault, not the recipient. */
const ABOUT_SIGNING_IN = [530, 534, 535, 538];
/** RFC 5321 §3.8: the server closes; to whom is of no account. */
const CLOSING = 421;
/** RFC 1870 §6.1: what `MAIL FROM` with `SIZE` is told where the letter is too large. */
const TOO_LARGE = 552;

/**
 * Reads a failure (RFC 5321 §4.2.1: 4yz may pass on another day, 5yz will not). Without an answer all depends on whether
 * the final dot can have reached the server: before it nothing was accepted, after it nobody knows. A server that refuses
 * the connection, the sign-in or the sender refuses us: no letter bounces for it, however long it lasts.
 */
export function outcomeOf(failure: SmtpFailure, progress: Progress): Attempt {
  const answer = failure.response ?? failure.message;
  const code = failure.responseCode ?? 0;
  if (code < 400 && progress === 'handed-over') return { state: 'uncertain', answer };
  const isRefusalOfUs =
    ABOUT_SIGNING_IN.includes(code) || (failure.command === 'MAIL FROM' && code >= 500 && code !== TOO_LARGE);
  const isAboutTheLetter = ABOUT_THE_LETTER.includes(failure.code ?? '') && code >= 400 && code !== CLOSING;
  if (!isAboutTheLetter || isRefusalOfUs) {
    const untried = isRefusalOfUs || progress === 'connecting';
    return { state: 'delayed', answer, unreachable: true, untried };
  }
  if (code < 500) return { state: 'delayed', answer };
  return { state: 'bounced', answer, isAddressFault: isAddressFault(answer, failure.command === 'RCPT TO') };
}

/** Enhanced status codes (RFC 3463, RFC 7505) that say: this address takes no mail. Senders, sizes, policies and systems do not. */
const ADDRESS_FAULTS = /^5\.(1\.([0-46]|10)|2\.[012]|4\.[14])$/;
/** Reply codes that say so where no enhanced code does (RFC 5321 §4.2.3, RFC 7504). */
const RECIPIENT_REFUSED = [550, 551, 553, 556];

/**
 * Whether a permanent failure is on account of the address: unknown, moved, closed, full for good. Refusals for what the
 * letter says, for who sends it, or for how the server fares are not.
 * @param answer e.g. `550 5.1.1 no such user`, or the status of a delivery report (RFC 3464), `5.1.1`
 * @param toRecipient whether it was the answer to the recipient, not to the letter
 */
export function isAddressFault(answer: string, toRecipient = true): boolean {
  const { code, status } =
    /^(?:(?<code>5\d\d)(?:[ -]|$))?\s*(?<status>5\.\d{1,3}\.\d{1,3}\b)?/.exec(answer)?.groups ?? {};
  if (status && status !== '5.0.0') return ADDRESS_FAULTS.test(status);
  return toRecipient && RECIPIENT_REFUSED.includes(Number(code));
}
