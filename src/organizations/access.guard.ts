import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { languageOf, type PageRequest } from '../platform/http/page-context.js';
import { asksForJson } from '../platform/http/problem.js';
import { ACCESS } from '../platform/http/public-route.js';
import { SeeOther } from '../platform/http/see-other.js';
import { withLanguage } from '../platform/views/views.js';
import { DomainError } from '../shared/domain-error.js';
import { BEFORE_SECOND_FACTOR, SECOND_FACTOR_PAGE, type StaffRequest } from './access.js';
import { formTokenOf, sessionTokenOf } from './accounts/staff-cookie.js';
import { type Principal, ROLES, type Role } from './principal.js';
import { Principals } from './principals.js';
import { scopeOf } from './tokens/api-scopes.js';

/**
 * Who may come in, for every route: `@Public()` lets all in, `@Requires(role)` those who have the role somewhere, and a
 * route that says neither is closed. Pages know people by their cookie, the API knows tokens; neither takes the other's.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly principals: Principals,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.says<Role | 'public'>(ACCESS, context);
    if (access === 'public') return true;
    if (access === undefined) throw new DomainError('forbidden');

    const request = context.switchToHttp().getRequest<StaffRequest & PageRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    reply.header('cache-control', 'no-store');
    const isApi = request.routeOptions.url?.startsWith('/api/') ?? false;
    const principal = isApi ? await this.bearerOf(request, reply) : await this.visitorOf(request);
    if (principal.session?.lacksSecondFactor && !this.says(BEFORE_SECOND_FACTOR, context))
      throw new SeeOther(withLanguage(SECOND_FACTOR_PAGE, languageOf(request)));
    if (principal.organizationsWith(access).length === 0) throw new DomainError('forbidden');
    if (isApi) refuseBeyondScope(request, reply, principal);
    request.principal = principal;
    if (!isApi) request.staffPage = staffPageOf(principal, formTokenOf(request, reply));
    return true;
  }

  private says<Value>(key: string, context: ExecutionContext): Value | undefined {
    return this.reflector.getAllAndOverride<Value | undefined>(key, [
      context.getHandler(),
      context.getClass(),
    ]);
  }

  /** @throws DomainError `unauthenticated`, with the challenge that RFC 6750 §3 asks for. */
  private async bearerOf(request: StaffRequest, reply: FastifyReply): Promise<Principal> {
    const token = /^Bearer +([\w~+/.-]+=*)$/i.exec(request.headers.authorization ?? '')?.[1];
    const principal = token ? await this.principals.ofApiToken(token) : undefined;
    if (principal) return principal;
    reply.header('www-authenticate', token ? 'Bearer error="invalid_token"' : 'Bearer');
    throw new DomainError('unauthenticated');
  }

  /** @throws SeeOther to the sign-in page, which leads back to a page that was asked for; DomainError `unauthenticated` to a script of a page. */
  private async visitorOf(request: StaffRequest): Promise<Principal> {
    const token = sessionTokenOf(request);
    const principal = token ? await this.principals.ofSession(token) : undefined;
    if (principal) return principal;
    if (asksForJson(request)) throw new DomainError('unauthenticated');
    const next = request.method === 'GET' ? `?next=${encodeURIComponent(request.url)}` : '';
    throw new SeeOther(withLanguage(`/staff/sign-in${next}`, languageOf(request)));
  }
}

/** @throws DomainError `forbidden`, with the scope that RFC 6750 §3.1 names. */
function refuseBeyondScope(request: StaffRequest, reply: FastifyReply, principal: Principal): void {
  const scope = scopeOf(request.method, request.routeOptions.url ?? '');
  if (principal.mayUse(scope)) return;
  const needed = scope ? `, scope="${scope}"` : '';
  reply.header('www-authenticate', `Bearer error="insufficient_scope"${needed}`);
  throw new DomainError('forbidden');
}

/** What the staff layout shows; `roles` are those that the person has in at least one organization, or more than those. */
function staffPageOf(principal: Principal, csrf: string): PageRequest['staffPage'] {
  const roles = ROLES.filter((role) => principal.organizationsWith(role).length > 0);
  return { name: principal.name, csrf, roles };
}
