import type { FastifyReply } from 'fastify';
import { STATUS_OF } from '../../platform/http/problem.js';
import { DomainError, type DomainErrorCode } from '../../shared/domain-error.js';

/** Refusals that no page of the registration can answer: it is not there, or nothing can be read. */
const ELSEWHERE: ReadonlySet<DomainErrorCode> = new Set(['unknown', 'unavailable']);

/** Does what a form asks for; a refusal is answered by the page that `again` makes, with the refusal's status. */
export async function attempt(
  reply: FastifyReply,
  act: () => Promise<string>,
  again: (refusal: DomainError) => Promise<string>,
): Promise<string> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof DomainError) || ELSEWHERE.has(error.code)) throw error;
    const page = await again(error);
    reply.status(STATUS_OF[error.code]);
    const { retryAfterSeconds } = error.details;
    if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
    return page;
  }
}
