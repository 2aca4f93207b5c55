import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Page } from '../../platform/http/page-context.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import type { Plan } from '../../programmes/domain/plan.js';
import { fiscalYearWords, planWords } from '../../programmes/plans/plan-words.js';
import { Undelivered } from '../../registrations/ledger/undelivered.js';
import { Today } from './today.js';

/** The first page after signing in: what is on, what is next, and what waits for someone. */
@ApiExcludeController()
@Controller('staff')
export class HomeStaffController {
  constructor(
    private readonly today: Today,
    private readonly views: Views,
    private readonly undelivered: Undelivered,
  ) {}

  @Get()
  @Requires('viewer')
  @Header('content-type', 'text/html; charset=utf-8')
  async home(@CurrentStaff() principal: Principal, @Page() page: PageContext): Promise<string> {
    const [today, undelivered] = await Promise.all([
      this.today.of(principal),
      this.undelivered.counts(principal),
    ]);
    const wording = { t: this.views.translator(page.language), language: page.language };
    return this.views.page('staff/home', page, {
      ...today,
      undelivered,
      actor: principal.actor,
      inWords: (plan: Plan) => planWords(plan, wording),
      year: (year: number) => fiscalYearWords(year, wording),
    });
  }
}
