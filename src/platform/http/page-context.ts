import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LANGUAGES, type Language, STAFF_LANGUAGES } from '../views/messages.js';
import type { PageContext } from '../views/views.js';

/** Pages of staff, and JSON: neither is in やさしい日本語. */
const STAFF_PATHS = /^\/(?:staff|api)(?:[/?]|$)/;

/** Language of a request: what its address says (`lang=en`), else Japanese. No cookie, no guess from headers. */
export function languageOf(request: FastifyRequest): Language {
  const query = request.query as { lang?: unknown } | undefined;
  const known = STAFF_PATHS.test(request.url) ? STAFF_LANGUAGES : LANGUAGES;
  return known.find((language) => language === query?.lang) ?? 'ja';
}

/** True where the address asks for readings over the kanji (`furigana=1`). */
function furiganaOf(request: FastifyRequest): boolean {
  const query = request.query as { furigana?: unknown } | undefined;
  return query?.furigana === '1' && languageOf(request) !== 'en' && !STAFF_PATHS.test(request.url);
}

/** A request whose guard has found out for whom the page is made. */
export interface PageRequest extends FastifyRequest {
  staffPage?: PageContext['staff'];
}

/** The context of the page that answers this request. */
export function pageContextOf(request: PageRequest): PageContext {
  return {
    language: languageOf(request),
    furigana: furiganaOf(request),
    path: pathOf(request.url),
    staff: request.staffPage,
  };
}

/**
 * Path and query of what was asked for, without what chooses the language. Any text may stand in a request line, also what is no
 * URL (`//[`), and the page that says so needs a path too; it begins with one slash, so that a link to it stays on this site.
 */
function pathOf(target: string): string {
  const [path = '', ...rest] = target.replace(/^https?:\/\/[^/?]*/i, '').split('?');
  const asked = new URLSearchParams(rest.join('?'));
  asked.delete('lang');
  asked.delete('furigana');
  return `/${path.replace(/^[/\\]+/, '')}${asked.size > 0 ? `?${asked}` : ''}`;
}

/** Parameter of a page controller: language and path of the page asked for. */
export const Page = createParamDecorator((_: unknown, context: ExecutionContext) =>
  pageContextOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
