import { Controller, Get, Header, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../../../platform/config/app-config.js';
import { languageOf } from '../../../platform/http/page-context.js';
import { Public } from '../../../platform/http/public-route.js';
import { withLanguage } from '../../../platform/views/views.js';
import { DoorPage } from '../door-page.js';
import { DoorThrottle } from '../door-throttle.js';
import { nextPage } from '../next-page.js';
import { browserOf, giveSessionToken, giveStepToken, stepTokenOf, takeStepToken } from '../staff-cookie.js';
import type { OpenIdRefusal } from './openid-linking.js';
import { OpenIdSignIn } from './openid-sign-in.js';

/** The way in through an organization's own provider: there, and back. */
@Public()
@ApiExcludeController()
@Controller('staff/sign-in')
export class OpenIdStaffController {
  constructor(
    private readonly signIn: OpenIdSignIn,
    private readonly door: DoorPage,
    private readonly throttle: DoorThrottle,
    private readonly config: AppConfig,
  ) {}

  /** A link and not a form: under our own `form-action` browsers would not follow a form to another site. */
  @Get('with/:organization')
  @Header('cache-control', 'no-store')
  @Header('content-type', 'text/html; charset=utf-8')
  async begin(
    @Param('organization') organization: string,
    @Query('next') next: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.throttle.admit(request.ip);
    const begun = await this.signIn.begin(organization, withLanguage(nextPage(next), languageOf(request)));
    if ('refusal' in begun) return this.refuse(request, reply, begun.refusal);
    giveStepToken(reply, this.config, begun.token);
    reply.status(303).header('location', begun.url);
    return '';
  }

  @Get('openid/:organization')
  @Header('cache-control', 'no-store')
  @Header('content-type', 'text/html; charset=utf-8')
  async finish(
    @Param('organization') slug: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const query = /\?.*$/s.exec(request.url)?.[0] ?? '';
    const returned = { token: stepTokenOf(request) ?? '', slug, query };
    const outcome = await this.signIn.finish(returned, browserOf(request));
    takeStepToken(reply, this.config);
    if ('refusal' in outcome) return this.refuse(request, reply, outcome.refusal);
    giveSessionToken(reply, this.config, outcome.token);
    const { pathname, search } = new URL(outcome.next, 'http://localhost');
    reply.status(303).header('location', `${pathname}${search}`);
    return '';
  }

  private refuse(request: FastifyRequest, reply: FastifyReply, refusal: OpenIdRefusal): Promise<string> {
    reply.status(refusal === 'unreachable' ? 503 : 403);
    return this.door.signIn(request, reply, { next: nextPage(undefined), providerRefusal: refusal });
  }
}
