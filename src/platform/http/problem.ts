import type { FastifyRequest } from 'fastify';
import type { DomainErrorCode } from '../../shared/domain-error.js';

/** True where a script of our own pages asks, and not a person: it wants no page and is led nowhere. */
export function asksForJson({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return headers.accept?.startsWith('application/json') ?? false;
}

/** HTTP status of each refusal (RFC 9110 §15); exhaustive, so that a new code does not compile without one. */
export const STATUS_OF: Readonly<Record<DomainErrorCode, number>> = {
  unknown: 404,
  gone: 410,
  invalid: 422,
  // What is wrong with an address, not with what was sent to it.
  invalid_query: 400,
  full: 409,
  closed: 409,
  not_yet_open: 409,
  past: 409,
  cancelled: 409,
  duplicate: 409,
  not_offered: 409,
  not_eligible: 409,
  too_late: 409,
  expired: 409,
  conflict: 409,
  unauthenticated: 401,
  forbidden: 403,
  unverified_form: 403,
  too_many_attempts: 429,
  busy: 503,
  unavailable: 503,
  // This server has no browser: the page can be printed all the same.
  pdf_unavailable: 503,
};
