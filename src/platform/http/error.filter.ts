import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../shared/domain-error.js';
import { sqlStateOf } from '../database/transaction.js';
import { Views } from '../views/views.js';
import { languageOf, pageContextOf } from './page-context.js';
import { asksForJson, STATUS_OF } from './problem.js';
import { EMBEDDED_POLICY } from './security-headers.js';
import { SeeOther } from './see-other.js';

/** Seconds after which a client may ask again where the database was away. */
const RETRY_AFTER_SECONDS = 5;

/** What PostgreSQL says to the character NUL in a text or in JSON: nothing can be stored or found under it. */
const UNSTORABLE_TEXT: readonly string[] = ['22021', '22P05'];

/** The one place where an error becomes an answer: problem JSON (RFC 9457) where programs ask, a page elsewhere. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  constructor(private readonly views: Views) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.refuse(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Answers a request with what is wrong with it, or with us. */
  refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (error instanceof SeeOther) {
      reply.header('cache-control', 'no-store').redirect(error.location, 303);
      return;
    }
    const refusal = this.refusalOf(error, request);
    const retryAfter = refusal.error?.details.retryAfterSeconds;
    if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
    if (refusal.status === 405) reply.header('allow', 'GET, HEAD');
    reply.header('cache-control', 'no-store').status(refusal.status);
    const t = this.views.translator(languageOf(request));
    const key = `errors.${refusal.error?.code ?? keyOfStatus(refusal.status)}`;
    const detail = t(key, refusal.error?.details.params);
    if (isForPrograms(request.url) || asksForJson(request)) {
      const faults = refusal.error?.details.faults?.map((fault) => ({
        ...fault,
        ...this.views.messages.faultText(fault, languageOf(request)),
      }));
      const code = refusal.error?.code ?? key.slice('errors.'.length);
      reply.type('application/problem+json; charset=utf-8').send({
        type: 'about:blank',
        title: t(`errors.title_${refusal.status >= 500 ? 'ours' : 'yours'}`),
        status: refusal.status,
        code,
        detail,
        ...(faults ? { faults } : {}),
      });
      return;
    }
    const facts = { detail, status: refusal.status, allowed: allowedBy(refusal.error) };
    const isWithinFrame = isEmbedded(request.url);
    if (isWithinFrame)
      reply.headers({ 'content-security-policy': EMBEDDED_POLICY, 'x-robots-tag': 'noindex' });
    reply
      .type('text/html; charset=utf-8')
      .send(this.views.page(isWithinFrame ? 'embed/refused' : 'public/error', pageContextOf(request), facts));
  }

  private refusalOf(error: unknown, request: FastifyRequest): { status: number; error?: DomainError } {
    if (error instanceof DomainError) return { status: STATUS_OF[error.code], error };
    if (isForgedForm(error)) return { status: 403, error: new DomainError('unverified_form') };
    if (error instanceof HttpException) {
      const status = error.getStatus();
      return { status: status === 404 && isToBeRead(request) ? 405 : status };
    }
    const fastifyStatus = (error as { statusCode?: number } | null)?.statusCode;
    if (fastifyStatus && fastifyStatus < 500) return { status: fastifyStatus };
    if (UNSTORABLE_TEXT.includes(sqlStateOf(error) ?? '')) return { status: 400 };
    if (isCrowded(error)) {
      this.logger.warn('no connection to the database was free in time');
      return { status: 503, error: new DomainError('busy', { retryAfterSeconds: RETRY_AFTER_SECONDS }) };
    }
    if (isLostDatabase(error)) {
      this.logger.error(`database not reachable: ${(error as Error).message}`);
      return {
        status: 503,
        error: new DomainError('unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS }),
      };
    }
    // Route pattern, not the address: an address may hold a token.
    const route = request.routeOptions?.url ?? 'unknown route';
    this.logger.error(`${request.method} ${route}: ${error instanceof Error ? error.stack : String(error)}`);
    return { status: 500 };
  }
}

/** The sentence for a refusal that is not one of our rules'. */
function keyOfStatus(status: number): string {
  if (status === 404) return 'unknown';
  if (status === 405) return 'only_read';
  if (status === 413) return 'too_large';
  return status < 500 ? 'bad_request' : 'internal';
}

/** True for the refusals of @fastify/csrf-protection: no token, or one that belongs to another session. Nest wraps them. */
function isForgedForm(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: { code?: unknown } };
  return [code, cause?.code].some((one) => String(one).startsWith('FST_CSRF_'));
}

/** True for an act on a feed: it may be there, but is only read (RFC 9110 §15.5.6). */
function isToBeRead({ method, url }: FastifyRequest): boolean {
  return !['GET', 'HEAD'].includes(method) && isFeed(url);
}

function isFeed(url: string): boolean {
  return /^(?:[^?]*\.(?:ics|atom)|\/opendata\/[^?]*\.csv)(?:\?|$)/.test(url);
}

/** What may stand in an address where something else stood. A name that nobody knows is not said: whoever sent it made it up. */
function allowedBy(
  error: DomainError | undefined,
): { readonly field: string | null; readonly values: string }[] {
  if (error?.code !== 'invalid_query') return [];
  return (error.details.faults ?? []).flatMap(({ field, code, params }) =>
    params?.allowed
      ? [{ field: code === 'whitelistValidation' ? null : field, values: String(params.allowed) }]
      : [],
  );
}

/** The lists for frames of other sites, and whatever else is asked for there: no other page may be shown in such a frame. */
function isEmbedded(url: string): boolean {
  return /^\/embed(?:[/?]|$)/.test(url);
}

/** The JSON calls, and the feeds: no person reads what their addresses answer. */
function isForPrograms(url: string): boolean {
  return url.startsWith('/api/') || isFeed(url);
}

/** True where the database cannot be asked just now. */
export function isAway(error: unknown): boolean {
  return isCrowded(error) || isLostDatabase(error);
}

/** True where the pool had no connection to give in time: too many ask at once. */
function isCrowded(error: unknown): boolean {
  return error instanceof Error && /timeout exceeded when trying to connect/i.test(error.message);
}

/** True where the connection to PostgreSQL failed or broke, or the server is starting or stopping (SQLSTATE classes 08 and 57P). */
function isLostDatabase(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (
    state &&
    /^(08|57P0|53300|ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)/.test(
      state,
    )
  )
    return true;
  const message = error instanceof Error ? error.message : '';
  return /Connection terminated|Client has encountered a connection error|Driver not Connected/i.test(
    message,
  );
}
