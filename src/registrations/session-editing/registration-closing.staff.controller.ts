import { Body, Controller, Header, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { readForm } from '../../platform/http/edited-form.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { type PageContext, withLanguage } from '../../platform/views/views.js';
import { DomainError } from '../../shared/domain-error.js';
import { byField } from '../planning/course-form-faults.js';
import { CourseView } from '../planning/course-view.js';
import { momentIn } from '../planning/moment-fields.js';
import { RegistrationClosing } from './registration-closing.service.js';

/** The buttons that close and open registration, on the page of a session and of a course. */
@ApiExcludeController()
@Requires('organizer')
@Controller('staff')
export class RegistrationClosingStaffController {
  constructor(
    private readonly closing: RegistrationClosing,
    private readonly view: CourseView,
  ) {}

  @Post('sessions/:id/registration')
  @HttpCode(303)
  async session(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
  ): Promise<never> {
    await this.closing.setSession(principal, id, readForm(body).values.open === '1');
    throw new SeeOther(withLanguage(`/staff/sessions/${id}`, page.language));
  }

  /** Does it, or shows the course again with what is wrong (422, 409), and what was typed. */
  @Post('courses/:id/registration')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async course(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { values } = readForm(body);
    const { closesOn, closesAt, open } = values;
    const closes = momentIn(closesOn, closesAt);
    try {
      await this.closing.setCourse(principal, id, { open: open === '1', ...(closes !== '' && { closes }) });
    } catch (error) {
      if (!(error instanceof DomainError) || (error.code !== 'invalid' && error.code !== 'conflict'))
        throw error;
      reply.status(STATUS_OF[error.code]);
      const faults = (error.details.faults ?? []).map((fault) => ({ ...fault, field: 'closesOn' }));
      return this.view.page(principal, id, page, { values, faults: byField(faults) });
    }
    throw new SeeOther(withLanguage(`/staff/courses/${id}?saved=registration`, page.language));
  }
}
