import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pageContextOf } from '../../platform/http/page-context.js';
import { Views } from '../../platform/views/views.js';
import { DomainError } from '../../shared/domain-error.js';
import { Providers } from './openid/providers.js';
import { formTokenOf } from './staff-cookie.js';

/** Pages before anybody is signed in. */
@Injectable()
export class DoorPage {
  constructor(
    private readonly views: Views,
    private readonly providers: Providers,
  ) {}

  /** Any of them, with the token that its forms need. */
  show(
    name: string,
    request: FastifyRequest,
    reply: FastifyReply,
    data: Readonly<Record<string, unknown>>,
  ): string {
    return this.views.page(name, pageContextOf(request), { ...data, csrf: formTokenOf(request, reply) });
  }

  /** The door itself: all ways in. */
  async signIn(
    request: FastifyRequest,
    reply: FastifyReply,
    data: Readonly<Record<string, unknown>>,
  ): Promise<string> {
    return this.show('staff/sign-in', request, reply, { ...data, providers: await this.providers.offered() });
  }
}

/**
 * What the door says to a refusal: the same for whatever is wrong with what was sent, and when to come back after too many attempts.
 * @throws any other error
 */
export function refusalAtDoor(error: unknown, reply: FastifyReply): Record<string, unknown> {
  if (!(error instanceof DomainError)) throw error;
  if (error.code === 'invalid') return { refusal: 'wrong' };
  if (error.code !== 'too_many_attempts') throw error;
  const seconds = error.details.retryAfterSeconds ?? 1;
  reply.status(429).header('retry-after', String(seconds));
  return { refusal: 'throttled', minutes: Math.ceil(seconds / 60) };
}
