import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig } from '../../platform/config/app-config.js';
import { SharedLooks } from '../../platform/shared-looks.js';
import type { Language } from '../../platform/views/messages.js';
import { Views, withLanguage } from '../../platform/views/views.js';
import { AUDIENCES, KINDS } from '../../programmes/domain/kinds.js';
import { idOfKey } from '../../shared/ids.js';
import { Feed, type Unopened } from '../feeds/feed.js';
import { type FeedScope, selectFeedHead } from '../feeds/feed.queries.js';
import { FeedCache } from '../feeds/feed-cache.js';
import { feedName, restricting } from '../feeds/feed-name.js';
import { type FeedRevision, selectFeedRevision } from '../feeds/feed-revision.queries.js';
import { unknownOrganization } from '../feeds/feeds.service.js';
import { Renderings } from '../feeds/renderings.js';
import { atomOf } from './atom.js';
import { selectNews } from './atom.queries.js';
import { newsEntry } from './atom-entry.js';

/** Entries of a feed: readers ask every few hours, and keep what they have seen. */
const MAX_ENTRIES = 100;
/** Bytes of rendered feeds that a process keeps: a full one has about 150 kB. */
const CACHE_BYTES = 8 * 1024 * 1024;

/** What is new and what has changed, as Atom; rendered when the data has changed since the last time. */
@Injectable()
export class AtomFeeds {
  private readonly cache = new FeedCache<Feed>(CACHE_BYTES);
  private readonly looks = new SharedLooks<FeedRevision>();

  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly views: Views,
    private readonly renderings: Renderings,
  ) {}

  /** @throws DomainError `invalid_query` for an organization that does not exist, with those that do; `busy`. */
  async feed(asked: Omit<FeedScope, 'programme'>, language: Language): Promise<Feed | Unopened<Feed>> {
    const { organizations } = asked;
    const kinds = restricting(asked.kinds, KINDS);
    const audiences = restricting(asked.audiences, AUDIENCES);
    const scope: FeedScope = { organizations, kinds, audiences };
    const state = await this.looks.look(JSON.stringify([organizations]), () =>
      selectFeedRevision(this.db, { organizations }),
    );
    const isMissing = organizations?.some((slug) => !state.organizations.includes(slug));
    if (isMissing) throw await unknownOrganization(this.db);
    const key = JSON.stringify([organizations, kinds, audiences, language]);
    return this.cache.toSend(key, state.revision, () =>
      this.renderings.run(() => this.render(scope, state, language), 'atom'),
    );
  }

  private async render(scope: FeedScope, { changedAt }: FeedRevision, language: Language): Promise<Feed> {
    const [head, rows] = await Promise.all([
      selectFeedHead(this.db, scope),
      selectNews(this.db, scope, MAX_ENTRIES),
    ]);
    const t = this.views.translator(language);
    const { publicUrl } = this.config;
    const { organizations, kinds, audiences } = scope;
    const asked = Object.entries({ organization: organizations, kind: kinds, audience: audiences });
    const given = asked.flatMap(([name, values]): [string, string][] =>
      values ? [[name, values.join(',')]] : [],
    );
    const address = (path: string, query: readonly [string, string][]) =>
      `${publicUrl}${withLanguage(query.length > 0 ? `${path}?${new URLSearchParams([...query])}` : path, language)}`;
    const text = atomOf({
      // Not the address: the feed stays the same where the site moves.
      id: `urn:uuid:${idOfKey('feed.atom', JSON.stringify([organizations, kinds, audiences, language]))}`,
      title: t('machines.newsOf', { name: feedName(head, scope, language, t) }),
      language,
      selfUrl: address('/feed.atom', given),
      // The page takes one value of each.
      pageUrl: address(
        '/',
        given.filter(([, values]) => !values.includes(',')),
      ),
      updated: head.changedAt ?? new Date(0),
      entries: rows.map((row) => newsEntry(row, { language, t, publicUrl })),
    });
    // What was taken away leaves no date but that of its mark.
    const dates = [changedAt, head.changedAt, rows[0]?.changedAt].flatMap((date) => date ?? []);
    return new Feed(Buffer.from(text, 'utf8'), new Date(Math.max(...dates.map(Number), 0)));
  }
}
