import { Readable } from 'node:stream';
import { ErrorLevel, SitemapIndexStream, type SitemapItemLoose, SitemapStream } from 'sitemap';
import type { Language } from '../../platform/views/messages.js';
import { withLanguage } from '../../platform/views/views.js';
import { CompressedFile } from '../feeds/compressed-file.js';
import type { SitePage } from './sitemap.queries.js';

/** The site map as it is sent. */
export interface SiteFiles {
  /** All pages; where they are too many for one file, the names of the parts. */
  readonly whole: CompressedFile;
  /** Files of pages, in order; never none. */
  readonly parts: readonly CompressedFile[];
}

/** What the files depend on beside the pages. */
export interface SiteFacts {
  /** Of the site, without a slash at the end. */
  readonly publicUrl: string;
  readonly perFile: number;
  readonly lastModified: Date;
}

/** Writes `pages` in one pass, into as many files as they need. */
export async function siteFiles(pages: AsyncGenerator<SitePage>, facts: SiteFacts): Promise<SiteFiles> {
  const { publicUrl, perFile, lastModified } = facts;
  const parts: CompressedFile[] = [];
  let next = await pages.next();
  async function* nextItems(): AsyncGenerator<SitemapItemLoose> {
    for (let count = 0; count < perFile && !next.done; count += 1) {
      yield* inLanguages(next.value, publicUrl);
      next = await pages.next();
    }
  }
  do {
    const xml = new SitemapStream({
      level: ErrorLevel.THROW,
      xmlns: { xhtml: true, news: false, image: false, video: false },
    });
    parts.push(await CompressedFile.of(through(nextItems(), xml), lastModified));
  } while (!next.done);
  const [only, ...others] = parts;
  if (only && others.length === 0) return { whole: only, parts };
  const names = parts.map((_, index) => ({ url: `${publicUrl}/sitemaps/${index + 1}.xml` }));
  const index = through(names, new SitemapIndexStream({ level: ErrorLevel.THROW }));
  return { whole: await CompressedFile.of(index, lastModified), parts };
}

/** What comes out of `writer` for `items`; a failure while they come is thrown. */
function through<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  writer: SitemapStream | SitemapIndexStream,
): AsyncIterable<string | Buffer> {
  const coming = Readable.from(items);
  coming.on('error', (error) => writer.destroy(error));
  return coming.pipe(writer);
}

/** An address for each language, each with all of them beside it. */
function inLanguages({ path, changedAt }: SitePage, publicUrl: string): SitemapItemLoose[] {
  const url = (language: Language) => `${publicUrl}${withLanguage(path, language)}`;
  const links = [
    { lang: 'ja', url: url('ja') },
    { lang: 'en', url: url('en') },
    { lang: 'x-default', url: url('ja') },
  ];
  const lastmod = changedAt === null ? {} : { lastmod: changedAt.toISOString() };
  return (['ja', 'en'] as const).map((language) => ({ url: url(language), links, ...lastmod }));
}
