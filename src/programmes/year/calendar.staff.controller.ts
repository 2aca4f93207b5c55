import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Page } from '../../platform/http/page-context.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { KINDS } from '../domain/kinds.js';
import { calendarWords } from './calendar-words.js';
import { ALL_ORGANIZATIONS } from './chosen-organizations.js';
import { conflictGroups } from './conflict-groups.js';
import { YearFilter } from './year.dto.js';
import { YearCalendars } from './year-calendar.service.js';

const DONE: ReadonlySet<unknown> = new Set(['accepted', 'reopened', 'changed']);

/** 年間カレンダー: a fiscal year on one page, on screen and on paper. */
@ApiExcludeController()
@Requires('viewer')
@Controller('staff/calendar')
export class CalendarStaffController {
  constructor(
    private readonly calendars: YearCalendars,
    private readonly views: Views,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  async show(
    @CurrentStaff() principal: Principal,
    @Query() filter: YearFilter,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const calendar = await this.calendars.of(principal, filter);
    const wording = { t: this.views.translator(page.language), language: page.language };
    return this.views.page('staff/calendar', page, {
      ...calendar,
      filter,
      kinds: KINDS,
      allOrganizations: ALL_ORGANIZATIONS,
      done: DONE.has(done) ? done : undefined,
      back: withoutDone(page.path),
      groups: conflictGroups(calendar),
      wordsOf: calendarWords(calendar.rows, calendar.found.rows, wording),
    });
  }
}

function withoutDone(path: string): string {
  const url = new URL(path, 'http://localhost');
  url.searchParams.delete('done');
  return `${url.pathname}${url.search}`;
}
