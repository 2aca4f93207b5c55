import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig } from '../../platform/config/app-config.js';
import type { Language } from '../../platform/views/messages.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { AUDIENCES, type Audience, KINDS, type Kind } from '../../programmes/domain/kinds.js';
import { DomainError } from '../../shared/domain-error.js';
import { selectSubscribable } from '../feeds/feed.queries.js';
import { feedName } from '../feeds/feed-name.js';
import type { ChoiceQuery } from './choice.dto.js';
import {
  type Named,
  type NamedProgramme,
  selectProgrammeBySlug,
  selectProgrammesOf,
} from './choice.queries.js';

/** In place of an organization's slug: those of all. */
const ALL = 'all';

/** Some of the sessions, as the pages on subscribing and on embedding let one choose them. */
export interface Choice {
  readonly organization: Named | undefined;
  readonly programme: NamedProgramme | undefined;
  readonly kinds: readonly Kind[];
  readonly audiences: readonly Audience[];
  /** Language of the entries. */
  readonly entries: Language;
  /** In that language, with what restricts it in brackets. */
  readonly name: string;
  /** False where nothing was chosen yet. */
  readonly isMade: boolean;
}

/** A choice with what the form offers instead. */
export interface OfferedChoice {
  readonly choice: Choice;
  readonly organizations: readonly Named[];
  /** Of the organization chosen. */
  readonly programmes: readonly NamedProgramme[];
  readonly allKinds: readonly Kind[];
  readonly allAudiences: readonly Audience[];
}

/** Reads which sessions somebody wants in a calendar, or on a site, and makes their addresses. */
@Injectable()
export class Choices {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly views: Views,
  ) {}

  /** @throws DomainError `invalid_query` for an organization or programme that does not exist. */
  async read(query: ChoiceQuery, page: PageContext): Promise<OfferedChoice> {
    const organizations = await selectSubscribable(this.db);
    const found = query.programme ? await selectProgrammeBySlug(this.db, query.programme) : undefined;
    if (query.programme && !found) throw refusal('programme');
    const slug = query.organization === ALL ? undefined : (query.organization ?? found?.organization);
    const organization = organizations.find((one) => one.slug === slug);
    if (slug !== undefined && !organization) throw refusal('organization');
    // Another organization chosen in a form that still shows the programmes of the one before: the organization counts.
    const programme = found && found.organization === slug ? found : undefined;
    const { kind: kinds = [], audience: audiences = [], entries = page.language } = query;
    const picked = { organization, programme, kinds, audiences, entries };
    const { lang: _language, furigana: _readings, ...given } = query;
    const isMade = Object.values(given).some((value) => value !== undefined);
    return {
      choice: { ...picked, isMade, name: this.nameOf(picked) },
      organizations,
      programmes: organization ? await selectProgrammesOf(this.db, organization.slug) : [],
      allKinds: KINDS,
      allAudiences: AUDIENCES,
    };
  }

  /** Where the feed of a choice is. */
  feedUrl(choice: Choice): string {
    return withLanguage(
      `${this.config.publicUrl}${pathOf('calendar', choice)}.ics${restriction(choice)}`,
      choice.entries,
    );
  }

  /** Path of the list of a choice that other sites may embed. */
  embedPath(choice: Choice): string {
    return withLanguage(`${pathOf('embed', choice)}${restriction(choice)}`, choice.entries);
  }

  /** The page that offers this choice, in the language of the reader. */
  pageUrl({ organization, programme, kinds, audiences, entries }: Choice, page: PageContext): string {
    const query = new URLSearchParams({ organization: organization?.slug ?? ALL });
    if (programme) query.set('programme', programme.slug);
    for (const kind of kinds) query.append('kind', kind);
    for (const audience of audiences) query.append('audience', audience);
    if (entries !== page.language) query.set('entries', entries);
    return withLanguage(`${this.config.publicUrl}/calendar?${query}`, page.language, page.furigana);
  }

  private nameOf({ organization, programme, entries, ...filters }: Omit<Choice, 'name' | 'isMade'>): string {
    const head = {
      organizations: organization ? [organization] : [],
      programmeTitle: programme?.name ?? null,
      programmeTitleEn: programme?.nameEn ?? null,
    };
    return feedName(head, filters, entries, this.views.translator(entries));
  }
}

function pathOf(room: 'calendar' | 'embed', { organization, programme }: Choice): string {
  const parts = [room, organization?.slug ?? ALL, ...(programme ? [programme.key] : [])];
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

/** The part of an address that restricts a feed or a list; the values are words of ours and need no escapes. */
function restriction({ kinds, audiences }: Choice): string {
  const parts = [
    ...(kinds.length > 0 ? [`kind=${kinds.join(',')}`] : []),
    ...(audiences.length > 0 ? [`audience=${audiences.join(',')}`] : []),
  ];
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}

function refusal(field: string): DomainError {
  return new DomainError('invalid_query', { faults: [{ field, code: 'isIn' }] });
}
