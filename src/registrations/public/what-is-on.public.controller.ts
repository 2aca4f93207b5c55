import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock } from '../../platform/clock.js';
import { PublicPage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { addMonths, type CivilDate } from '../../shared/civil-time.js';
import { hrefOf } from '../finding/address.js';
import { canonicalOf, Finding, type Found } from '../finding/finding.js';
import { WhatIsOn } from '../finding/what-is-on.js';
import { dayList } from './day-list.js';
import { frequencyWords } from './frequency-words.js';
import { monthBounds, monthGrid } from './month-grid.js';
import type { WholeProgramme } from './programme-tree.js';
import { siteDay } from './site-day.js';
import { MONTH, ProgrammesQuery, WhatIsOnQuery } from './what-is-on.dto.js';

const PAGE_SIZE = 30;
/** Sessions that the month names on one day; the list of that day has them all. */
const PER_DAY = 4;
/** Months before and after this one that search engines may walk through. */
const MONTHS_FOLLOWED = 24;

/** What is on: the first page (list and month) and the list of programmes. */
@Public()
@ApiExcludeController()
@Controller()
export class WhatIsOnPublicController {
  constructor(
    private readonly finding: Finding,
    private readonly lists: WhatIsOn,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  @Get()
  @PublicPage()
  async whatIsOn(
    @Query() query: WhatIsOnQuery,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    keepFromSearchEngines(query, reply);
    return query.view === 'month' ? this.month(query, page) : this.list(query, page);
  }

  @Get('programmes')
  @PublicPage()
  async all(
    @Query() query: ProgrammesQuery,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    keepFromSearchEngines(query, reply);
    const found = await this.finding.read(query, '/programmes');
    const { programmes, isWhole } = await this.lists.all(found);
    return this.views.page('public/programmes', page, {
      filters: found.filters,
      canonical: canonicalOf('/programmes', found.chosen),
      organizations: byOrganization(programmes),
      count: programmes.length,
      isWhole,
      frequencyOf: this.frequencies(page),
    });
  }

  private async list(query: WhatIsOnQuery, page: PageContext): Promise<string> {
    const found = await this.finding.read(query, '/');
    const { chosen } = found;
    const now = this.clock.now();
    const from = chosen.from ?? siteDay(now);
    const { sessions, next, desks, wholeOf } = await this.lists.list(found, {
      after: query.after,
      size: PAGE_SIZE,
    });
    // What has no date belongs to no page of the dated ones but the first.
    const undated = query.after ? { programmes: [], count: 0 } : await this.lists.undated(found);
    return this.views.page('public/what-is-on', page, {
      ...this.links(found),
      filters: found.filters,
      canonical: canonicalOf('/', chosen),
      now,
      months: dayList(sessions),
      count: sessions.length,
      nextHref: next && hrefOf('/', { ...chosen, after: next }),
      isFirst: !query.after,
      from: chosen.from,
      undated: undated.programmes,
      undatedCount: undated.count,
      frequencyOf: this.frequencies(page),
      desks,
      wholeOf,
      monthHref: hrefOf('/', { ...withoutDates(chosen), view: 'month', month: from.slice(0, 7) }),
      listHref: hrefOf('/', chosen),
      todayHref: hrefOf('/', withoutDates(chosen)),
    });
  }

  private async month(query: WhatIsOnQuery, page: PageContext): Promise<string> {
    const now = this.clock.now();
    const today = siteDay(now);
    const month = query.month ?? today.slice(0, 7);
    const base = { view: 'month', month };
    const found = await this.finding.read({ ...query, from: undefined, to: undefined }, '/', base);
    const { chosen } = found;
    const { next, previous } = monthBounds(month);
    const { sessions, beginning, count, isWhole, desks, undated } = await this.lists.month(
      found,
      month,
      PER_DAY,
    );
    const hrefOfMonth = (value: string) => hrefOf('/', { ...chosen, view: 'month', month: value });
    // Beyond the years that an address may name there is no page to lead to.
    const beside = (value: string) =>
      MONTH.test(value) ? { month: value, href: hrefOfMonth(value), isFar: isFar(value, today) } : null;
    return this.views.page('public/month', page, {
      ...this.links(found),
      filters: found.filters,
      canonical: canonicalOf('/', chosen, base),
      now,
      today,
      month,
      count,
      isWhole,
      desks,
      weeks: monthGrid(month, sessions, { beginning, perDay: PER_DAY }),
      previous: beside(previous),
      next: beside(next),
      undated,
      isFar: isFar(month, today),
      monthHref: hrefOfMonth(month),
      hrefOfDay: (day: string) => hrefOf('/', { ...chosen, from: day, to: day }),
      listHref: hrefOf('/', chosen),
    });
  }

  /** Addresses of other pages that know the filters, as far as they know them. */
  private links({ chosen }: Found) {
    const { organization, audience, kind } = chosen;
    // Nobody can say that a seat is free where there is no date, and what has none is what one looks for there.
    const { free: _, ...undated } = withoutDates(chosen);
    return {
      programmesHref: hrefOf('/programmes', undated),
      digestHref: hrefOf('/digest', { organization, kind, audience }),
      nearbyHref: hrefOf('/nearby', { organization, audience }),
    };
  }

  private frequencies({ language }: PageContext) {
    const wording = { t: this.views.translator(language), language };
    return ({ frequency }: WholeProgramme) => frequency && frequencyWords(frequency, wording);
  }
}

/** What a search has found is no page to be found by a search. */
function keepFromSearchEngines({ q }: ProgrammesQuery, reply: FastifyReply): void {
  if (q !== undefined) reply.header('x-robots-tag', 'noindex');
}

/** Months whose links search engines shall not follow: each leads to the next, for a century. */
function isFar(month: string, today: CivilDate): boolean {
  const beside = (months: number) => addMonths(`${today.slice(0, 7)}-01`, months).slice(0, 7);
  return month < beside(-MONTHS_FOLLOWED) || month > beside(MONTHS_FOLLOWED);
}

function withoutDates({ from: _from, to: _to, ...others }: Found['chosen']): Found['chosen'] {
  return others;
}

function byOrganization(programmes: readonly WholeProgramme[]) {
  const slugs = [...new Set(programmes.map(({ organization }) => organization.slug))];
  return slugs.map((slug) => {
    const own = programmes.filter(({ organization }) => organization.slug === slug);
    return { organization: own[0]?.organization, programmes: own };
  });
}
