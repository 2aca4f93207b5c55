import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { SharedLooks } from '../../platform/shared-looks.js';
import { addDays, civilDateOf, DEFAULT_TIME_ZONE, instantOf } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import type { CompressedFile } from '../feeds/compressed-file.js';
import { selectFeedRevision } from '../feeds/feed-revision.queries.js';
import { Renderings } from '../feeds/renderings.js';
import { type SiteFiles, siteFiles } from './site-files.js';
import { type SitePage, sitePages } from './sitemap.queries.js';

/** Pages in one file: with an address for each of two languages, as many as sitemaps.org allows (50,000). */
export const PAGES_PER_FILE = 25_000;
/** Days for which a session that is over stays in the map: its page still says how one registers for the next. */
const DAYS_KEPT = 90;

/** Pages that show no data of their own, or all of it. */
const FIXED: readonly SitePage[] = ['/', '/nearby', '/programmes', '/calendar', '/opendata', '/privacy'].map(
  (path) => ({
    path,
    changedAt: null,
  }),
);

/**
 * The addresses of all pages for everyone (sitemaps.org), each in Japanese and English: written when the data or the day has
 * changed since the last time, and kept compressed until then. Of everybody who asks at the same time one at most has it written.
 */
@Injectable()
export class Sitemaps {
  private readonly looks = new SharedLooks<SiteFiles>();
  private kept?: { readonly state: string; readonly files: SiteFiles };

  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly renderings: Renderings,
  ) {}

  /**
   * All pages; where they are too many for one file, the files that have them.
   * @throws DomainError `busy`
   */
  async whole(perFile = PAGES_PER_FILE): Promise<CompressedFile> {
    return (await this.files(perFile)).whole;
  }

  /**
   * One of the files, from 1.
   * @throws DomainError `unknown` for a number that has no file; `busy`
   */
  async file(number: number, perFile = PAGES_PER_FILE): Promise<CompressedFile> {
    const file = (await this.files(perFile)).parts[number - 1];
    if (!file) throw new DomainError('unknown');
    return file;
  }

  private files(perFile: number): Promise<SiteFiles> {
    return this.looks.look(String(perFile), () => this.upToDate(perFile));
  }

  private async upToDate(perFile: number): Promise<SiteFiles> {
    const today = civilDateOf(this.clock.now(), DEFAULT_TIME_ZONE);
    const { revision, changedAt } = await selectFeedRevision(this.db, {});
    const state = JSON.stringify([revision, today, perFile]);
    if (this.kept?.state === state) return this.kept.files;
    // What is over leaves at midnight.
    const midnight = instantOf(today, '00:00', DEFAULT_TIME_ZONE);
    const lastModified = changedAt && changedAt > midnight ? changedAt : midnight;
    const files = await this.renderings.run(() => this.written(today, perFile, lastModified), 'site map');
    this.kept = { state, files };
    return files;
  }

  /** One state of the database throughout: a page that changes meanwhile is in the map once. */
  private written(today: string, perFile: number, lastModified: Date): Promise<SiteFiles> {
    const { publicUrl } = this.config;
    return this.db.transaction('REPEATABLE READ', async (tx) => {
      await tx.query('SET TRANSACTION READ ONLY');
      async function* pages(): AsyncGenerator<SitePage> {
        yield* FIXED;
        yield* sitePages(tx, addDays(today, -DAYS_KEPT));
      }
      return siteFiles(pages(), { publicUrl, perFile, lastModified });
    });
  }
}
