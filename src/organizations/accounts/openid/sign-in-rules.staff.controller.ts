import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AppConfig } from '../../../platform/config/app-config.js';
import { readForm } from '../../../platform/http/edited-form.js';
import { PrivatePage } from '../../../platform/http/html-page.js';
import { Page } from '../../../platform/http/page-context.js';
import { STATUS_OF } from '../../../platform/http/problem.js';
import { SeeOther } from '../../../platform/http/see-other.js';
import { type PageContext, Views, withLanguage } from '../../../platform/views/views.js';
import { DomainError } from '../../../shared/domain-error.js';
import { CurrentStaff, Requires } from '../../access.js';
import { Principal } from '../../principal.js';
import { faultsByField } from '../account-page.js';
import { OpenIdClient } from './openid-client.js';
import { Providers } from './providers.js';
import { type RulesForm, rulesForm, rulesOf } from './sign-in-rules-form.js';

/** サインインの決まり: what an organization asks of its staff when they sign in, and its own provider. */
@ApiExcludeController()
@Requires('owner')
@Controller('staff/organizations/:slug/sign-in')
export class SignInRulesStaffController {
  constructor(
    private readonly providers: Providers,
    private readonly client: OpenIdClient,
    private readonly views: Views,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @PrivatePage()
  async show(
    @CurrentStaff() principal: Principal,
    @Param('slug') slug: string,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.page(principal, slug, page, { done: done === 'saved' ? done : null });
  }

  @Post()
  @HttpCode(303)
  @PrivatePage()
  async act(
    @CurrentStaff() principal: Principal,
    @Param('slug') slug: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { values } = readForm(body);
    if (values.act === 'test') {
      reply.status(200);
      return this.page(principal, slug, page, { test: await this.test(principal, slug) });
    }
    try {
      await this.providers.of(principal, slug);
      await this.providers.save(principal, slug, rulesOf(values, this.config.trustedHosts));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
      reply.status(STATUS_OF.invalid);
      const { clientSecret: _, ...typed } = values;
      return this.page(principal, slug, page, { faults: faultsByField(error.details.faults), values: typed });
    }
    const path = `/staff/organizations/${slug}/sign-in?done=saved`;
    throw new SeeOther(withLanguage(path, page.language));
  }

  /** Whether the provider answers, as it is saved. */
  private async test(principal: Principal, slug: string): Promise<'answers' | 'silent' | 'none'> {
    const { provider } = await this.providers.of(principal, slug);
    if (!provider) return 'none';
    try {
      await this.client.meet(this.providers.openedOf(provider));
      return 'answers';
    } catch (error) {
      if (error instanceof DomainError) throw error;
      return 'silent';
    }
  }

  private async page(
    principal: Principal,
    slug: string,
    context: PageContext,
    shown: { values?: RulesForm; faults?: ReadonlyMap<string, unknown>; done?: string | null; test?: string },
  ): Promise<string> {
    const { organization, provider } = await this.providers.of(principal, slug);
    return this.views.page(
      'staff/members-sign-in',
      { ...context, path: `/staff/organizations/${slug}/sign-in` },
      {
        ...{ done: null, test: null, faults: new Map(), values: rulesForm(organization, provider) },
        ...shown,
        organization,
        hasProvider: provider !== null,
        redirectUri: this.client.redirectUriFor(slug),
      },
    );
  }
}
