import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { Page } from '../../platform/http/page-context.js';
import { FORMATS } from '../../platform/views/formats.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { civilDateOf } from '../../shared/civil-time.js';
import { eraFiscalYear } from '../../shared/fiscal-year.js';
import { CoursePages } from './course-page.queries.js';
import { ruleText } from './rule-text.js';

/** 期 as staff see it: what was planned, and what became of it. */
@ApiExcludeController()
@Controller('staff/courses')
export class CourseStaffController {
  constructor(
    private readonly pages: CoursePages,
    private readonly views: Views,
    private readonly clock: Clock,
  ) {}

  @Get(':id')
  @Requires('viewer')
  @Header('content-type', 'text/html; charset=utf-8')
  async show(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('saved') saved: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const course = await this.pages.of(principal, id);
    const { town } = course;
    const { rule, defaults } = course.course.schedule ?? {};
    const venues = new Map(town.venues.map(({ key, name }) => [key, name]));
    const programmes = new Map(town.programmes.map(({ key, title }) => [key, title]));
    const tools = {
      t: this.views.translator(page.language),
      format: FORMATS[page.language],
      nameOf: (reference: string) => programmes.get(reference.split('/')[0]!) ?? reference,
      venueOf: (key: string) => venues.get(key) ?? key,
    };
    const year = course.course.fiscalYear;
    return this.views.page('staff/course', page, {
      ...course,
      saved: saved === '1',
      today: civilDateOf(this.clock.now(), town.organization.timeZone),
      year: page.language === 'ja' ? eraFiscalYear(year) : String(year),
      rules: [rule ?? []].flat().map((one) => ruleText(one, tools, defaults)),
      usualVenue: defaults?.venue === undefined ? null : tools.venueOf(defaults.venue),
      alsoFor: (course.course.schedule?.alsoFor ?? []).map(tools.nameOf),
    });
  }
}
