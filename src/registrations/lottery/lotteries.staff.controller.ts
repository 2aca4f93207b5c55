import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { type FormValues, readForm } from '../../platform/http/edited-form.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { Lotteries } from './lotteries.service.js';
import { LotteryQueryDto } from './lottery.dto.js';
import { actIn, refuseWhatCannotBe } from './lottery-confirmation.js';
import { LotteryStates } from './lottery-state.js';

/** The lottery of a course as staff run it: what is collected, closing the list, drawing, and what came of it. */
@ApiExcludeController()
@Controller('staff/courses/:id/lottery')
export class LotteriesStaffController {
  constructor(
    private readonly lotteries: Lotteries,
    private readonly states: LotteryStates,
    private readonly views: Views,
  ) {}

  @Get()
  @Requires('viewer')
  @PrivatePage()
  async show(
    @CurrentStaff() principal: Principal,
    @Param('id') courseId: string,
    @Query() { session }: LotteryQueryDto,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.page(page, principal, { courseId, session });
  }

  /** Asks once more before each act; a form that was refused comes back with what was typed. */
  @Post()
  @Requires('organizer')
  @HttpCode(303)
  @PrivatePage()
  async act(
    @CurrentStaff() principal: Principal,
    @Param('id') courseId: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { values } = readForm(body);
    const target = { courseId, session: values.session || undefined };
    try {
      const act = actIn(values);
      if (values.confirm !== '1') {
        const state = await this.states.of(principal, target);
        refuseWhatCannotBe(state, act);
        reply.status(200);
        return this.views.page('staff/lottery-confirm', page, { ...state, act });
      }
      if (act.act === 'list') await this.lotteries.close(principal, target, act);
      else await this.lotteries.draw(principal, target, act.seed);
    } catch (error) {
      if (!(error instanceof DomainError) || (error.code !== 'conflict' && error.code !== 'invalid'))
        throw error;
      reply.status(STATUS_OF[error.code]);
      return this.page(page, principal, target, values, error.details.faults);
    }
    const query = target.session === undefined ? '' : `?session=${target.session}`;
    throw new SeeOther(withLanguage(`/staff/courses/${courseId}/lottery${query}`, page.language));
  }

  private async page(
    context: PageContext,
    principal: Principal,
    target: { readonly courseId: string; readonly session?: string },
    values: FormValues = {},
    faults: readonly Fault[] = [],
  ): Promise<string> {
    // A session that was refused is no session to show.
    const session = faults.some(({ field }) => field === 'session') ? undefined : target.session;
    const state = await this.states.of(principal, { ...target, session });
    return this.views.page('staff/lottery', context, {
      ...state,
      values,
      faults: new Map(faults.map((fault) => [fault.field, fault])),
    });
  }
}
