/** Every way in which a rule of ours can refuse a request. The HTTP status of each is in platform/http/problem.ts. */
export type DomainErrorCode =
  | 'unknown'
  | 'gone'
  | 'invalid'
  | 'invalid_query'
  | 'full'
  | 'closed'
  | 'not_yet_open'
  | 'past'
  | 'cancelled'
  | 'duplicate'
  | 'not_offered'
  | 'not_eligible'
  | 'too_late'
  | 'expired'
  | 'conflict'
  | 'unauthenticated'
  | 'forbidden'
  | 'unverified_form'
  | 'too_many_attempts'
  | 'busy'
  | 'unavailable'
  | 'pdf_unavailable';

/** One fault in what was sent: the field's name as sent, a code from the message catalogues, and facts for the sentence. */
export interface Fault {
  readonly field: string;
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number>>;
  /** Where in a file, if it was a file: its name, line and column (from 1). */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * A refusal that a person or a client can act on. Thrown by rules and services, translated once, by the HTTP filter
 * or the command line. `code` picks the sentence `errors.<code>` in the message catalogues.
 */
export class DomainError extends Error {
  constructor(
    readonly code: DomainErrorCode,
    readonly details: {
      readonly faults?: readonly Fault[];
      readonly params?: Readonly<Record<string, string | number>>;
      readonly retryAfterSeconds?: number;
    } = {},
  ) {
    super(code);
    this.name = 'DomainError';
  }
}
