import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { TEMPLATES } from '../views/paths.js';
import { STYLE_PATH, STYLE_SHEET } from '../views/style-sheet.js';

const resolve = createRequire(import.meta.url).resolve;
const FONT_DIRECTORY = join(dirname(resolve('@fontsource/noto-sans-jp/400.css')), 'files');
/** The library that speaks to the browser about passkeys. */
const WEBAUTHN_DIRECTORY = join(dirname(resolve('@simplewebauthn/browser')), '../dist/bundle');
const ONE_YEAR_SECONDS = 365 * 24 * 3600;

/** Keeps things on a device by name (IndexedDB): the door's script imports it. */
const KEEPER = readFileSync(join(dirname(resolve('idb-keyval')), 'index.js'));

/** Scripts of the door ask each time whether they have changed: a page of today must not run with a script of yesterday. */
const DOOR = /[\\/]door[^\\/]*\.js$/;
/** Below which the door's worker may answer; a session's door asks for itself alone. */
const DOOR_SCOPE = '/staff/sessions/';

/** The font faces of some 240 subsets are long and alike: 35 kB instead of 225. */
const COMPRESSED = {
  br: brotliCompressSync(STYLE_SHEET, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: gzipSync(STYLE_SHEET),
};

/** Serves style sheet, fonts and the small scripts under /assets. */
export async function registerAssets(fastify: FastifyInstance): Promise<void> {
  fastify.get(STYLE_PATH, (request, reply) => {
    const accepted = request.headers['accept-encoding'] ?? '';
    const encoding = (['br', 'gzip'] as const).find((name) => new RegExp(`\\b${name}\\b`).test(accepted));
    if (encoding) reply.header('content-encoding', encoding);
    reply
      .header('vary', 'accept-encoding')
      .header('cache-control', `public, max-age=${ONE_YEAR_SECONDS}, immutable`)
      .type('text/css; charset=utf-8')
      .send(encoding ? COMPRESSED[encoding] : STYLE_SHEET);
  });
  await fastify.register(fastifyStatic, {
    root: FONT_DIRECTORY,
    prefix: '/assets/fonts/',
    maxAge: ONE_YEAR_SECONDS * 1000,
    immutable: true,
    index: false,
  });
  await fastify.register(fastifyStatic, {
    root: WEBAUTHN_DIRECTORY,
    prefix: '/assets/webauthn/',
    maxAge: '1h',
    decorateReply: false,
    index: false,
  });
  await fastify.register(fastifyStatic, {
    root: join(TEMPLATES, 'assets'),
    prefix: '/assets/site/',
    maxAge: '1h',
    decorateReply: false,
    index: false,
    setHeaders(reply, path) {
      if (!DOOR.test(path)) return;
      reply.header('cache-control', 'no-cache');
      reply.header('service-worker-allowed', DOOR_SCOPE);
    },
  });
  fastify.get('/assets/idb-keyval.js', (_request, reply) => {
    reply.header('cache-control', 'public, max-age=3600').type('text/javascript; charset=utf-8').send(KEEPER);
  });
}
