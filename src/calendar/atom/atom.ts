import { Feed as AtomWriter } from 'feed';
import type { Language } from '../../platform/views/messages.js';

/** One entry (RFC 4287 §4.1.2). Texts may be anything, and are no markup. */
export interface AtomEntry {
  /** Stays the same as long as the thing does. */
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly updated: Date;
  /** Lines. */
  readonly summary: readonly string[];
  readonly author: { readonly name: string; readonly url: string };
  readonly categories: readonly { readonly term: string; readonly label: string }[];
}

/** A feed (RFC 4287 §4.1.1). */
export interface AtomFeed {
  readonly id: string;
  readonly title: string;
  readonly language: Language;
  /** Address of the feed itself, and of the page that shows the same to people. */
  readonly selfUrl: string;
  readonly pageUrl: string;
  /** Where there is no entry; else the newest of them counts. */
  readonly updated: Date;
  readonly entries: readonly AtomEntry[];
}

const ROOT = '<feed xmlns="http://www.w3.org/2005/Atom"';

/** Atom 1.0 in UTF-8. Its text is a function of the argument alone: no clock, no zone. */
export function atomOf({ language, entries, ...feed }: AtomFeed): string {
  const newest = Math.max(...entries.map(({ updated }) => updated.getTime()));
  const writer = new AtomWriter({
    id: feed.id,
    title: plain(feed.title),
    // Without one, the library would write the time at which it runs.
    updated: entries.length > 0 ? new Date(newest) : feed.updated,
    feed: feed.selfUrl,
    link: feed.pageUrl,
    generator: false,
  });
  for (const entry of entries) {
    writer.addItem({
      id: entry.id,
      title: html(allowed(entry.title).replace(/\s+/g, ' ')),
      link: entry.url,
      date: entry.updated,
      description: entry.summary.map(html).join('<br>'),
      author: [{ name: plain(entry.author.name), link: entry.author.url }],
      category: entry.categories.map(({ term, label }) => ({ term, name: label })),
    });
  }
  // The library has no place for the language, without which readers pronounce Japanese as what they like.
  return `${writer.atom1().replace(ROOT, `${ROOT} xml:lang="${language}"`)}\n`;
}

/** Titles and summaries go out as HTML in CDATA: without `>` nothing can end it. */
function html(text: string): string {
  return allowed(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\n', '<br>');
}

/** The library takes `&amp;` in plain text for `&`: once more, and it is itself again. */
function plain(text: string): string {
  return allowed(text).replaceAll('&', '&amp;');
}

/** Without the characters that no XML may hold, however they are written (XML 1.0 §2.2); every end of a line as LF. */
function allowed(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
}
