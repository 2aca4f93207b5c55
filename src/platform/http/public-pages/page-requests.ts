import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DEFAULT_TIME_ZONE } from '../../../shared/civil-time.js';
import type { Views } from '../../views/views.js';
import { isAway } from '../error.filter.js';
import { languageOf } from '../page-context.js';
import { answerWith, type KeptPage } from './kept-page.js';

import type { Look, PageCache } from './page-cache.js';

/** By this name in the configuration of its route a public page is known before any of its code runs. */
export const PUBLIC_PAGE = 'publicPage';

/** A request for a public page: under which look it may be rendered; undefined where nothing may be kept. */
export interface PublicPageRequest extends FastifyRequest {
  look?: Look | undefined;
}

/** Where a page begins that has a place for a word before its own. */
const MAIN = /<main\b[^>]*>/;

/**
 * Answers requests for public pages that are kept, before anything else is done for them. No cookie and no credential changes a public
 * page: none is looked at. While the database is away an old page stands in, and says so; where there is none, the request goes
 * on and is refused as any other.
 */
export function registerPublicPages(fastify: FastifyInstance, pages: PageCache, views: Views): void {
  fastify.addHook('onRequest', (request: PublicPageRequest, reply, done) => {
    if (!isForPublicPage(request)) return done();
    answered(request, reply).then((isAnswered) => isAnswered || done(), done);
  });

  async function answered(request: PublicPageRequest, reply: FastifyReply): Promise<boolean> {
    try {
      request.look = await pages.look();
    } catch (error) {
      const old = isAway(error) ? pages.standIn(request.url) : undefined;
      return old !== undefined && standIn(old, request, reply);
    }
    const page = request.look && pages.find(request.url, request.look);
    if (!page) return false;
    reply.send(await answerWith(page, request, reply));
    return true;
  }

  function standIn(page: KeptPage, request: FastifyRequest, reply: FastifyReply): boolean {
    const html = page.bytes.toString('utf8');
    if (!MAIN.test(html)) return false;
    const notice = views.fragment('partials/kept-page', languageOf(request), {
      at: page.renderedAt,
      timeZone: DEFAULT_TIME_ZONE,
    });
    reply.headers(page.headers).header('cache-control', 'no-store');
    // A function: what the notice says must not be read as a pattern.
    reply.send(html.replace(MAIN, (main) => main + notice));
    return true;
  }
}

function isForPublicPage({ method, routeOptions }: FastifyRequest): boolean {
  const config = routeOptions.config as unknown as Record<string, unknown> | undefined;
  return config?.[PUBLIC_PAGE] === true && (method === 'GET' || method === 'HEAD');
}
