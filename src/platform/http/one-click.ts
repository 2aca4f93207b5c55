import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

/** What the route's configuration says of it. */
interface OneClickConfig {
  readonly oneClick?: true;
}

/**
 * Opens a route to forms that no page of ours has made: a mail program sends them to leave what a mail is part of (RFC 8058),
 * with no cookie, as `multipart/form-data` or `application/x-www-form-urlencoded`. Its address must be the proof, and the
 * worst that a stranger who knows it can do must be to stop mails.
 */
export const OneClick = (): MethodDecorator => RouteConfig({ oneClick: true } satisfies OneClickConfig);

/** True where the route that will answer takes such forms. */
export function isOneClick(request: FastifyRequest): boolean {
  return (request.routeOptions.config as OneClickConfig | undefined)?.oneClick === true;
}
