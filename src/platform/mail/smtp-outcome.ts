import type { Attempt } from './mail-transport.js';

/** What an SMTP client knows of a failed attempt. */
export interface SmtpFailure {
  readonly message: string;
  /** Client's own code, e.g. `ECONNECTION`, `EENVELOPE`. */
  readonly code?: string;
  /** Reply code of the server, where it answered. */
  readonly responseCode?: number;
  readonly response?: string;
}

/** Failures that are about this letter or its recipient, not about the way to the server. */
const ABOUT_THE_LETTER = ['EENVELOPE', 'EMESSAGE'];
/** RFC 4954 §6: the server wants other credentials; our configuration is at fault, not the recipient. */
const ABOUT_SIGNING_IN = [530, 534, 535, 538];

/**
 * Reads a failure (RFC 5321 §4.2.1: 4yz may pass on another day, 5yz will not). Without an answer all depends on whether
 * the final dot can have reached the server: before it nothing was accepted, after it nobody knows.
 */
export function outcomeOf(failure: SmtpFailure, handedOver: boolean): Attempt {
  const answer = failure.response ?? failure.message;
  const code = failure.responseCode ?? 0;
  const isAboutTheLetter = ABOUT_THE_LETTER.includes(failure.code ?? '') && !ABOUT_SIGNING_IN.includes(code);
  if (isAboutTheLetter && code >= 500) return { state: 'bounced', answer };
  if (code >= 400) return { state: 'delayed', answer, unreachable: !isAboutTheLetter };
  return handedOver ? { state: 'uncertain', answer } : { state: 'delayed', answer, unreachable: true };
}
