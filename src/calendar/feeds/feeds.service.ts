import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig } from '../../platform/config/app-config.js';
import { SharedLooks } from '../../platform/shared-looks.js';
import { type Language } from '../../platform/views/messages.js';
import { Views } from '../../platform/views/views.js';
import { AUDIENCES, KINDS } from '../../programmes/domain/kinds.js';
import { selectPersonalFeed } from '../../registrations/entries/personal-entries.queries.js';
import { isRevokedCalendar } from '../../registrations/entries/revoked-calendars.queries.js';
import { personalEvent, publicEvent, type Wording } from '../../registrations/entries/session-event.js';
import { RegistrationTokens } from '../../registrations/registration-tokens.js';
import { DEFAULT_TIME_ZONE } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { inTurns } from '../../shared/in-turns.js';
import { type Feed, feedOf, type Unopened } from './feed.js';
import { type FeedScope, selectFeedHead, selectFeedRows, selectSlugs } from './feed.queries.js';
import { FeedCache } from './feed-cache.js';
import { feedName, restricting } from './feed-name.js';
import { type FeedRevision, selectFeedRevision, selectLastChange } from './feed-revision.queries.js';
import { Renderings } from './renderings.js';

/** Bytes of rendered public feeds that a process keeps: some 500 events make 500 kB. */
const PLAIN_BYTES = 24 * 1024 * 1024;
/** Filtered ones have a room of their own: there are millions of filters, and whoever tries them takes nobody's feed away. */
const FILTERED_BYTES = 8 * 1024 * 1024;

/** Filtered are those of which there are as many as anybody likes. */
type Lane = 'plain' | 'filtered';

/** What a public feed was asked for: what its address names, and what its query restricts. */
export interface FeedQuestion {
  /** Slug in the address. */
  readonly organization?: string;
  /** Key or slug in the address. */
  readonly programme?: string;
  /** Slugs in the query of the feed of all. */
  readonly organizations?: readonly string[];
  readonly kinds?: readonly string[];
  readonly audiences?: readonly string[];
}

/** Calendar feeds, rendered when the data has changed since the last time and kept until it changes again. */
@Injectable()
export class Feeds {
  private readonly caches: Readonly<Record<Lane, FeedCache>> = {
    plain: new FeedCache(PLAIN_BYTES),
    filtered: new FeedCache(FILTERED_BYTES),
  };
  private readonly looks = new SharedLooks<FeedRevision>();

  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly views: Views,
    private readonly tokens: RegistrationTokens,
    private readonly renderings: Renderings,
  ) {}

  /** Feeds kept by this process, and the bytes that count for them. */
  get kept(): Readonly<Record<Lane, Pick<FeedCache, 'feeds' | 'bytes'>>> {
    return this.caches;
  }

  /**
   * The public feed that was asked for. Costs one look-up, shared with others who ask at that moment, as long as nothing has
   * changed.
   * @throws DomainError `unknown` for an organization or programme of the address that does not exist; `invalid_query` for
   * such an organization in the query, with those that do; `busy` where too many feeds wait to be rendered.
   */
  async publicFeed(
    { organization, ...asked }: FeedQuestion,
    language: Language,
  ): Promise<Feed | Unopened<Feed>> {
    const scope: FeedScope = {
      ...asked,
      organizations: organization === undefined ? asked.organizations : [organization],
      kinds: restricting(asked.kinds, KINDS),
      audiences: restricting(asked.audiences, AUDIENCES),
    };
    const { organizations, programme, kinds, audiences } = scope;
    const state = await this.revisionOf(organizations, programme);
    const isMissing = organizations?.some((slug) => !state?.organizations.includes(slug));
    if (isMissing && organization === undefined) throw await unknownOrganization(this.db);
    if (!state || isMissing || (programme !== undefined && state.programme === null))
      throw new DomainError('unknown');
    const isFiltered = kinds ?? audiences ?? (organizations && organizations.length > 1);
    const lane: Lane = isFiltered ? 'filtered' : 'plain';
    // A programme has one feed, whichever of its names is asked for.
    const key = JSON.stringify([organizations, state.programme, kinds, audiences, language]);
    return this.caches[lane].toSend(key, state.revision, () =>
      this.renderings.run(() => this.render(scope, state, language), lane),
    );
  }

  /** Undefined for names that nothing can have: PostgreSQL refuses NUL in text. */
  private async revisionOf(
    organizations: readonly string[] | undefined,
    programme: string | undefined,
  ): Promise<FeedRevision | undefined> {
    if ([...(organizations ?? []), programme ?? ''].some((name) => name.includes('\0'))) return undefined;
    return this.looks.look(JSON.stringify([organizations, programme]), () =>
      selectFeedRevision(this.db, { organizations, programme }),
    );
  }

  /**
   * The places of the registration that this token opens; never kept in memory. In the registrant's language unless
   * another is asked for.
   * @throws DomainError `gone` for an address that was replaced or stopped, `unknown` for one that never was.
   */
  async personalFeed(token: string, language?: Language): Promise<Feed> {
    const hash = this.tokens.hashOf(token);
    const registration = await selectPersonalFeed(this.db, hash);
    if (!registration) throw new DomainError((await isRevokedCalendar(this.db, hash)) ? 'gone' : 'unknown');
    const wording = this.wording(language ?? registration.language);
    const calendar = {
      name: wording.t('calendar.personal.title'),
      language: wording.language,
      timeZone: registration.places[0]?.timeZone ?? DEFAULT_TIME_ZONE,
      events: registration.places.map((place) => personalEvent(place, registration.discreet, wording)),
    };
    // Of the organization, whatever places there are: one that is no longer shown leaves no other date.
    const changedAt = await selectLastChange(this.db, { organizations: [registration.organizationId] });
    return feedOf(calendar, latest(registration.revisedAt, changedAt));
  }

  private async render(scope: FeedScope, { changedAt }: FeedRevision, language: Language): Promise<Feed> {
    const [head, rows] = await Promise.all([selectFeedHead(this.db, scope), selectFeedRows(this.db, scope)]);
    const wording = this.wording(language);
    const calendar = {
      name: feedName(head, scope, language, wording.t),
      language,
      timeZone: head.timeZone ?? DEFAULT_TIME_ZONE,
      events: await inTurns(rows, (row) => publicEvent(row, wording)),
    };
    // What was taken away, and a venue's new name, leave no date but that of their mark.
    return feedOf(calendar, latest(changedAt, head.changedAt));
  }

  private wording(language: Language): Wording {
    return { language, t: this.views.translator(language), publicUrl: this.config.publicUrl };
  }
}

function latest(...dates: readonly (Date | null)[]): Date {
  return new Date(Math.max(0, ...dates.map(Number)));
}

/** The refusal of an organization in a query that does not exist, with those that do. */
export async function unknownOrganization(db: DataSource): Promise<DomainError> {
  const allowed = (await selectSlugs(db)).join(', ');
  return new DomainError('invalid_query', {
    faults: [{ field: 'organization', code: 'isIn', params: { allowed } }],
  });
}
