import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires, type StaffRequest } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { Page, type PageRequest } from '../../platform/http/page-context.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { isPresence } from '../domain/attendance.js';
import { DoorDesk } from './door-desk.js';
import { actOfForm, anchorOf, type DoorFields, doorFields } from './door-form.js';
import type { DoorStateDto } from './door-state.dto.js';

/** 受付: the screen of reception for one session. Every button is a form; a script makes it quick, and keeps it going offline. */
@ApiExcludeController()
@Controller('staff/sessions/:id/door')
export class DoorScreenStaffController {
  constructor(
    private readonly desk: DoorDesk,
    private readonly views: Views,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Requires('reception')
  @Header('content-type', 'text/html; charset=utf-8')
  async show(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Page() page: PageContext,
  ): Promise<string> {
    await this.desk.admit(principal, id);
    return this.page(principal, page, await this.desk.state(principal, id, page.language));
  }

  /** Who is signed in now, and the token that their acts carry: a page that was opened before may have another. */
  @Get('token')
  @Requires('reception')
  async token(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Req() request: StaffRequest & PageRequest,
  ): Promise<{ actor: string; csrf: string }> {
    await this.desk.admit(principal, id);
    return { actor: principal.actor, csrf: request.staffPage?.csrf ?? '' };
  }

  /** One act by a button; refused, the page says why (409) and keeps what was typed. */
  @Post()
  @Requires('reception')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async act(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const typed = doorFields(body);
    const acts = [actOfForm(typed, this.clock.now())];
    const { outcomes, state } = await this.desk.act(principal, id, acts, page.language);
    const refused = outcomes.find(({ result }) => result === 'refused');
    if (!refused) {
      throw new SeeOther(withLanguage(`/staff/sessions/${id}/door${anchorOf(typed)}`, page.language));
    }
    reply.status(409);
    const details = refused.faults?.map(({ detail }) => detail).join(' ');
    return this.page(principal, page, state, { typed, refusal: details || refused.message });
  }

  private page(
    principal: Principal,
    page: PageContext,
    state: DoorStateDto,
    refused: { readonly typed?: DoorFields; readonly refusal?: string } = {},
  ): string {
    return this.views.page('staff/door', page, {
      ...refused,
      state,
      sums: sumsOf(state),
      actor: principal.actor,
      base: `/staff/sessions/${state.session.id}/door`,
      button: (act: string, argument = '') => `${act}:${argument}:${randomUUID()}`,
    });
  }
}

/** Totals by person; the script works the same out of what it has (door-merge.js). */
function sumsOf({ places, heads }: DoorStateDto) {
  const people = places.flatMap(({ members }) => members);
  const named = people.filter(({ mark }) => mark && isPresence(mark)).length;
  const counted = Object.values(heads).reduce((sum, one) => sum + one, 0);
  return {
    named,
    unmarked: people.filter(({ mark }) => !mark).length,
    heads: counted,
    total: named + counted,
  };
}
