import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../../platform/config/app-config.js';
import { EmptyAsUndefined, IsPlainText } from '../../platform/http/constraints.js';
import { readForm } from '../../platform/http/edited-form.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type Language, STAFF_LANGUAGES } from '../../platform/views/messages.js';
import { type PageContext, withLanguage } from '../../platform/views/views.js';
import { DomainError } from '../../shared/domain-error.js';
import { BeforeSecondFactor, CurrentStaff, Requires } from '../access.js';
import { Principal } from '../principal.js';
import { Account } from './account.service.js';
import { AccountPage, faultsByField } from './account-page.js';
import { StaffSessions } from './sessions/staff-sessions.js';
import { giveSessionToken, takeSessionToken } from './staff-cookie.js';

const PATH = '/staff/account';
/** What can have been done, by the word in the address. */
const DONE = ['details', 'password', 'session', 'passkey', 'renamed', 'removed', 'off'];

class DetailsForm {
  @EmptyAsUndefined()
  @IsNotEmpty()
  @IsString()
  @IsPlainText()
  @MaxLength(100, { context: { max: 100 } })
  name!: string;

  @IsIn(STAFF_LANGUAGES)
  language!: Language;
}

class PasswordForm {
  @IsString()
  @MaxLength(1024, { context: { max: 1024 } })
  former = '';

  @IsString()
  @MaxLength(1024, { context: { max: 1024 } })
  password = '';
}

/** One's own account: name, password, sessions. Open to every role. */
@ApiExcludeController()
@Requires('viewer')
@BeforeSecondFactor()
@Controller('staff/account')
export class AccountStaffController {
  constructor(
    private readonly account: Account,
    private readonly sessions: StaffSessions,
    private readonly pages: AccountPage,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @PrivatePage()
  async show(
    @CurrentStaff() principal: Principal,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.pages.show(principal, page, { done: DONE.find((word) => word === done) ?? null });
  }

  @Post('details')
  @HttpCode(303)
  @PrivatePage()
  async details(
    @CurrentStaff() principal: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { name = '', language = '' } = readForm(body).values;
    return this.orAgain({ principal, page, reply, values: { name, language } }, async () => {
      await this.account.change(principal.ownSession, parse(DetailsForm, { name, language }));
      return 'details';
    });
  }

  @Post('password')
  @HttpCode(303)
  @PrivatePage()
  async password(
    @CurrentStaff() principal: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.orAgain({ principal, page, reply, values: {} }, async () => {
      const asked = { ...parse(PasswordForm, readForm(body).values), address: request.ip };
      giveSessionToken(reply, this.config, await this.account.changePassword(principal.ownSession, asked));
      return 'password';
    });
  }

  @Post('sessions')
  @HttpCode(303)
  async end(
    @CurrentStaff() principal: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<never> {
    const { act, session = '' } = readForm(body).values;
    if (act === 'everywhere') {
      await this.sessions.endEvery(principal.staffSession);
      takeSessionToken(reply, this.config);
      throw new SeeOther(withLanguage('/staff/sign-in?done=everywhere', page.language));
    }
    await this.sessions.endOne(principal.staffSession, session);
    throw new SeeOther(withLanguage(`${PATH}?done=session#sessions`, page.language));
  }

  /** Does it and goes to the page, or shows the page with what is wrong (422), or when to try again (429). */
  private async orAgain(
    {
      principal,
      page,
      reply,
      values,
    }: {
      readonly principal: Principal;
      readonly page: PageContext;
      readonly reply: FastifyReply;
      readonly values: Readonly<Record<string, string>>;
    },
    act: () => Promise<string>,
  ): Promise<string> {
    let done: string;
    try {
      done = await act();
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
      reply.status(STATUS_OF[error.code]);
      return this.pages.show(principal, page, { values, faults: faultsByField(error.details.faults) });
    }
    throw new SeeOther(withLanguage(`${PATH}?done=${done}`, page.language));
  }
}
