import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type FormValues, readForm } from '../../../platform/http/edited-form.js';
import { PrivatePage } from '../../../platform/http/html-page.js';
import { Page } from '../../../platform/http/page-context.js';
import { STATUS_OF } from '../../../platform/http/problem.js';
import { SeeOther } from '../../../platform/http/see-other.js';
import { type PageContext, withLanguage } from '../../../platform/views/views.js';
import { DomainError } from '../../../shared/domain-error.js';
import { CurrentStaff, Requires } from '../../access.js';
import { Principal, ROLES, type Role } from '../../principal.js';
import { Members } from './members.js';
import { MembersPage } from './members-page.js';

/** What can have been done, by the word in the address. */
const DONE = ['role', 'remove', 'disable', 'enable', 'factors', 'sessions', 'invited', 'again', 'withdrawn'];

/** 職員: who acts for an organization, in which role. For its owners. */
@ApiExcludeController()
@Requires('owner')
@Controller('staff')
export class MembersStaffController {
  constructor(
    private readonly members: Members,
    private readonly pages: MembersPage,
  ) {}

  @Get('members')
  @PrivatePage()
  async list(
    @CurrentStaff() principal: Principal,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.pages.show(principal, page, { done: DONE.find((word) => word === done) ?? null });
  }

  @Post('organizations/:slug/members/:member')
  @HttpCode(303)
  @PrivatePage()
  async act(
    @CurrentStaff() principal: Principal,
    @Param('slug') slug: string,
    @Param('member') memberId: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { id: organizationId } = await this.pages.owned(principal, slug);
    const { values } = readForm(body);
    try {
      await this.change(principal, { actor: principal.actor, organizationId, memberId }, values);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
      reply.status(STATUS_OF.invalid);
      return this.pages.show(principal, page, { memberFault: error.details.faults?.[0]?.code ?? null });
    }
    throw new SeeOther(withLanguage(`/staff/members?done=${values.act}#${slug}`, page.language));
  }

  private async change(
    principal: Principal,
    act: { readonly actor: string; readonly organizationId: string; readonly memberId: string },
    { act: asked, role = '' }: FormValues,
  ): Promise<void> {
    const owned = principal.organizationsWith('owner');
    const isSelf = act.actor === `staff:${act.memberId}`;
    switch (asked) {
      case 'role':
        return this.members.giveRole(act, roleOf(role));
      case 'remove':
        return this.members.remove(act);
      case 'disable':
        if (isSelf) throw new DomainError('invalid', { faults: [{ field: 'act', code: 'ownAccount' }] });
        return this.members.disable(act, owned);
      case 'enable':
        return this.members.enable(act, owned);
      case 'factors':
        if (isSelf) throw new DomainError('invalid', { faults: [{ field: 'act', code: 'ownAccount' }] });
        return this.members.resetFactors(act, owned);
      case 'sessions':
        return this.members.endSessions(act);
      default:
        throw new DomainError('invalid', { faults: [{ field: 'act', code: 'isIn' }] });
    }
  }
}

function roleOf(text: string): Role {
  const role = ROLES.find((one) => one === text);
  if (!role) throw new DomainError('invalid', { faults: [{ field: 'role', code: 'isIn' }] });
  return role;
}
