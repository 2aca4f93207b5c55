import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig } from '../platform/config/app-config.js';
import { type Language, pageLanguageOf, type Translate } from '../platform/views/messages.js';
import { Views } from '../platform/views/views.js';
import { RegistrationTokens } from '../registrations/registration-tokens.js';
import { DEFAULT_TIME_ZONE } from '../shared/civil-time.js';
import { DomainError } from '../shared/domain-error.js';
import { type Feed, feedOf } from './feed.js';
import {
  type FeedHead,
  type FeedScope,
  selectFeedHead,
  selectFeedRows,
  selectScopeState,
} from './feed.queries.js';
import { FeedCache } from './feed-cache.js';
import { selectPersonalFeed } from './personal-feed.queries.js';
import { personalEvent, publicEvent, type Wording } from './session-event.js';
import { SharedLooks } from './shared-looks.js';

/** Bytes of rendered public feeds that a process keeps: some 400 events make 400 kB. */
const CACHE_BYTES = 32 * 1024 * 1024;
/** How often clients are asked to look again; each does as it likes. */
const REFRESH_MINUTES = 60;

/** Calendar feeds, rendered when the data has changed since the last time and kept until it changes again. */
@Injectable()
export class Feeds {
  private readonly cache = new FeedCache(CACHE_BYTES);
  private readonly looks = new SharedLooks<Feed>();

  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly views: Views,
    private readonly tokens: RegistrationTokens,
  ) {}

  /**
   * The public feed of a scope. Costs one query as long as nothing in the scope has changed.
   * @throws DomainError `unknown` for an organization or programme that does not exist.
   */
  async publicFeed(scope: FeedScope, language: Language): Promise<Feed> {
    const key = JSON.stringify([scope.organization, scope.programme, scope.kind, scope.audience, language]);
    return this.looks.look(key, async () => {
      const state = await selectScopeState(this.db, scope);
      if (!state.exists) throw new DomainError('unknown');
      const kept = this.cache.find(key, state.fingerprint);
      if (kept) return kept;
      const feed = await this.render(scope, language);
      this.cache.keep(key, state.fingerprint, feed);
      return feed;
    });
  }

  /**
   * The places of the registration that this token opens; never kept in memory. In the registrant's language unless
   * another is asked for.
   * @throws DomainError `unknown` for a token that opens nothing.
   */
  async personalFeed(token: string, language?: Language): Promise<Feed> {
    const registration = await selectPersonalFeed(this.db, this.tokens.hashOf(token));
    if (!registration) throw new DomainError('unknown');
    const wording = this.wording(language ?? pageLanguageOf(registration.language));
    const calendar = {
      name: wording.t('calendar.personal.title'),
      language: wording.language,
      timeZone: registration.places[0]?.timeZone ?? DEFAULT_TIME_ZONE,
      refreshMinutes: REFRESH_MINUTES,
      events: registration.places.map((place) => personalEvent(place, registration.discreet, wording)),
    };
    return feedOf(calendar, registration.createdAt);
  }

  private async render(scope: FeedScope, language: Language): Promise<Feed> {
    const [head, rows] = await Promise.all([selectFeedHead(this.db, scope), selectFeedRows(this.db, scope)]);
    const wording = this.wording(language);
    const calendar = {
      name: nameOf(head, scope, language, wording.t),
      language,
      timeZone: head.timeZone ?? DEFAULT_TIME_ZONE,
      refreshMinutes: REFRESH_MINUTES,
      events: rows.map((row) => publicEvent(row, wording)),
    };
    return feedOf(calendar, head.changedAt);
  }

  private wording(language: Language): Wording {
    return { language, t: this.views.translator(language), publicUrl: this.config.publicUrl };
  }
}

/** Programme, organization or the site, and in brackets what the filter lets through. */
function nameOf(head: FeedHead, scope: FeedScope, language: Language, t: Translate): string {
  const pick = (japanese: string | null, english: string | null) =>
    language === 'en' ? (english ?? japanese) : japanese;
  const programme = pick(head.programmeTitle, head.programmeTitleEn);
  const organization = pick(head.organizationName, head.organizationNameEn);
  const name = [organization, programme].filter((part) => part !== null).join(' ') || t('words.site');
  const filters = [
    ...(scope.kind ? [t(`words.kind.${scope.kind}`)] : []),
    ...(scope.audience ? [t(`words.audience.${scope.audience}`)] : []),
  ];
  return filters.length === 0
    ? name
    : t('calendar.filteredName', { name, filter: filters.join(t('calendar.filterJoin')) });
}
