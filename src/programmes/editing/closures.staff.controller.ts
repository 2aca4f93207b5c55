import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Page } from '../../platform/http/page-context.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { WEEKDAYS } from '../domain/weekdays.js';
import { ClosuresChangeDto } from './closures.dto.js';
import { Closures } from './closures.service.js';
import { CLOSURE_LISTS, closuresForm, closuresRequest } from './closures-form.js';
import { freshForm, type ShownForm, SubmittedForm } from './submitted-form.js';

/** 休業日: the days that an organization's rules leave out, and when it answers. */
@ApiExcludeController()
@Requires('organizer')
@Controller('staff/organizations')
export class ClosuresStaffController {
  constructor(
    private readonly closures: Closures,
    private readonly views: Views,
  ) {}

  @Get(':id/closures')
  @Header('content-type', 'text/html; charset=utf-8')
  async edit(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('saved') saved: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const { words } = await this.closures.edited(principal, id);
    return this.page(page, principal, id, freshForm(closuresForm(words), CLOSURE_LISTS), saved === '1');
  }

  /** Saves, or shows the form again with what is wrong (422) or what somebody else has saved meanwhile (409). */
  @Post(':id/closures')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async save(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const sent = new SubmittedForm(body, CLOSURE_LISTS);
    const again = await sent.saving(() =>
      this.closures.change(principal, id, (saved) => {
        const { values, touched } = sent.over(closuresForm(saved));
        return parse(ClosuresChangeDto, closuresRequest(values, touched));
      }),
    );
    if (!again) {
      const { organization } = await this.closures.edited(principal, id);
      throw new SeeOther(
        withLanguage(`/staff/organizations/${organization.slug}/closures?saved=1`, page.language),
      );
    }
    reply.status(again.status);
    return this.page(page, principal, id, again.form, false);
  }

  private async page(
    context: PageContext,
    principal: Principal,
    id: string,
    form: ShownForm,
    saved: boolean,
  ): Promise<string> {
    const { organization } = await this.closures.edited(principal, id);
    return this.views.page('staff/closures', context, { organization, saved, ...form, WEEKDAYS });
  }
}
