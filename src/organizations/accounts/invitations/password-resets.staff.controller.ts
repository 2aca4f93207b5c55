import { setTimeout } from 'node:timers/promises';
import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../../../platform/config/app-config.js';
import { readForm } from '../../../platform/http/edited-form.js';
import { PrivatePage } from '../../../platform/http/html-page.js';
import { languageOf } from '../../../platform/http/page-context.js';
import { STATUS_OF } from '../../../platform/http/problem.js';
import { Public } from '../../../platform/http/public-route.js';
import { SeeOther } from '../../../platform/http/see-other.js';
import { parse } from '../../../platform/http/validation.js';
import { withLanguage } from '../../../platform/views/views.js';
import { DomainError } from '../../../shared/domain-error.js';
import { faultsByField } from '../account-page.js';
import { DoorPage } from '../door-page.js';
import { DoorThrottle } from '../door-throttle.js';
import { takeSessionToken } from '../staff-cookie.js';
import { PasswordResets } from './password-resets.js';

const MOST_OF_ADDRESS = 254;
/** Milliseconds until an answer, longer than writing a link takes: it must not tell whether there was one to write. */
const ANSWER_MS = 250;

class NewPasswordForm {
  @IsString()
  @MaxLength(1024, { context: { max: 1024 } })
  password = '';
}

/** For whoever forgot the password: asking for a link, and where it leads. */
@Public()
@ApiExcludeController()
@Controller('staff')
export class PasswordResetsStaffController {
  constructor(
    private readonly resets: PasswordResets,
    private readonly door: DoorPage,
    private readonly throttle: DoorThrottle,
    private readonly config: AppConfig,
  ) {}

  @Get('forgotten-password')
  @PrivatePage()
  ask(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): string {
    return this.door.show('staff/account-forgotten', request, reply, { isSent: false });
  }

  /** One and the same answer, whoever is asked for. */
  @Post('forgotten-password')
  @HttpCode(200)
  @PrivatePage()
  async send(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.throttle.admit(request.ip);
    const { email = '' } = readForm(body).values;
    // The character NUL is in nobody's address, and no database stores it.
    const isAddress = email.length <= MOST_OF_ADDRESS && !email.includes('\0');
    await Promise.all([isAddress ? this.resets.ask(email) : null, setTimeout(ANSWER_MS)]);
    return this.door.show('staff/account-forgotten', request, reply, { isSent: true });
  }

  @Get('new-password/:token')
  @PrivatePage()
  async show(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.page(token, request, reply, {});
  }

  @Post('new-password/:token')
  @HttpCode(303)
  @PrivatePage()
  async set(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    try {
      const { password } = parse(NewPasswordForm, { password: readForm(body).values.password });
      await this.resets.use(token, password);
    } catch (error) {
      if (!(error instanceof DomainError) || !['gone', 'invalid'].includes(error.code)) throw error;
      reply.status(STATUS_OF[error.code]);
      return this.page(token, request, reply, { faults: faultsByField(error.details.faults) });
    }
    takeSessionToken(reply, this.config);
    throw new SeeOther(withLanguage('/staff/sign-in?done=password', languageOf(request)));
  }

  private async page(
    token: string,
    request: FastifyRequest,
    reply: FastifyReply,
    shown: Readonly<Record<string, unknown>>,
  ): Promise<string> {
    const isOpen = await this.resets.isOpen(token);
    if (!isOpen) reply.status(STATUS_OF.gone);
    return this.door.show('staff/account-new-password', request, reply, {
      ...{ values: {}, faults: new Map() },
      ...shown,
      isOpen,
      path: `/staff/new-password/${token}`,
    });
  }
}
