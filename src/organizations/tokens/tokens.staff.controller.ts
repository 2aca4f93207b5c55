import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { readForm } from '../../platform/http/edited-form.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { CurrentStaff, Requires } from '../access.js';
import { ORGANIZATIONS_IN_SCOPE } from '../audit/audit.queries.js';
import { Principal, ROLES } from '../principal.js';
import { API_AREAS, API_SCOPES } from './api-scopes.js';
import { TokenRequest } from './api-tokens.dto.js';
import { ApiTokens } from './api-tokens.service.js';

interface Shown {
  /** The text of a token that has just been made. */
  readonly token: string | null;
  readonly isRevoked: boolean;
  readonly values: Readonly<Record<string, string>>;
  readonly faults: ReadonlyMap<string, Fault>;
}

const BLANK: Shown = { token: null, isRevoked: false, values: {}, faults: new Map() };

/** APIトークン: with which other systems act for the organization. */
@ApiExcludeController()
@Requires('owner')
@Controller('staff/tokens')
export class TokensStaffController {
  constructor(
    private readonly tokens: ApiTokens,
    private readonly views: Views,
    private readonly db: DataSource,
  ) {}

  @Get()
  @PrivatePage()
  list(
    @CurrentStaff() principal: Principal,
    @Query('done') done: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.page(page, principal, { ...BLANK, isRevoked: done === 'revoked' });
  }

  /** Makes one and shows it, this once; refused, the form comes back with what was typed. */
  @Post()
  @HttpCode(200)
  @PrivatePage()
  async create(
    @CurrentStaff() principal: Principal,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { values } = readForm(body);
    const { organization, label, role, expiresOn } = values;
    const scopes = API_SCOPES.filter((name) => values[`scope.${name}`] === '1');
    try {
      const asked = { organization, label: label?.trim(), role, scopes, expiresOn: expiresOn || undefined };
      const token = await this.tokens.create(principal, parse(TokenRequest, asked));
      return await this.page(page, principal, { ...BLANK, token });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
      reply.status(STATUS_OF.invalid);
      const faults = new Map((error.details.faults ?? []).map((fault) => [fieldOf(fault), fault]));
      return this.page(page, principal, { ...BLANK, values, faults });
    }
  }

  @Post(':id/revoke')
  @HttpCode(303)
  async revoke(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Page() page: PageContext,
  ): Promise<never> {
    await this.tokens.revoke(principal, id);
    throw new SeeOther(withLanguage('/staff/tokens?done=revoked', page.language));
  }

  private async page(page: PageContext, principal: Principal, shown: Shown): Promise<string> {
    const organizations = await this.db.query(ORGANIZATIONS_IN_SCOPE, [principal.organizationsWith('owner')]);
    return this.views.page(
      'staff/tokens',
      { ...page, path: '/staff/tokens' },
      { ...shown, organizations, tokens: await this.tokens.list(principal), roles: ROLES, areas: API_AREAS },
    );
  }
}

/** The field of the form that a fault of the request stands beside. */
function fieldOf({ field }: Fault): string {
  return field.startsWith('scopes') ? `scope.${API_SCOPES[0]}` : field;
}
