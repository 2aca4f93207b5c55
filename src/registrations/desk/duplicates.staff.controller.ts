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
import { DomainError } from '../../shared/domain-error.js';
import { Merging } from './merging.service.js';

/** Registrations of a course that were perhaps made twice. */
@ApiExcludeController()
@Controller('staff/courses/:id/duplicates')
export class DuplicatesStaffController {
  constructor(
    private readonly merging: Merging,
    private readonly views: Views,
  ) {}

  @Get()
  @Requires('reception')
  @PrivatePage()
  list(
    @CurrentStaff() principal: Principal,
    @Param('id') courseId: string,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.page(page, principal, courseId, { isDone: done === 'merged' });
  }

  /** Makes one of two; 409 with what is in the way. */
  @Post()
  @Requires('organizer')
  @HttpCode(303)
  @PrivatePage()
  async merge(
    @CurrentStaff() principal: Principal,
    @Param('id') courseId: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { keep = '', drop = '' } = readForm(body).values;
    await this.merging.duplicates(principal, courseId);
    try {
      await this.merging.merge(principal, keep, drop);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'conflict') throw error;
      reply.status(STATUS_OF.conflict);
      return this.page(page, principal, courseId, { refusal: error.details.faults?.[0]?.code ?? 'conflict' });
    }
    throw new SeeOther(withLanguage(`/staff/courses/${courseId}/duplicates?done=merged`, page.language));
  }

  private async page(
    context: PageContext,
    principal: Principal,
    courseId: string,
    shown: { readonly isDone?: boolean; readonly refusal?: string },
  ): Promise<string> {
    return this.views.page('staff/desk-duplicates', context, {
      ...{ isDone: false, refusal: null },
      ...shown,
      ...(await this.merging.duplicates(principal, courseId)),
    });
  }
}
