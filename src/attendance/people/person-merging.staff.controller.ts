import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { readForm } from '../../platform/http/edited-form.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { PersonMerges } from './person-merges.service.js';
import { PersonMerging } from './person-merging.service.js';
import { PersonPages } from './person-pages.service.js';

/** Making one of two people, with both side by side first, and setting them apart again. */
@ApiExcludeController()
@Controller('staff')
export class PersonMergingStaffController {
  constructor(
    private readonly merging: PersonMerging,
    private readonly merges: PersonMerges,
    private readonly pages: PersonPages,
    private readonly views: Views,
  ) {}

  @Get('people/:id/merge')
  @Requires('organizer')
  @PrivatePage()
  async confirm(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('with') other: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    if (typeof other !== 'string') {
      await this.merging.require(principal, id);
      return this.choice(page, principal, id, { number: '' });
    }
    const preview = await this.merging.preview(principal, id, other);
    const context = { ...page, path: `/staff/people/${id}/merge?with=${other}` };
    return this.views.page('staff/people-merge', context, { preview });
  }

  /** Makes one of two; a reception number instead leads to both side by side. */
  @Post('people/:id/merge')
  @Requires('organizer')
  @HttpCode(303)
  @PrivatePage()
  async merge(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { values } = readForm(body);
    if (values.number !== undefined) {
      try {
        const other = await this.merging.find(principal, id, values.number);
        throw new SeeOther(withLanguage(`/staff/people/${id}/merge?with=${other}`, page.language));
      } catch (error) {
        if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
        reply.status(STATUS_OF.invalid);
        return this.choice(page, principal, id, { number: values.number, fault: error.details.faults?.[0] });
      }
    }
    await this.merging.merge(principal, id, values.with ?? '');
    throw new SeeOther(withLanguage(`/staff/people/${id}?done=merged`, page.language));
  }

  @Get('people-merges')
  @Requires('organizer')
  @PrivatePage()
  list(
    @CurrentStaff() principal: Principal,
    @Query('cursor') cursor: unknown,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const asked = cursor === undefined ? undefined : String(cursor);
    return this.listed(page, principal, { cursor: asked, isDone: done === 'undone' });
  }

  /** 409 where a later merge must be undone first. */
  @Post('people-merges/:id/undo')
  @Requires('organizer')
  @HttpCode(303)
  @PrivatePage()
  async undo(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    try {
      await this.merging.undo(principal, id);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'conflict') throw error;
      reply.status(STATUS_OF.conflict);
      return this.listed(page, principal, { refusal: error.details.faults?.[0]?.code ?? null });
    }
    throw new SeeOther(withLanguage('/staff/people-merges?done=undone', page.language));
  }

  private async choice(
    context: PageContext,
    principal: Principal,
    id: string,
    shown: { readonly number: string; readonly fault?: Fault | undefined },
  ): Promise<string> {
    const person = await this.pages.one(principal, id);
    const page = { ...context, path: `/staff/people/${id}/merge` };
    return this.views.page('staff/people-choose', page, { fault: null, ...shown, person });
  }

  private async listed(
    context: PageContext,
    principal: Principal,
    {
      cursor,
      ...shown
    }: { readonly cursor?: string | undefined; readonly isDone?: boolean; readonly refusal?: string | null },
  ): Promise<string> {
    return this.views.page(
      'staff/people-merges',
      { ...context, path: '/staff/people-merges' },
      {
        ...{ isDone: false, refusal: null },
        ...shown,
        ...(await this.merges.page(principal, { cursor })),
        groups: cursor === undefined ? await this.merges.groups(principal) : [],
      },
    );
  }
}
