import { Body, Controller, Get, Header, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../platform/config/app-config.js';
import { IsPlainText } from '../platform/http/constraints.js';
import { languageOf, pageContextOf } from '../platform/http/page-context.js';
import { Public } from '../platform/http/public-route.js';
import { SeeOther } from '../platform/http/see-other.js';
import { parse } from '../platform/http/validation.js';
import { Views, withLanguage } from '../platform/views/views.js';
import { DomainError } from '../shared/domain-error.js';
import { nextPage } from './next-page.js';
import { SESSION_SECONDS, SignIn } from './sign-in.service.js';
import { formTokenOf, giveSessionToken, sessionTokenOf, takeSessionToken } from './staff-cookie.js';

class SignInForm {
  @IsString()
  @MaxLength(254)
  @IsPlainText()
  email = '';

  @IsString()
  @MaxLength(1024)
  password = '';
}

/** The door of the staff pages. */
@Public()
@ApiExcludeController()
@Controller('staff')
export class SignInStaffController {
  constructor(
    private readonly signIn: SignIn,
    private readonly views: Views,
    private readonly config: AppConfig,
  ) {}

  @Get('sign-in')
  @Header('cache-control', 'no-store')
  @Header('content-type', 'text/html; charset=utf-8')
  form(
    @Query('next') next: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string {
    return this.page(request, reply, { next: nextPage(next) });
  }

  /** Wrong password, unknown address and malformed form get one and the same answer. */
  @Post('sign-in')
  @HttpCode(422)
  @Header('cache-control', 'no-store')
  @Header('content-type', 'text/html; charset=utf-8')
  async enter(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const next = nextPage((body as { next?: unknown } | undefined)?.next);
    try {
      const { email, password } = parse(SignInForm, body);
      const formerToken = sessionTokenOf(request);
      const token = await this.signIn.signIn({ email, password, address: request.ip, formerToken });
      if (token) {
        giveSessionToken(reply, this.config, token, SESSION_SECONDS);
        throw new SeeOther(withLanguage(next, languageOf(request)));
      }
      return this.page(request, reply, { next, email, refusal: 'wrong' });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.code === 'invalid') return this.page(request, reply, { next, refusal: 'wrong' });
      if (error.code !== 'too_many_attempts') throw error;
      const seconds = error.details.retryAfterSeconds ?? 1;
      reply.status(429).header('retry-after', String(seconds));
      return this.page(request, reply, { next, refusal: 'throttled', minutes: Math.ceil(seconds / 60) });
    }
  }

  @Post('sign-out')
  async leave(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<never> {
    const token = sessionTokenOf(request);
    if (token) await this.signIn.signOut(token);
    takeSessionToken(reply, this.config);
    throw new SeeOther(withLanguage('/staff/sign-in', languageOf(request)));
  }

  private page(request: FastifyRequest, reply: FastifyReply, data: Record<string, unknown>): string {
    return this.views.page('staff/sign-in', pageContextOf(request), {
      ...data,
      csrf: formTokenOf(request, reply),
    });
  }
}
