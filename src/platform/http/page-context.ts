import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Language } from '../views/messages.js';
import type { PageContext } from '../views/views.js';

/** Language of a request: what its address says (`lang=en`), else Japanese. No cookie, no guess from headers. */
export function languageOf(request: FastifyRequest): Language {
  const query = request.query as { lang?: unknown } | undefined;
  return query?.lang === 'en' ? 'en' : 'ja';
}

/** A request whose guard has found out for whom the page is made. */
export interface PageRequest extends FastifyRequest {
  staffPage?: PageContext['staff'];
}

/** The context of the page that answers this request. */
export function pageContextOf(request: PageRequest): PageContext {
  const url = new URL(request.url, 'http://localhost');
  url.searchParams.delete('lang');
  return { language: languageOf(request), path: `${url.pathname}${url.search}`, staff: request.staffPage };
}

/** Parameter of a page controller: language and path of the page asked for. */
export const Page = createParamDecorator((_: unknown, context: ExecutionContext) =>
  pageContextOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
