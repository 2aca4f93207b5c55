import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../../../platform/config/app-config.js';
import { EmptyAsUndefined, IsPlainText } from '../../../platform/http/constraints.js';
import { readForm } from '../../../platform/http/edited-form.js';
import { PrivatePage } from '../../../platform/http/html-page.js';
import { languageOf } from '../../../platform/http/page-context.js';
import { STATUS_OF } from '../../../platform/http/problem.js';
import { Public } from '../../../platform/http/public-route.js';
import { SeeOther } from '../../../platform/http/see-other.js';
import { parse } from '../../../platform/http/validation.js';
import { withLanguage } from '../../../platform/views/views.js';
import { DomainError } from '../../../shared/domain-error.js';
import type { Principal } from '../../principal.js';
import { Principals } from '../../principals.js';
import { faultsByField } from '../account-page.js';
import { DoorPage } from '../door-page.js';
import { browserOf, giveSessionToken, sessionTokenOf } from '../staff-cookie.js';
import { Accepting } from './accepting.js';

class AccountForm {
  @EmptyAsUndefined()
  @IsNotEmpty()
  @IsString()
  @IsPlainText()
  @MaxLength(100, { context: { max: 100 } })
  name!: string;

  @IsString()
  @MaxLength(1024, { context: { max: 1024 } })
  password = '';
}

/** Where the link of an invitation leads. Its address is the proof; only a press on the page's button uses it up. */
@Public()
@ApiExcludeController()
@Controller('staff/invitations/:token')
export class AcceptingStaffController {
  constructor(
    private readonly accepting: Accepting,
    private readonly principals: Principals,
    private readonly door: DoorPage,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @PrivatePage()
  async show(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.page(token, request, reply, {});
  }

  @Post()
  @HttpCode(303)
  @PrivatePage()
  async accept(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { act, name = '', password = '' } = readForm(body).values;
    try {
      if (act === 'join') {
        const session = (await this.visitor(request))?.ownSession;
        if (!session) throw new DomainError('forbidden');
        await this.accepting.join(token, session);
      } else {
        const form = parse(AccountForm, { name, password });
        const opened = await this.accepting.begin(token, { ...form, browser: browserOf(request) });
        if (!opened) return await this.atProvidersDoor(request, reply);
        giveSessionToken(reply, this.config, opened);
      }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (!['gone', 'invalid', 'conflict'].includes(error.code)) throw error;
      reply.status(STATUS_OF[error.code]);
      return this.page(token, request, reply, {
        values: { name },
        faults: faultsByField(error.details.faults),
      });
    }
    throw new SeeOther(withLanguage('/staff', languageOf(request)));
  }

  private async page(
    token: string,
    request: FastifyRequest,
    reply: FastifyReply,
    shown: Readonly<Record<string, unknown>>,
  ): Promise<string> {
    const offered = await this.accepting.offered(token);
    if (!offered) reply.status(STATUS_OF.gone);
    const visitor = (await this.visitor(request))?.session;
    return this.door.show('staff/invitation', request, reply, {
      ...{ values: { name: offered?.name ?? '' }, faults: new Map() },
      ...shown,
      offered,
      path: `/staff/invitations/${token}`,
      isSignedIn: visitor !== undefined,
      // Whoever came through a provider does not act for their account as a whole.
      isTheirs: visitor?.staffMemberId === offered?.accountId && visitor?.organizationId === null,
    });
  }

  /** The account is there; the way in is another one. */
  private atProvidersDoor(request: FastifyRequest, reply: FastifyReply): Promise<string> {
    reply.status(200);
    return this.door.signIn(request, reply, { next: '/staff', refusal: 'provider' });
  }

  private async visitor(request: FastifyRequest): Promise<Principal | undefined> {
    const session = sessionTokenOf(request);
    return session ? this.principals.ofSession(session) : undefined;
  }
}
