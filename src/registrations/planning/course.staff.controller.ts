import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Page } from '../../platform/http/page-context.js';
import type { PageContext } from '../../platform/views/views.js';
import { CourseView } from './course-view.js';

/** 期 as staff see it: what was planned, and what became of it. */
@ApiExcludeController()
@Controller('staff/courses')
export class CourseStaffController {
  constructor(private readonly view: CourseView) {}

  @Get(':id')
  @Requires('viewer')
  @Header('content-type', 'text/html; charset=utf-8')
  async show(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('saved') saved: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const done = saved === '1' ? 'course' : saved === 'registration' ? 'registration' : null;
    return this.view.page(principal, id, page, undefined, done);
  }
}
