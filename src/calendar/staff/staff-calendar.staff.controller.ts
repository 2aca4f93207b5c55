import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { readForm } from '../../platform/http/edited-form.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { subscribing } from '../../registrations/entries/subscribing.js';
import { DomainError } from '../../shared/domain-error.js';
import { StaffCalendars } from './staff-calendars.service.js';

const PATH = '/staff/calendar-feed';
/** What can have been done, and whether the calendar has an address after it. */
const DONE: ReadonlyMap<unknown, boolean> = new Map([
  ['made', true],
  ['kept', true],
  ['stopped', false],
]);

/** The page on which staff get the address of their calendar, a new one, or none, and say what it shows. */
@ApiExcludeController()
@Requires('viewer')
@Controller('staff/calendar-feed')
export class StaffCalendarStaffController {
  constructor(
    private readonly calendars: StaffCalendars,
    private readonly views: Views,
  ) {}

  @Get()
  @PrivatePage()
  async show(
    @CurrentStaff() principal: Principal,
    @Page() page: PageContext,
    @Query('done') done: unknown,
  ): Promise<string> {
    const calendar = await this.calendars.of(principal);
    const name = this.views.translator(page.language)('staffFeed.name');
    // An address that is opened again later must not say what is no longer so.
    const isTrue = done === 'saved' || DONE.get(done) === (calendar.url !== null);
    return this.views.page('staff/calendar-feed', page, {
      calendar,
      feed: calendar.url && subscribing(name, calendar.url),
      done: isTrue ? done : null,
    });
  }

  @Post()
  @HttpCode(303)
  async change(
    @CurrentStaff() principal: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
  ): Promise<never> {
    const { values } = readForm(body);
    const done = await this.act(principal, values);
    throw new SeeOther(withLanguage(`${PATH}?done=${done}`, page.language));
  }

  /** @throws DomainError `invalid` for what none of the page's buttons asks for */
  private async act(
    principal: Principal,
    { act, replaces, seats }: Readonly<Record<string, string>>,
  ): Promise<string> {
    if (act === 'stop') {
      await this.calendars.stop(principal);
      return 'stopped';
    }
    if (act === 'seats') {
      await this.calendars.showSeats(principal, seats === '1');
      return 'saved';
    }
    if (act !== 'renew') throw new DomainError('invalid', { faults: [{ field: 'act', code: 'isIn' }] });
    return (await this.calendars.renew(principal, replaces || null)) ? 'made' : 'kept';
  }
}
