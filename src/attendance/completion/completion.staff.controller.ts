import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { EnrolDto, RecogniseDto } from './completion.dto.js';
import { CompletionViews } from './completion-views.js';
import { Completions } from './completions.service.js';
import { Roll } from './roll.service.js';

/** What has just been done, as the address says it. */
const DONE = ['recognised', 'withdrawn', 'enrolled'] as const;

/** What stands in the form, as it was sent. */
interface Sent {
  readonly people: readonly string[];
  readonly reason: string;
  readonly enrolledOn: string;
}

/** 修了 of a course: who came how often, who completed it, and the acts of organizers on them. */
@ApiExcludeController()
@Controller('staff')
export class CompletionStaffController {
  constructor(
    private readonly completionViews: CompletionViews,
    private readonly completions: Completions,
    private readonly roll: Roll,
    private readonly views: Views,
  ) {}

  @Get('courses/:id/completion')
  @Requires('viewer')
  @PrivatePage()
  show(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.page(page, principal, id, { done: DONE.find((one) => one === done) ?? null });
  }

  /** Recognises or enters those who were chosen, or all; or shows the form again with what is wrong (422). */
  @Post('courses/:id/completion')
  @Requires('organizer')
  @HttpCode(303)
  @PrivatePage()
  async act(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { act, ...sent } = sentIn(body);
    try {
      if (act === 'enrol') await this.roll.enrol(principal, id, parse(EnrolDto, sent));
      else {
        const all = act === 'recogniseAll';
        const { people, reason } = sent;
        await this.completions.recognise(
          principal,
          id,
          parse(RecogniseDto, { reason, all, people: all ? [] : people }),
        );
      }
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
      reply.status(STATUS_OF.invalid);
      return this.page(page, principal, id, { sent, faults: error.details.faults ?? [] });
    }
    const done = act === 'enrol' ? 'enrolled' : 'recognised';
    throw new SeeOther(withLanguage(`/staff/courses/${id}/completion?done=${done}`, page.language));
  }

  @Post('completions/:id/withdraw')
  @Requires('organizer')
  @HttpCode(303)
  async withdraw(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Page() page: PageContext,
  ): Promise<void> {
    const course = await this.completions.withdraw(principal, id);
    throw new SeeOther(withLanguage(`/staff/courses/${course}/completion?done=withdrawn`, page.language));
  }

  private async page(
    context: PageContext,
    principal: Principal,
    id: string,
    shown: { readonly done?: string | null; readonly sent?: Sent; readonly faults?: readonly Fault[] },
  ): Promise<string> {
    const view = await this.completionViews.course(principal, id);
    const blank: Sent = { people: [], reason: '', enrolledOn: view.today };
    return this.views.page(
      'staff/completion',
      { ...context, path: `/staff/courses/${id}/completion` },
      {
        ...view,
        done: shown.done ?? null,
        sent: shown.sent ?? blank,
        faults: new Map((shown.faults ?? []).map((fault) => [fault.field.split('.')[0]!, fault])),
      },
    );
  }
}

/** The form as it was sent: one box ticked is a text, several are a list. */
function sentIn(body: unknown): Sent & { readonly act: string } {
  const sent = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const text = (field: string) => (typeof sent[field] === 'string' ? sent[field] : '');
  const people = [sent.people].flat().filter((one): one is string => typeof one === 'string');
  return { people, reason: text('reason'), enrolledOn: text('enrolledOn'), act: text('act') };
}
