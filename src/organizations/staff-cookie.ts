import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AppConfig } from '../platform/config/app-config.js';
import { cookieOptions, registerCookies } from '../platform/http/cookies.js';
import { registerFormProtection } from '../platform/http/csrf.js';

const STAFF_COOKIE = 'tsudoi_staff';
/** The only pages that the cookies go to: public pages and feeds never see who is signed in. */
const STAFF_PATH = '/staff';
const NOT_SIGNED_IN = 'not signed in';

/** The session token that a browser sent, if it bears our signature. */
export function sessionTokenOf(request: FastifyRequest): string | undefined {
  const { valid, value } = request.unsignCookie(request.cookies[STAFF_COOKIE] ?? '');
  return valid ? value : undefined;
}

export function giveSessionToken(
  reply: FastifyReply,
  config: AppConfig,
  token: string,
  lifetimeSeconds: number,
): void {
  reply.setCookie(STAFF_COOKIE, token, { ...cookieOptions(config, STAFF_PATH), maxAge: lifetimeSeconds });
}

export function takeSessionToken(reply: FastifyReply, config: AppConfig): void {
  reply.clearCookie(STAFF_COOKIE, cookieOptions(config, STAFF_PATH));
}

/** The token for the forms of a staff page, good for the session of this request only. */
export function formTokenOf(request: FastifyRequest, reply: FastifyReply): string {
  return reply.generateCsrf({ userInfo: holderOf(request) });
}

/** Cookies and form tokens of the staff pages; to be called before routes are added. */
export async function registerStaffSignIn(fastify: FastifyInstance, config: AppConfig): Promise<void> {
  await registerCookies(fastify, config);
  await registerFormProtection(fastify, config, { path: STAFF_PATH, holderOf });
}

function holderOf(request: FastifyRequest): string {
  return sessionTokenOf(request) ?? NOT_SIGNED_IN;
}
