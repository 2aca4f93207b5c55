import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../shared/domain-error.js';
import type { Sendable, Unopened } from './feed.js';
import { codingFor, tagInHand } from './feed-conditions.js';

/** Whose feed it is decides who may keep it: anybody, or nobody but the client that asked. */
export type Readers = 'everyone' | 'holder';

const SUFFIX = '.ics';

/** What 304 says too (RFC 9110 §15.4.5). Shared caches may keep a public feed for five minutes: I6 asks for the next fetch, not for the second. */
const CACHING: Readonly<Record<Readers, Readonly<Record<string, string>>>> = {
  everyone: { 'cache-control': 'public, max-age=300', vary: 'Accept-Encoding' },
  holder: { 'cache-control': 'private, no-cache', vary: 'Accept-Encoding' },
};

/**
 * Scripts of other sites may read what everybody may; what asks again with the tag is the browser's own cache, for whose conditions no
 * leave is needed. Scripts do not get the tag: sending it themselves they would first have to ask for leave (OPTIONS). The address of a personal feed opens it: nothing may list it, pass it on
 * as a referrer or save the file under it.
 */
const READING: Readonly<Record<Readers, Readonly<Record<string, string>>>> = {
  everyone: { 'access-control-allow-origin': '*' },
  holder: {
    'x-robots-tag': 'noindex',
    'referrer-policy': 'no-referrer',
    'content-disposition': 'inline; filename="calendar.ics"',
  },
};

/**
 * The name in `<name>.ics`.
 * @throws DomainError `unknown` for an address that is no feed's
 */
export function nameOfFile(file: string): string {
  // PostgreSQL refuses NUL in text; no name has one.
  if (!file.endsWith(SUFFIX) || file.includes('\0')) throw new DomainError('unknown');
  return file.slice(0, -SUFFIX.length);
}

/** Sends the feed, or 304 to a client that has it. No cookie is read or set. */
export async function answerFeed(
  request: FastifyRequest,
  reply: FastifyReply,
  known: Sendable | Unopened,
  readers: Readers,
  type = 'text/calendar; charset=utf-8',
): Promise<void> {
  const coding = codingFor(request.headers['accept-encoding']);
  const inHand = tagInHand(known, request.headers, coding);
  reply.headers(CACHING[readers]).headers(READING[readers]);
  if (inHand !== undefined) {
    // Sent by hand: for HEAD the framework would say of the feed that its length is 0 (RFC 9110 §15.4.5).
    reply.header('etag', inHand).hijack();
    reply.raw.writeHead(304, reply.getHeaders() as OutgoingHttpHeaders).end();
    return;
  }
  const feed = 'open' in known ? await known.open() : known;
  const bytes = await feed.inCoding(coding);
  if (coding !== 'identity') reply.header('content-encoding', coding);
  reply
    .header('etag', feed.etags[coding])
    .header('last-modified', feed.lastModified.toUTCString())
    .type(type)
    .send(bytes);
}
