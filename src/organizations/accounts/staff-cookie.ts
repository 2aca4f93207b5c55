import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AppConfig } from '../../platform/config/app-config.js';
import { cookieOptions, registerCookies } from '../../platform/http/cookies.js';
import { registerFormProtection } from '../../platform/http/csrf.js';
import { CHALLENGE_SECONDS } from './sessions/challenges.js';
import { SESSION_SECONDS, type VisitingBrowser } from './sessions/staff-sessions.js';

const STAFF_COOKIE = 'tsudoi_staff';
/** What a browser brings along between the two halves of a sign-in. */
const STEP_COOKIE = 'tsudoi_step';
/** The only pages that the cookies go to: public pages and feeds never see who is signed in. */
const STAFF_PATH = '/staff';
const NOT_SIGNED_IN = 'not signed in';

/** The session token that a browser sent, if it bears our signature. */
export function sessionTokenOf(request: FastifyRequest): string | undefined {
  return signed(request, STAFF_COOKIE);
}

export function giveSessionToken(reply: FastifyReply, config: AppConfig, token: string): void {
  reply.setCookie(STAFF_COOKIE, token, { ...cookieOptions(config, STAFF_PATH), maxAge: SESSION_SECONDS });
}

export function takeSessionToken(reply: FastifyReply, config: AppConfig): void {
  reply.clearCookie(STAFF_COOKIE, cookieOptions(config, STAFF_PATH));
}

/** The token of what this browser has begun, if it bears our signature. */
export function stepTokenOf(request: FastifyRequest): string | undefined {
  return signed(request, STEP_COOKIE);
}

export function giveStepToken(reply: FastifyReply, config: AppConfig, token: string): void {
  reply.setCookie(STEP_COOKIE, token, { ...cookieOptions(config, STAFF_PATH), maxAge: CHALLENGE_SECONDS });
}

export function takeStepToken(reply: FastifyReply, config: AppConfig): void {
  reply.clearCookie(STEP_COOKIE, cookieOptions(config, STAFF_PATH));
}

/** The browser that asks, as sessions know it. */
export function browserOf(request: FastifyRequest): VisitingBrowser {
  return { userAgent: request.headers['user-agent'] ?? '', formerToken: sessionTokenOf(request) };
}

/** The token for the forms of a staff page, good for the session of this request only. */
export function formTokenOf(request: FastifyRequest, reply: FastifyReply): string {
  return reply.generateCsrf({ userInfo: holderOf(request) });
}

/** The same for the page that tells a browser of its new session. */
export function formTokenFor(reply: FastifyReply, sessionToken: string): string {
  return reply.generateCsrf({ userInfo: sessionToken });
}

/** Cookies and form tokens of the staff pages; to be called before routes are added. */
export async function registerStaffSignIn(fastify: FastifyInstance, config: AppConfig): Promise<void> {
  await registerCookies(fastify, config);
  await registerFormProtection(fastify, config, { path: STAFF_PATH, holderOf });
}

function holderOf(request: FastifyRequest): string {
  return sessionTokenOf(request) ?? NOT_SIGNED_IN;
}

function signed(request: FastifyRequest, name: string): string | undefined {
  const { valid, value } = request.unsignCookie(request.cookies[name] ?? '');
  return valid ? value : undefined;
}
