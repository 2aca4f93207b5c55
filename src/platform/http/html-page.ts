import { applyDecorators, Header, UseInterceptors } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { FuriganaInterceptor } from '../views/furigana/furigana-pages.js';
import { PUBLIC_PAGE } from './public-pages/page-requests.js';
import { PublicPageInterceptor } from './public-pages/public-page.interceptor.js';

/**
 * What caches are told of public pages (RFC 9111, 5861). Browsers ask each time, and nearly always hear that nothing has changed: whoever
 * has just moved a session or taken a seat must see it. Shared caches in front may show a page for half a minute, five minutes more
 * while they fetch the new one, and a day long where this server does not answer.
 */
const PUBLIC_CACHING = 'public, max-age=0, s-maxage=30, stale-while-revalidate=300, stale-if-error=86400';

/** Marks a route that answers with a page, and says how long it may be kept (RFC 9111). */
export function HtmlPage(
  cacheControl: 'no-cache' | 'private, no-cache' | 'private, no-store',
): MethodDecorator {
  return applyDecorators(
    Header('content-type', 'text/html; charset=utf-8'),
    Header('cache-control', cacheControl),
  );
}

/**
 * Marks a page that is the same for everybody who opens its address: its handler returns HTML that follows from the address, the data, the
 * configuration and `Clock` alone, reads no cookie or header, and writes nothing. It is kept, shared and compressed: no secret and no
 * token may stand on it (beside what an address puts on the page, its length would tell it: BREACH).
 */
export function PublicPage(caching = PUBLIC_CACHING): MethodDecorator {
  return applyDecorators(
    Header('content-type', 'text/html; charset=utf-8'),
    Header('cache-control', caching),
    RouteConfig({ [PUBLIC_PAGE]: true }),
    // Readings are put on the page first, and it is kept with them.
    UseInterceptors(PublicPageInterceptor, FuriganaInterceptor),
  );
}

/** A page that belongs to one person: kept nowhere, found by no search engine, and its address told to nobody. */
export function PrivatePage(): MethodDecorator {
  return applyDecorators(
    HtmlPage('private, no-store'),
    Header('referrer-policy', 'no-referrer'),
    Header('x-robots-tag', 'noindex, nofollow'),
  );
}
