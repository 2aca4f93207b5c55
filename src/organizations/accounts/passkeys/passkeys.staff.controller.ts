import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../../../platform/config/app-config.js';
import { EmptyAsUndefined, IsPlainText } from '../../../platform/http/constraints.js';
import { type FormValues, readForm } from '../../../platform/http/edited-form.js';
import { PrivatePage } from '../../../platform/http/html-page.js';
import { Page } from '../../../platform/http/page-context.js';
import { STATUS_OF } from '../../../platform/http/problem.js';
import { SeeOther } from '../../../platform/http/see-other.js';
import { parse } from '../../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../../platform/views/views.js';
import { DomainError } from '../../../shared/domain-error.js';
import { BeforeSecondFactor, CurrentStaff, Requires } from '../../access.js';
import { Principal } from '../../principal.js';
import { AccountPage, faultsByField } from '../account-page.js';
import { Protection } from '../protection.service.js';
import { formTokenFor, giveSessionToken } from '../staff-cookie.js';
import { Passkeys } from './passkeys.js';

class LabelForm {
  @EmptyAsUndefined()
  @IsNotEmpty()
  @IsString()
  @IsPlainText()
  @MaxLength(60, { context: { max: 60 } })
  label!: string;
}

/** Passkeys of one's own: making, naming, taking away. */
@ApiExcludeController()
@Requires('viewer')
@BeforeSecondFactor()
@Controller('staff/account/passkeys')
export class PasskeysStaffController {
  constructor(
    private readonly passkeys: Passkeys,
    private readonly protection: Protection,
    private readonly pages: AccountPage,
    private readonly views: Views,
    private readonly config: AppConfig,
  ) {}

  /** What the browser needs to make one, as JSON. */
  @Post('options')
  @HttpCode(200)
  options(@CurrentStaff() principal: Principal, @Page() page: PageContext) {
    const site = this.views.translator(page.language)('staff.site');
    return this.passkeys.optionsToMake(principal.ownSession.staffMemberId, site);
  }

  @Post()
  @HttpCode(303)
  @PrivatePage()
  async act(
    @CurrentStaff() principal: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { values } = readForm(body);
    try {
      const { done, token, codes } = await this.change(principal, values, request.ip);
      if (token) giveSessionToken(reply, this.config, token);
      if (!codes) throw new SeeOther(withLanguage(`/staff/account?done=${done}#passkeys`, page.language));
      reply.status(200);
      const staff = page.staff && token ? { ...page.staff, csrf: formTokenFor(reply, token) } : page.staff;
      return this.views.page('staff/account-codes', { ...page, staff, path: '/staff/account' }, { codes });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
      reply.status(STATUS_OF.invalid);
      const faults = (error.details.faults ?? []).map((fault) =>
        fault.field === 'current' ? { ...fault, field: fieldOfPassword(values) } : fault,
      );
      const { label = '' } = values;
      return this.pages.show(principal, page, { faults: faultsByField(faults), values: { label } });
    }
  }

  private async change(
    principal: Principal,
    values: FormValues,
    address: string,
  ): Promise<{ done: string; token?: string; codes?: readonly string[] | null }> {
    const session = principal.ownSession;
    const { act, id = '', label = '', answer = '' } = values;
    const by = { current: values[fieldOfPassword(values)] ?? '', address };
    switch (act) {
      case 'add': {
        const form = parse(LabelForm, { label });
        return { done: 'passkey', ...(await this.protection.addPasskey(session, answer, form.label, by)) };
      }
      case 'rename':
        await this.passkeys.rename(session.staffMemberId, id, parse(LabelForm, { label }).label);
        return { done: 'renamed' };
      case 'remove':
        return { done: 'removed', token: await this.protection.removePasskey(session, id, by) };
      default:
        throw new DomainError('invalid', { faults: [{ field: 'act', code: 'isIn' }] });
    }
  }
}

/** Each form of the page has a field of its own for the password. */
function fieldOfPassword({ act, id }: FormValues): string {
  return act === 'remove' ? `current-${id}` : 'current';
}
