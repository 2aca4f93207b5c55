import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { readForm } from '../../platform/http/edited-form.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { type PageContext, withLanguage } from '../../platform/views/views.js';
import { Door } from './door.service.js';
import { RESTS } from './door-acts.js';

/** 出欠を締める: closing a sheet from the page of its session, and opening it again; also without JavaScript. */
@ApiExcludeController()
@Controller('staff/sessions/:id/closing')
export class ClosingStaffController {
  constructor(
    private readonly door: Door,
    private readonly clock: Clock,
  ) {}

  /** An act at the door under the id that the form carries: pressed twice it is done once. Leads back to the sheet. */
  @Post()
  @Requires('reception')
  @HttpCode(303)
  @PrivatePage()
  async close(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
  ): Promise<never> {
    const { values } = readForm(body);
    const act = values.act === 'reopen' ? 'reopen' : 'close';
    const rest = RESTS.find((one) => one === values.rest);
    const sent = { id: values.actId ?? '', tappedAt: this.clock.now().toISOString(), act };
    const [outcome] = await this.door.act(principal, id, [rest ? { ...sent, rest } : sent]);
    const saved = outcome?.result === 'refused' ? `refused.${outcome.code}` : act;
    throw new SeeOther(withLanguage(`/staff/sessions/${id}?saved=${saved}#sheet`, page.language));
  }
}
