import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { readForm } from '../../platform/http/edited-form.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { freshForm, type ShownForm, SubmittedForm } from '../../programmes/editing/submitted-form.js';
import { DomainError } from '../../shared/domain-error.js';
import { NewSessionDto } from './new-session.dto.js';
import { type AddedSession, NewSessions, type ProposedSession } from './new-sessions.service.js';
import { Renumbering } from './renumbering.service.js';
import { hiddenFields } from './session-editor.staff.controller.js';
import { SESSION_LISTS, sessionForm, sessionRequest, withFieldFaults } from './session-form.js';
import { sessionWording } from './session-wording.js';

/** Acts on the sessions of a course: one more, and new numbers. */
@ApiExcludeController()
@Controller('staff/courses/:id')
export class CourseSessionsStaffController {
  constructor(
    private readonly sessions: NewSessions,
    private readonly numbering: Renumbering,
    private readonly views: Views,
  ) {}

  @Get('sessions/new')
  @Requires('organizer')
  @Header('content-type', 'text/html; charset=utf-8')
  async blank(
    @CurrentStaff() principal: Principal,
    @Param('id') courseId: string,
    @Query('instead') instead: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const proposed = await this.sessions.proposed(principal, courseId, textIn(instead));
    // Somebody who adds a session mostly knows its date.
    const values = { ...sessionForm(proposed.words, proposed.choices), dateState: 'dated' };
    return this.page(page, proposed, freshForm(values, SESSION_LISTS, true));
  }

  /** Adds it; or asks first where registrants of the course would be told; or shows the form with what is wrong (422). */
  @Post('sessions/new')
  @Requires('organizer')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async add(
    @CurrentStaff() principal: Principal,
    @Param('id') courseId: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const sent = new SubmittedForm(body, SESSION_LISTS);
    const { values } = sent;
    const insteadOf = textIn(values.insteadOf);
    const proposed = await this.sessions.proposed(principal, courseId, insteadOf);
    const touched = Object.keys({ ...sessionForm(proposed.words, proposed.choices), ...values });
    let added: AddedSession | undefined;
    const again = await sent.saving(() =>
      withFieldFaults(
        () => ({ values, touched }),
        async () => {
          const {
            status: _status,
            cancelReason: _reason,
            ...request
          } = sessionRequest(values, touched, proposed.choices);
          const session = parse(NewSessionDto, { ...request, insteadOf });
          added = await this.sessions.add(principal, courseId, session, { askFirst: values.confirm !== '1' });
        },
      ),
    );
    if (again) {
      reply.status(again.status);
      return this.page(page, proposed, again.form);
    }
    if (added && 'id' in added)
      throw new SeeOther(withLanguage(`/staff/sessions/${added.id}/edit?saved=1`, page.language));
    reply.status(200);
    return this.views.page('staff/session-new-confirm', page, {
      ...proposed,
      ...added,
      courseId,
      fields: hiddenFields(readForm(body).values, {}),
    });
  }

  @Get('renumber')
  @Requires('organizer')
  @Header('content-type', 'text/html; charset=utf-8')
  async previewNumbers(
    @CurrentStaff() principal: Principal,
    @Param('id') courseId: string,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.numbers(page, principal, courseId, false);
  }

  /** Numbers anew as the page showed it; shows it again (409) where the course is another by now. */
  @Post('renumber')
  @Requires('organizer')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async renumber(
    @CurrentStaff() principal: Principal,
    @Param('id') courseId: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    try {
      await this.numbering.renumber(principal, courseId, readForm(body).values.proposal ?? '');
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'conflict') throw error;
      reply.status(STATUS_OF.conflict);
      return this.numbers(page, principal, courseId, true);
    }
    throw new SeeOther(withLanguage(`/staff/courses/${courseId}?saved=1`, page.language));
  }

  private async numbers(context: PageContext, principal: Principal, courseId: string, isOutdated: boolean) {
    const preview = await this.numbering.preview(principal, courseId);
    const w = sessionWording(this.views.translator(context.language), context.language);
    return this.views.page('staff/session-numbers', context, { ...preview, isOutdated, w });
  }

  private page(context: PageContext, proposed: ProposedSession, form: ShownForm): string {
    const w = sessionWording(this.views.translator(context.language), context.language);
    return this.views.page('staff/session-new', context, { ...proposed, ...form, w });
  }
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
