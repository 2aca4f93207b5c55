import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { courseEditData, previewData } from './course-edit-page.js';
import { CourseEditor, type Edited } from './course-editor.js';
import { type Editing, readCourseForm } from './course-form-request.js';

const HTML = 'text/html; charset=utf-8';

/** The course wizard: a new course, a course's schedule, a copy; each with a preview before anything is saved. */
@ApiExcludeController()
@Controller('staff')
@Requires('organizer')
export class CourseEditStaffController {
  constructor(
    private readonly editor: CourseEditor,
    private readonly views: Views,
  ) {}

  /** @param start `consultation`: seats, slots and registration as a day of consultations has them */
  @Get('programmes/:id/courses/new')
  @Header('content-type', HTML)
  async fresh(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('start') start: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.page(page, await this.editor.begin(principal, id, start === 'consultation'));
  }

  @Post('programmes/:id/courses/new')
  @HttpCode(200)
  @Header('content-type', HTML)
  async create(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.answer(principal, await this.editor.newCourse(principal, id), { body, page, reply });
  }

  @Post('programmes/:id/courses/new/preview')
  @HttpCode(200)
  @Header('content-type', HTML)
  async previewNew(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.region(principal, await this.editor.newCourse(principal, id), body, page);
  }

  @Get('courses/:id/schedule')
  @Header('content-type', HTML)
  async schedule(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.page(page, await this.editor.open(principal, id));
  }

  @Post('courses/:id/schedule')
  @HttpCode(200)
  @Header('content-type', HTML)
  async change(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.answer(principal, await this.editor.course(principal, id), { body, page, reply });
  }

  @Post('courses/:id/schedule/preview')
  @HttpCode(200)
  @Header('content-type', HTML)
  async previewChange(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.region(principal, await this.editor.course(principal, id), body, page);
  }

  /** @param months how much later the copy is; 12 is next year, 6 the next term */
  @Get('courses/:id/copy')
  @Header('content-type', HTML)
  async copy(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('months') months: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const said = typeof months === 'string' && /^\d{1,2}$/.test(months) ? Number(months) : 12;
    return this.page(page, await this.editor.copy(principal, id, Math.min(Math.max(said, 1), 60)));
  }

  private async answer(
    principal: Principal,
    editing: Editing,
    { body, page, reply }: { body: unknown; page: PageContext; reply: FastifyReply },
  ): Promise<string> {
    const request = readCourseForm(body);
    if (request.act !== 'save')
      return this.page(page, await this.editor.preview(principal, editing, request));
    const outcome = await this.editor.save(principal, editing, request);
    if (outcome.savedId !== undefined) {
      throw new SeeOther(withLanguage(`/staff/courses/${outcome.savedId}?saved=1`, page.language));
    }
    reply.status(STATUS_OF[outcome.refusal]);
    return this.page(page, outcome.edited);
  }

  /** The preview alone, for the page that asks for it while somebody types. */
  private async region(
    principal: Principal,
    editing: Editing,
    body: unknown,
    page: PageContext,
  ): Promise<string> {
    const edited = await this.editor.preview(principal, editing, readCourseForm(body));
    const tools = { t: this.views.translator(page.language), language: page.language };
    return this.views.page('partials/course-preview', page, previewData(edited, tools));
  }

  private page(page: PageContext, edited: Edited): string {
    const tools = { t: this.views.translator(page.language), language: page.language };
    return this.views.page('staff/course-edit', page, courseEditData(edited, tools));
  }
}
