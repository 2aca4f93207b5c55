import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Clock } from '../../platform/clock.js';
import { HtmlPage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { AUDIENCES, KINDS } from '../../programmes/domain/kinds.js';
import { DomainError } from '../../shared/domain-error.js';
import { cursorAfter, readCursor } from '../sessions/session-cursor.js';
import { Sessions } from '../sessions/sessions.js';
import { dayList } from './day-list.js';
import { desksOf } from './desk-slots.js';
import { frequencyWords } from './frequency-words.js';
import { monthBounds, monthGrid } from './month-grid.js';
import { type OpenDesk, OpenDesks } from './open-desks.queries.js';
import { ProgrammePages } from './programme-pages.queries.js';
import { rolledUp, type WholeProgramme } from './programme-tree.js';
import { siteDay } from './site-day.js';
import { ProgrammesQuery, WhatIsOnQuery } from './what-is-on.dto.js';

const PAGE_SIZE = 30;
/** More sessions than a month of all towns together has; a bound for the work of one request. */
const MONTH_LIMIT = 1000;
/** Undated programmes that the first page names; the list of programmes has them all. */
const UNDATED_SHOWN = 4;

/** What is on: the first page (list and month) and the list of programmes. */
@Public()
@ApiExcludeController()
@Controller()
export class WhatIsOnPublicController {
  constructor(
    private readonly sessions: Sessions,
    private readonly programmes: ProgrammePages,
    private readonly desks: OpenDesks,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  @Get()
  @HtmlPage('no-cache')
  async whatIsOn(@Query() query: WhatIsOnQuery, @Page() page: PageContext): Promise<string> {
    const filters = await this.filters(query, '/');
    return query.view === 'month' ? this.month(query, filters, page) : this.list(query, filters, page);
  }

  @Get('programmes')
  @HtmlPage('no-cache')
  async all(@Query() query: ProgrammesQuery, @Page() page: PageContext): Promise<string> {
    const filters = await this.filters(query, '/programmes');
    const programmes = rolledUp(await this.programmes.list(query, siteDay(this.clock.now())));
    return this.views.page('public/programmes', page, {
      filters,
      organizations: byOrganization(programmes),
      frequencyOf: this.frequencies(page),
    });
  }

  private async list(query: WhatIsOnQuery, filters: Filters, page: PageContext): Promise<string> {
    const now = this.clock.now();
    const today = siteDay(now);
    const from = query.from ?? today;
    const desks = await this.desks.list(filters.chosen, from);
    const found = await this.sessions.list({
      ...filters.chosen,
      gathered: courseIds(desks),
      from,
      after: readCursor(query.after),
      limit: PAGE_SIZE + 1,
    });
    const shown = found.slice(0, PAGE_SIZE);
    const last = shown.at(-1);
    const undated = rolledUp(await this.programmes.list(filters.chosen, today)).filter(
      ({ nextOn }) => nextOn === null,
    );
    return this.views.page('public/what-is-on', page, {
      filters,
      now,
      months: dayList(query.from ? shown : shown.filter(({ endsAt }) => endsAt === null || endsAt > now)),
      nextHref:
        found.length > PAGE_SIZE && last?.startsAt
          ? hrefOf('/', {
              ...filters.chosen,
              from: query.from,
              after: cursorAfter({ ...last, startsAt: last.startsAt }),
            })
          : null,
      isFirst: !query.after,
      from: query.from,
      undated: undated.slice(0, UNDATED_SHOWN),
      undatedCount: undated.length,
      frequencyOf: this.frequencies(page),
      desks: query.after ? [] : desksOf(desks, from),
      programmesHref: hrefOf('/programmes', filters.chosen),
      monthHref: hrefOf('/', { ...filters.chosen, view: 'month', month: from.slice(0, 7) }),
      listHref: hrefOf('/', filters.chosen),
      digestHref: hrefOf('/digest', filters.chosen),
    });
  }

  private async month(query: WhatIsOnQuery, filters: Filters, page: PageContext): Promise<string> {
    const now = this.clock.now();
    const today = siteDay(now);
    const month = query.month ?? today.slice(0, 7);
    const { from, to, next, previous } = monthBounds(month);
    const desks = await this.desks.list(filters.chosen, from, to);
    const gathered = courseIds(desks);
    const sessions = await this.sessions.list({ ...filters.chosen, gathered, from, to, limit: MONTH_LIMIT });
    const hrefOfMonth = (value: string) => hrefOf('/', { ...filters.chosen, view: 'month', month: value });
    return this.views.page('public/month', page, {
      filters: { ...filters, hidden: { view: 'month', month } },
      now,
      today,
      month,
      count: sessions.length,
      desks: desksOf(desks, today),
      weeks: monthGrid(month, sessions),
      previous: { month: previous, href: hrefOfMonth(previous) },
      next: { month: next, href: hrefOfMonth(next) },
      monthHref: hrefOfMonth(month),
      hrefOfDay: (from: string) => hrefOf('/', { ...filters.chosen, from }),
      listHref: hrefOf('/', filters.chosen),
    });
  }

  private frequencies({ language }: PageContext) {
    const wording = { t: this.views.translator(language), language };
    return ({ frequency }: WholeProgramme) => frequency && frequencyWords(frequency, wording);
  }

  /** @throws DomainError `invalid_query` for an organization that does not exist */
  private async filters(query: ProgrammesQuery, action: string) {
    const organizations = await this.programmes.organizations();
    const { organization, kind, audience } = query;
    if (organization && !organizations.some(({ slug }) => slug === organization)) {
      throw new DomainError('invalid_query', { faults: [{ field: 'organization', code: 'isIn' }] });
    }
    const chosen = { organization, kind, audience };
    const audienceHref = (code?: string) => hrefOf(action, { ...chosen, audience: code });
    return {
      action,
      chosen,
      organizations,
      kinds: KINDS,
      hidden: {},
      audiences: [
        { code: null, href: audienceHref() },
        ...AUDIENCES.map((code) => ({ code, href: audienceHref(code) })),
      ],
    };
  }
}

type Filters = Awaited<ReturnType<WhatIsOnPublicController['filters']>>;

/** `path` with those of the values that are given as its query. */
function hrefOf(path: string, values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path;
}

function courseIds(desks: readonly OpenDesk[]): string[] {
  return desks.map(({ courseId }) => courseId);
}

function byOrganization(programmes: readonly WholeProgramme[]) {
  const slugs = [...new Set(programmes.map(({ organization }) => organization.slug))];
  return slugs.map((slug) => {
    const own = programmes.filter(({ organization }) => organization.slug === slug);
    return { organization: own[0]?.organization, programmes: own };
  });
}
