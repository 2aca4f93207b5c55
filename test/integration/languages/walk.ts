import { type Language } from '../../../src/platform/views/messages.js';
import { withLanguage } from '../../../src/platform/views/views.js';
import type { TestApp } from '../../support/test-app.js';

/** A public page as it was answered. */
export interface Seen {
  readonly address: string;
  readonly status: number;
  readonly html: string;
}

/** A link or form of a page, by where it leads. */
export interface Way {
  /** Address on this site, with what a form adds to it. */
  readonly to: string;
  readonly method: 'get' | 'post';
}

/** What is fetched and is no page, what is for staff, and what comes from elsewhere. */
const NO_PAGE =
  /^\/(?:staff|api|assets|healthz|readyz)(?:[/?#]|$)|\.(?:ics|atom|csv|json|txt|pdf|png|svg|xml)(?:[?#]|$)/;

/** Pages of one sort that are worth seeing: a town's months and filters go on without end. */
const OF_ONE_SORT = 12;

/**
 * Walks from `starts` to every public page that links lead to, some of each sort, in `language`, and tells `see` of each.
 * The switch of languages is not followed.
 */
export async function walk(
  app: TestApp,
  starts: readonly string[],
  { language, furigana = false }: { readonly language: Language; readonly furigana?: boolean },
  see: (page: Seen) => void,
): Promise<number> {
  const ahead = starts.map((start) => withLanguage(start, language, furigana));
  const known = new Set(ahead);
  const sorts = new Map<string, number>();
  let count = 0;
  for (let address = ahead.shift(); address !== undefined; address = ahead.shift()) {
    const { status, text, headers } = await app.http.get(address);
    if (!headers['content-type']?.startsWith('text/html')) continue;
    see({ address, status, html: text });
    count += 1;
    for (const { to, method } of waysOf(text, address, app.config.publicUrl)) {
      const next = to.split('#')[0] as string;
      if (method === 'post' || known.has(next)) continue;
      known.add(next);
      const sort = sortOf(next);
      const seen = sorts.get(sort) ?? 0;
      sorts.set(sort, seen + 1);
      if (seen < OF_ONE_SORT) ahead.push(next);
    }
  }
  return count;
}

/** An address without what tells pages of one sort apart. */
function sortOf(address: string): string {
  const [path = '', query = ''] = address.split('?');
  const names = query.split('&').map((pair) => pair.split('=')[0]);
  const shape = path
    .replace(/\/(?:[0-9a-f-]{36}|[\w-]{43}|\d{4}-\d\d)/g, '/*')
    .replace(/(\/programmes)\/[^/]+/, '$1/*');
  return [shape, ...names].join(' ');
}

/** Links and forms in the body of a page that lead to public pages, without the switch of languages. */
export function waysOf(html: string, address: string, publicUrl: string): Way[] {
  const body = html.slice(html.indexOf('<body')).replace(/<nav class="languages[\s\S]*?<\/nav>/, '');
  const links = [...body.matchAll(/<a\b[^>]*\bhref="([^"]*)"/g)].map(([, href]) => ({
    to: unescaped(href as string),
    method: 'get' as const,
  }));
  const forms = [...body.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, tag = '', inside = '']) => {
    const to = unescaped(/\baction="([^"]*)"/.exec(tag)?.[1] ?? address);
    if (/\bmethod="post"/.test(tag)) return { to, method: 'post' as const };
    // A form that asks by its address leaves out what its action had behind the `?`.
    const hidden = [...inside.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const query = new URLSearchParams(
      hidden.map(([, name, value]) => [name as string, unescaped(value as string)]),
    );
    return { to: `${to.split(/[?#]/)[0]}?${query}`, method: 'get' as const };
  });
  return [...links, ...forms]
    .map(({ to, method }) => ({
      to: to.startsWith(publicUrl) ? to.slice(publicUrl.length) || '/' : to,
      method,
    }))
    .filter(({ to }) => to.startsWith('/') && !to.startsWith('//') && !NO_PAGE.test(to));
}

function unescaped(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');
}
