import { Injectable } from '@nestjs/common';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import type { FormValues } from '../../platform/http/edited-form.js';
import { FORMATS } from '../../platform/views/formats.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { civilDateOf } from '../../shared/civil-time.js';
import type { Fault } from '../../shared/domain-error.js';
import { eraFiscalYear } from '../../shared/fiscal-year.js';
import { CoursePages } from './course-page.queries.js';
import { registeringLines } from './registering-text.js';
import { ruleText } from './rule-text.js';

/** What somebody typed to open registration again, and what is wrong with it. */
export interface TypedClosing {
  readonly values: FormValues;
  readonly faults?: ReadonlyMap<string, Fault>;
}

/** The staff page of a course. */
@Injectable()
export class CourseView {
  constructor(
    private readonly pages: CoursePages,
    private readonly views: Views,
    private readonly clock: Clock,
  ) {}

  /** @param saved what was just done: `course`, or `registration` opened or closed. @throws DomainError `unknown`, `forbidden` */
  async page(
    principal: Principal,
    id: string,
    page: PageContext,
    typed: TypedClosing = { values: {} },
    saved: 'course' | 'registration' | null = null,
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
      ...typed,
      saved,
      today: civilDateOf(this.clock.now(), town.organization.timeZone),
      year: page.language === 'ja' ? eraFiscalYear(year) : String(year),
      rules: [rule ?? []].flat().map((one) => ruleText(one, tools, defaults)),
      registeringLines: registeringLines(course.course, tools),
      usualVenue: defaults?.venue === undefined ? null : tools.venueOf(defaults.venue),
      alsoFor: (course.course.schedule?.alsoFor ?? []).map(tools.nameOf),
    });
  }
}
