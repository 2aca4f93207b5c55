import { Injectable } from '@nestjs/common';
import { AUDIENCES, KINDS } from '../../programmes/domain/kinds.js';
import { Search } from '../../programmes/search/search.js';
import { MOST_QUERY } from '../../programmes/search/search-query.js';
import { DomainError } from '../../shared/domain-error.js';
import { FLAGS, type Flag, type ProgrammesQuery } from '../public/what-is-on.dto.js';
import { hrefOf } from './address.js';
import { audiencesFor } from './audiences.js';
import type { Wanted } from './found-sessions.js';
import { type OrganizationChoice, Places, type VenueChoice } from './places.queries.js';

/** What an address asks for; of its values none is empty. */
export type Chosen = Readonly<
  Partial<Record<'organization' | 'venue' | 'kind' | 'audience' | 'from' | 'to' | 'q' | Flag, string>>
>;

/** One chosen filter, and the address without it. */
export interface Chip {
  readonly name: keyof Chosen;
  readonly value: string;
  readonly href: string;
}

/** What one looks for: as the database is asked, and as the page shows it. */
export interface Found {
  readonly chosen: Chosen;
  readonly wanted: Wanted & { readonly kind?: string };
  readonly organizations: readonly OrganizationChoice[];
  readonly venues: readonly VenueChoice[];
  /** What `templates/partials/filters.eta` shows. */
  readonly filters: ReturnType<typeof filtersOf>;
}

/** Filters that have pages of their own for search engines; all others are ways to look at these. */
const OWN_PAGES = ['organization', 'kind', 'audience'] as const;

/** Reads the filters of an address. */
@Injectable()
export class Finding {
  constructor(
    private readonly places: Places,
    private readonly search: Search,
  ) {}

  /**
   * At most two queries, and those of the search where words are looked for.
   * @param base what stays in every address of the page beside the filters, e.g. `view` and `month`
   * @throws DomainError `invalid_query` for an organization or venue that does not exist
   */
  async read(
    query: ProgrammesQuery & { readonly from?: string; readonly to?: string },
    action: string,
    base: Readonly<Record<string, string>> = {},
  ): Promise<Found> {
    const organizations = await this.places.organizations();
    const organization = query.organization ?? query.venue?.split('.')[0];
    if (organization !== undefined && !organizations.some(({ slug }) => slug === organization)) {
      const field = query.organization === undefined ? 'venue' : 'organization';
      throw unknown(field, field === 'venue' ? [] : organizations.map(({ slug }) => slug));
    }
    const venues = organization === undefined ? [] : await this.places.venues(organization);
    const venue = venueOf(query.venue, organization, venues);
    const chosen: Chosen = onlyGiven({ ...query, organization, venue: venue?.code });
    // Words that say nothing to look for restrict nothing.
    const found = query.q === undefined ? null : await this.search.matching(query.q);
    const { from, to, kind, audience } = chosen;
    const flags = Object.fromEntries(FLAGS.filter((flag) => chosen[flag]).map((flag) => [flag, true]));
    return {
      chosen,
      wanted: {
        ...{ town: organization, venue: venue?.id, kind, audience: audiencesFor(audience), from, to },
        ...{ programmes: found?.ids, ...flags },
      },
      organizations,
      venues,
      filters: filtersOf({ chosen, organizations, venues, action, base }),
    };
  }
}

/** The address under which search engines shall know a list that is filtered so. */
export function canonicalOf(
  path: string,
  chosen: Chosen,
  base: Readonly<Record<string, string>> = {},
): string {
  return hrefOf(path, { ...Object.fromEntries(OWN_PAGES.map((name) => [name, chosen[name]])), ...base });
}

function venueOf(
  code: string | undefined,
  organization: string | undefined,
  venues: readonly VenueChoice[],
): VenueChoice | undefined {
  // Whoever chooses another town in the form has left the venue of the former one standing.
  if (code === undefined || code.split('.')[0] !== organization) return undefined;
  const venue = venues.find((one) => one.code === code);
  if (!venue)
    throw unknown(
      'venue',
      venues.map((one) => one.code),
    );
  return venue;
}

function unknown(field: string, allowed: readonly string[]): DomainError {
  const params = allowed.length > 0 ? { allowed: allowed.join(', ') } : undefined;
  return new DomainError('invalid_query', { faults: [{ field, code: 'isIn', params }] });
}

const NAMES = ['q', 'audience', 'organization', 'venue', 'kind', 'from', 'to', ...FLAGS] as const;

function onlyGiven(values: Readonly<Partial<Record<keyof Chosen, string>>>): Chosen {
  return Object.fromEntries(NAMES.flatMap((name) => (values[name] ? [[name, values[name]]] : [])));
}

function filtersOf({
  chosen,
  organizations,
  venues,
  action,
  base,
}: {
  readonly chosen: Chosen;
  readonly organizations: readonly OrganizationChoice[];
  readonly venues: readonly VenueChoice[];
  readonly action: string;
  readonly base: Readonly<Record<string, string>>;
}) {
  const href = (changes: Readonly<Record<string, string | undefined>>) =>
    hrefOf(action, { ...base, ...chosen, ...changes });
  const chips = NAMES.flatMap((name): Chip[] => {
    const value = chosen[name];
    if (value === undefined) return [];
    const goesToo = name === 'organization' ? { venue: undefined } : {};
    return [{ name, value, href: href({ [name]: undefined, ...goesToo }) }];
  });
  return {
    ...{ action, chosen, hidden: base, organizations, venues, kinds: KINDS, flags: FLAGS, chips },
    mostQuery: MOST_QUERY,
    clearHref: hrefOf(action, base),
    audiences: [
      { code: null, href: href({ audience: undefined }) },
      ...AUDIENCES.map((code) => ({ code, href: href({ audience: code }) })),
    ],
  };
}
