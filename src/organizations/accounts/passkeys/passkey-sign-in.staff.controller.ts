import { Body, Controller, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { AppConfig } from '../../../platform/config/app-config.js';
import { readForm } from '../../../platform/http/edited-form.js';
import { languageOf } from '../../../platform/http/page-context.js';
import { Public } from '../../../platform/http/public-route.js';
import { SeeOther } from '../../../platform/http/see-other.js';
import { withLanguage } from '../../../platform/views/views.js';
import { DomainError } from '../../../shared/domain-error.js';
import { DoorPage } from '../door-page.js';
import { DoorThrottle } from '../door-throttle.js';
import { nextPage } from '../next-page.js';
import { onlyWayOf } from '../openid/only-way.queries.js';
import { StaffSessions } from '../sessions/staff-sessions.js';
import { browserOf, giveSessionToken, takeStepToken } from '../staff-cookie.js';
import { StaffMember } from '../staff-member.entity.js';
import { Passkeys } from './passkeys.js';

/** The way in by a passkey alone: nobody types an address. */
@Public()
@ApiExcludeController()
@Controller('staff/sign-in/passkey')
export class PasskeySignInStaffController {
  constructor(
    private readonly passkeys: Passkeys,
    private readonly sessions: StaffSessions,
    private readonly door: DoorPage,
    private readonly throttle: DoorThrottle,
    private readonly config: AppConfig,
    private readonly db: DataSource,
  ) {}

  /** What the browser needs to ask for one, as JSON. */
  @Post('options')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async options(@Req() request: FastifyRequest) {
    await this.throttle.admit(request.ip);
    return this.passkeys.optionsToShow();
  }

  @Post()
  @HttpCode(422)
  @Header('cache-control', 'no-store')
  @Header('content-type', 'text/html; charset=utf-8')
  async enter(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { answer = '', next: asked } = readForm(body).values;
    const next = nextPage(asked);
    const staffMemberId = await this.ownerOf(answer);
    if (!staffMemberId) return this.door.signIn(request, reply, { next, refusal: 'passkey' });
    if (await onlyWayOf(this.db, staffMemberId))
      return this.door.signIn(request, reply, { next, refusal: 'provider' });
    const token = await this.sessions.open({ staffMemberId, method: 'passkey', browser: browserOf(request) });
    takeStepToken(reply, this.config);
    giveSessionToken(reply, this.config, token);
    throw new SeeOther(withLanguage(next, languageOf(request)));
  }

  private async ownerOf(answer: string): Promise<string | undefined> {
    try {
      const id = await this.passkeys.ownerShown(answer);
      const member = id ? await this.db.manager.findOneBy(StaffMember, { id }) : null;
      return member && !member.disabledAt ? member.id : undefined;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'invalid') return undefined;
      throw error;
    }
  }
}
