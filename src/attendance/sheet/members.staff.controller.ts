import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { readForm } from '../../platform/http/edited-form.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { type PageContext, withLanguage } from '../../platform/views/views.js';
import { WalkIns } from '../../registrations/desk/walk-ins.service.js';
import { AttendanceService } from './attendance.service.js';

/** Members of a course who come to a session of it: one tap puts them on the sheet as present. */
@ApiExcludeController()
@Controller('staff/sessions/:id/members')
export class MembersStaffController {
  constructor(
    private readonly walkIns: WalkIns,
    private readonly attendance: AttendanceService,
  ) {}

  @Post()
  @Requires('reception')
  @HttpCode(303)
  @PrivatePage()
  async add(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
  ): Promise<never> {
    await this.walkIns.seat(principal, id, readForm(body).values.member ?? '', (tx, place) =>
      this.attendance.markPresent(tx, principal, { sessionId: id, placeId: place }),
    );
    throw new SeeOther(withLanguage(`/staff/sessions/${id}?saved=member#members`, page.language));
  }
}
