import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { EmptyAsUndefined, IsMailbox, IsPlainText } from '../../../platform/http/constraints.js';
import { readForm } from '../../../platform/http/edited-form.js';
import { PrivatePage } from '../../../platform/http/html-page.js';
import { Page } from '../../../platform/http/page-context.js';
import { STATUS_OF } from '../../../platform/http/problem.js';
import { SeeOther } from '../../../platform/http/see-other.js';
import { parse } from '../../../platform/http/validation.js';
import { type PageContext, withLanguage } from '../../../platform/views/views.js';
import { DomainError } from '../../../shared/domain-error.js';
import { CurrentStaff, Requires } from '../../access.js';
import { Principal, ROLES, type Role } from '../../principal.js';
import { faultsByField } from '../account-page.js';
import { MembersPage } from '../members/members-page.js';
import { Invitations } from './invitations.js';

class InvitationForm {
  @IsMailbox()
  email!: string;

  @EmptyAsUndefined()
  @IsNotEmpty()
  @IsString()
  @IsPlainText()
  @MaxLength(100, { context: { max: 100 } })
  name!: string;

  @IsIn(ROLES)
  role!: Role;
}

/** Inviting colleagues. For owners. */
@ApiExcludeController()
@Requires('owner')
@Controller('staff/organizations/:slug/invitations')
export class InvitationsStaffController {
  constructor(
    private readonly invitations: Invitations,
    private readonly pages: MembersPage,
  ) {}

  @Post()
  @HttpCode(303)
  @PrivatePage()
  async invite(
    @CurrentStaff() principal: Principal,
    @Param('slug') slug: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { id } = await this.pages.owned(principal, slug);
    const { email = '', name = '', role = '' } = readForm(body).values;
    const values = { email, name, role };
    try {
      await this.invitations.invite(principal, id, parse(InvitationForm, values));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
      reply.status(STATUS_OF.invalid);
      const faults = faultsByField(error.details.faults);
      return this.pages.show(principal, page, { invitingFor: slug, values, faults });
    }
    throw new SeeOther(withLanguage(`/staff/members?done=invited#${slug}`, page.language));
  }

  @Post(':invitation')
  @HttpCode(303)
  async act(
    @CurrentStaff() principal: Principal,
    @Param('slug') slug: string,
    @Param('invitation') invitation: string,
    @Body() body: unknown,
    @Page() page: PageContext,
  ): Promise<never> {
    const { id } = await this.pages.owned(principal, slug);
    const isAgain = readForm(body).values.act === 'again';
    if (isAgain) await this.invitations.sendAgain(principal, id, invitation);
    else await this.invitations.withdraw(principal, id, invitation);
    const done = isAgain ? 'again' : 'withdrawn';
    throw new SeeOther(withLanguage(`/staff/members?done=${done}#${slug}`, page.language));
  }
}
