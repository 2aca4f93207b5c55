import { Body, Controller, Get, Header, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../../platform/config/app-config.js';
import { IsPlainText } from '../../platform/http/constraints.js';
import { languageOf } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { withLanguage } from '../../platform/views/views.js';
import { DoorPage, refusalAtDoor } from './door-page.js';
import { nextPage } from './next-page.js';
import { StaffSessions } from './sessions/staff-sessions.js';
import { SignIn } from './sign-in.service.js';
import {
  browserOf,
  giveSessionToken,
  giveStepToken,
  sessionTokenOf,
  stepTokenOf,
  takeSessionToken,
  takeStepToken,
} from './staff-cookie.js';

const SECOND_STEP = '/staff/sign-in/second-step';
/** What can have happened just before, by the word in the address. */
const DONE = ['password', 'everywhere'];

class SignInForm {
  @IsString()
  @MaxLength(254)
  @IsPlainText()
  email = '';

  @IsString()
  @MaxLength(1024)
  password = '';
}

class SecondStepForm {
  @IsString()
  @MaxLength(100)
  @IsPlainText()
  code = '';
}

/** The door of the staff pages. */
@Public()
@ApiExcludeController()
@Controller('staff')
export class SignInStaffController {
  constructor(
    private readonly signIn: SignIn,
    private readonly sessions: StaffSessions,
    private readonly door: DoorPage,
    private readonly config: AppConfig,
  ) {}

  @Get('sign-in')
  @Header('cache-control', 'no-store')
  @Header('content-type', 'text/html; charset=utf-8')
  async form(
    @Query('next') next: unknown,
    @Query('done') done: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const known = DONE.find((word) => word === done) ?? null;
    return this.door.signIn(request, reply, { next: nextPage(next), done: known });
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
      const browser = browserOf(request);
      const outcome = await this.signIn.signIn({ email, password, address: request.ip, browser, next });
      switch (outcome.kind) {
        case 'in':
          giveSessionToken(reply, this.config, outcome.token);
          throw new SeeOther(withLanguage(next, languageOf(request)));
        case 'second_step':
          giveStepToken(reply, this.config, outcome.token);
          throw new SeeOther(withLanguage(SECOND_STEP, languageOf(request)));
        case 'provider':
          return this.door.signIn(request, reply, { next, email, refusal: 'provider' });
        case 'wrong':
          return this.door.signIn(request, reply, { next, email, refusal: 'wrong' });
      }
    } catch (error) {
      return this.door.signIn(request, reply, { next, ...refusalAtDoor(error, reply) });
    }
  }

  @Get('sign-in/second-step')
  @Header('cache-control', 'no-store')
  @Header('content-type', 'text/html; charset=utf-8')
  async ask(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.secondStep(request, reply, {});
  }

  @Post('sign-in/second-step')
  @HttpCode(422)
  @Header('cache-control', 'no-store')
  @Header('content-type', 'text/html; charset=utf-8')
  async answer(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    try {
      const { code } = parse(SecondStepForm, body);
      const visit = { address: request.ip, browser: browserOf(request) };
      const outcome = await this.signIn.finish(stepTokenOf(request) ?? '', code, visit);
      if (outcome?.kind === 'wrong') return await this.secondStep(request, reply, { refusal: 'wrong' });
      if (!outcome) throw this.fromTheStart(request);
      takeStepToken(reply, this.config);
      giveSessionToken(reply, this.config, outcome.token);
      throw new SeeOther(withLanguage(nextPage(outcome.next), languageOf(request)));
    } catch (error) {
      return this.secondStep(request, reply, refusalAtDoor(error, reply));
    }
  }

  @Post('sign-out')
  async leave(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<never> {
    const token = sessionTokenOf(request);
    if (token) await this.sessions.end(token);
    takeSessionToken(reply, this.config);
    throw new SeeOther(withLanguage('/staff/sign-in', languageOf(request)));
  }

  private async secondStep(request: FastifyRequest, reply: FastifyReply, shown: object): Promise<string> {
    const asked = await this.signIn.secondStep(stepTokenOf(request) ?? '');
    if (!asked) throw this.fromTheStart(request);
    return this.door.show('staff/account-second-step', request, reply, { ...asked, ...shown });
  }

  private fromTheStart(request: FastifyRequest): SeeOther {
    return new SeeOther(withLanguage('/staff/sign-in', languageOf(request)));
  }
}
