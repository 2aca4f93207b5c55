import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ACCESS } from '../platform/http/public-route.js';
import { DomainError } from '../shared/domain-error.js';
import type { Principal, Role } from './principal.js';

/** Opens a route to staff and tokens that have at least this role in some organization; the query then scopes. */
export const Requires = (role: Role) => SetMetadata(ACCESS, role);

export const BEFORE_SECOND_FACTOR = 'tsudoi:before-second-factor';

/** Opens a route also to those whose organization asks for a second factor that they have not set up yet. */
export const BeforeSecondFactor = () => SetMetadata(BEFORE_SECOND_FACTOR, true);

/** Where everybody else is led who has none. */
export const SECOND_FACTOR_PAGE = '/staff/account/second-factor';

/** A request that the access guard has let in. */
export interface StaffRequest extends FastifyRequest {
  principal?: Principal;
}

/** Parameter of a staff route: who acts. */
export const CurrentStaff = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<StaffRequest>();
  if (!principal) throw new DomainError('unauthenticated');
  return principal;
});
