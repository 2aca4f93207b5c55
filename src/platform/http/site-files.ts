import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { TEMPLATES } from '../views/paths.js';
import { answerWithText, CodedText } from './coded-text.js';

const DIRECTORY = join(TEMPLATES, 'assets');
const PREFIX = '/assets/site/';
/** What lies there, by the ending of its name. */
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};
const CACHING = 'public, max-age=3600';

/** Scripts of the door ask each time whether they have changed: a page of today must not run with a script of yesterday. */
const DOOR = /^door[^/]*\.js$/;
/** Below which the door's worker may answer; a session's door asks for itself alone. */
const DOOR_SCOPE = '/staff/sessions/';

/** Serves the small scripts and the icon, read at start and compressed: each is asked for again by its tag. */
export function registerSiteFiles(fastify: FastifyInstance): void {
  for (const name of readdirSync(DIRECTORY)) {
    const type = TYPES[name.slice(name.lastIndexOf('.') + 1)];
    if (type) serve(fastify, name, type);
  }
}

function serve(fastify: FastifyInstance, name: string, type: string): void {
  const text = new CodedText(readFileSync(join(DIRECTORY, name), 'utf8'));
  fastify.get(`${PREFIX}${name}`, async (request, reply) => {
    reply.type(type).header('cache-control', CACHING);
    if (DOOR.test(name)) {
      reply.header('cache-control', 'no-cache').header('service-worker-allowed', DOOR_SCOPE);
    }
    return reply.send(await answerWithText(text, request, reply));
  });
}
