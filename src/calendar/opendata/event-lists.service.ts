import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig } from '../../platform/config/app-config.js';
import { Views } from '../../platform/views/views.js';
import { AUDIENCES, KINDS } from '../../programmes/domain/kinds.js';
import { type EventListRow, eventListRow } from '../../registrations/listing/event-list-row.js';
import type { ListedEvent } from '../../registrations/listing/listed-event.js';
import { DomainError } from '../../shared/domain-error.js';
import { CompressedFile } from '../feeds/compressed-file.js';
import type { Unopened } from '../feeds/feed.js';
import type { FeedScope } from '../feeds/feed.queries.js';
import { FeedCache } from '../feeds/feed-cache.js';
import { restricting } from '../feeds/feed-name.js';
import { selectFeedRevision } from '../feeds/feed-revision.queries.js';
import { unknownOrganization } from '../feeds/feeds.service.js';
import { Renderings } from '../feeds/renderings.js';
import { listedEvents } from './event-list.queries.js';
import { eventListCsv } from './event-list-file.js';

/** Bytes of compressed lists that a process keeps: a hundred thousand rows make some four million. */
const CACHE_BYTES = 16 * 1024 * 1024;

/** What a list was asked for: the organization of its address, and what its query restricts. */
export interface EventListQuestion {
  /** Slug in the address. */
  readonly organization?: string;
  /** Slugs in the query of the list of all. */
  readonly organizations?: readonly string[];
  readonly kinds?: readonly string[];
  readonly audiences?: readonly string[];
}

/** Lists of events, written when the data has changed since the last time and kept until it changes again. */
@Injectable()
export class EventLists {
  private readonly cache = new FeedCache<CompressedFile>(CACHE_BYTES);

  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly views: Views,
    private readonly renderings: Renderings,
  ) {}

  /**
   * Costs one look-up as long as nothing has changed.
   * @throws DomainError `unknown` for an organization of the address that does not exist; `invalid_query` for one of the query; `busy`
   */
  async file({
    organization,
    organizations,
    ...restriction
  }: EventListQuestion): Promise<CompressedFile | Unopened<CompressedFile>> {
    const named = organization === undefined ? organizations : [organization];
    const state = await selectFeedRevision(this.db, named ? { organizations: named } : {});
    const missing = named?.find((slug) => !state.organizations.includes(slug));
    if (missing !== undefined && organization === undefined) throw await unknownOrganization(this.db);
    if (missing !== undefined) throw new DomainError('unknown');
    const kinds = restricting(restriction.kinds, KINDS);
    const audiences = restricting(restriction.audiences, AUDIENCES);
    const scope: FeedScope = { organizations: named, kinds, audiences };
    // Of lists with filters there are as many as anybody likes: they are not to keep the others waiting.
    const lane = (kinds ?? audiences ?? organizations) ? 'filtered event lists' : 'event lists';
    return this.cache.toSend(JSON.stringify([named, kinds, audiences]), state.revision, () =>
      this.renderings.run(() => this.written(scope, state.changedAt ?? new Date(0)), lane),
    );
  }

  /** One state of the database throughout: a session that moves meanwhile is in the list once. */
  private written(scope: FeedScope, lastModified: Date): Promise<CompressedFile> {
    return this.db.transaction('REPEATABLE READ', async (tx) => {
      await tx.query('SET TRANSACTION READ ONLY');
      return CompressedFile.of(eventListCsv(this.rowsOf(listedEvents(tx, scope))), lastModified);
    });
  }

  private async *rowsOf(
    parts: AsyncIterable<readonly ListedEvent[]>,
  ): AsyncGenerator<readonly EventListRow[]> {
    const wording = { t: this.views.translator('ja'), publicUrl: this.config.publicUrl };
    for await (const events of parts) yield events.map((event) => eventListRow(event, wording));
  }
}
