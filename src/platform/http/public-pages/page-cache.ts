import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock } from '../../clock.js';
import { AppConfig } from '../../config/app-config.js';
import { DatabaseMarks } from '../../database/marks.js';
import { SharedLooks } from '../../shared-looks.js';
import type { KeptPage } from './kept-page.js';

const BYTES_PER_MIB = 1024 * 1024;
/** What a kept page takes besides its bytes and its key, in bytes: headers, tags and what holds them. */
export const ENTRY_BYTES = 2_000;
/** Seconds for which an old page may stand in while the database is away. */
const STANDS_IN_SECONDS = 24 * 3600;

/** What a page may depend on besides its address: the data, and the time, which no page knows more finely than to the second. */
export interface Look {
  readonly mark: string;
  readonly second: number;
}

interface Entry {
  readonly look: Look;
  readonly page: KeptPage;
  readonly bytes: number;
}

/** How requests for public pages were answered; `stood_in`: from an old page, while the database was away. */
export type Outcome = 'kept' | 'shared' | 'rendered' | 'stood_in';

/**
 * Public pages of this process, the longest unused thrown out first, within a number of bytes. Exact: a page is shown again
 * only while nothing was committed in the database since before it was rendered, and within the same second. Whoever asks for a
 * page that is being rendered shares it under the same condition, or else the next rendering: one page is rendered once at a time.
 */
@Injectable()
export class PageCache {
  readonly outcomes: Record<Outcome, number> = { kept: 0, shared: 0, rendered: 0, stood_in: 0 };
  private readonly entries: LRUCache<string, Entry> | undefined;
  private readonly underWay = new Map<string, { readonly look: Look; readonly page: Promise<KeptPage> }>();
  private readonly renderings = new SharedLooks<KeptPage>();

  constructor(
    private readonly marks: DatabaseMarks,
    private readonly clock: Clock,
    { pageCacheMiB }: AppConfig,
  ) {
    if (pageCacheMiB === 0) return;
    this.entries = new LRUCache({
      maxSize: pageCacheMiB * BYTES_PER_MIB,
      sizeCalculation: ({ bytes }) => bytes,
    });
  }

  /** Pages kept. */
  get pages(): number {
    return this.entries?.size ?? 0;
  }

  /** Bytes of the pages kept, in all their codings, and of what holds them. */
  get bytes(): number {
    return this.entries?.calculatedSize ?? 0;
  }

  /**
   * What is so now; to be asked for before a page is looked for or rendered. Undefined where nothing may be kept.
   * @throws what the database throws while it is away
   */
  async look(): Promise<Look | undefined> {
    if (!this.entries) return undefined;
    const mark = await this.marks.current();
    return mark === undefined ? undefined : { mark, second: this.second() };
  }

  /** The page that was rendered under the same look. */
  find(key: string, look: Look): KeptPage | undefined {
    const entry = this.entries?.get(key);
    if (!entry || !isSame(entry.look, look)) return undefined;
    this.outcomes.kept++;
    return entry.page;
  }

  /** The page as it was, at most a day ago: better than none while nothing can be read. Whoever shows it says how old it is. */
  standIn(key: string): KeptPage | undefined {
    const entry = this.entries?.get(key);
    if (!entry || this.second() - entry.look.second > STANDS_IN_SECONDS) return undefined;
    this.outcomes.stood_in++;
    return entry.page;
  }

  /**
   * The page as of `look` or later: being rendered for somebody else, or rendered now.
   * @param look taken after the question came, and before `render` is called
   */
  async rendered(key: string, look: Look, render: () => Promise<KeptPage>): Promise<KeptPage> {
    const underWay = this.underWay.get(key);
    if (underWay && isSame(underWay.look, look)) {
      this.outcomes.shared++;
      return underWay.page;
    }
    let isOwn = false;
    const page = await this.renderings.look(key, () => {
      isOwn = true;
      return this.render(key, look, render);
    });
    this.outcomes[isOwn ? 'rendered' : 'shared']++;
    return page;
  }

  private async render(key: string, look: Look, render: () => Promise<KeptPage>): Promise<KeptPage> {
    const own = { look, page: render() };
    this.underWay.set(key, own);
    try {
      const page = await own.page;
      if (page.isForEverybody) this.keep(key, look, page);
      return page;
    } finally {
      if (this.underWay.get(key) === own) this.underWay.delete(key);
    }
  }

  private keep(key: string, look: Look, page: KeptPage): void {
    // Characters of a key are two bytes at most.
    let bytes = page.bytes.length + 2 * key.length + ENTRY_BYTES;
    const set = () => this.entries?.set(key, { look, page, bytes });
    set();
    page.whenGrown((more) => {
      bytes += more;
      if (this.entries?.peek(key)?.page === page) set();
    });
  }

  private second(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}

function isSame(one: Look, other: Look): boolean {
  return one.mark === other.mark && one.second === other.second;
}
