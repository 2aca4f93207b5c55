import { applyDecorators, Header } from '@nestjs/common';

/** Marks a route that answers with a page, and says how long it may be kept (RFC 9111). */
export function HtmlPage(
  cacheControl: 'no-cache' | 'private, no-cache' | 'private, no-store',
): MethodDecorator {
  return applyDecorators(
    Header('content-type', 'text/html; charset=utf-8'),
    Header('cache-control', cacheControl),
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
