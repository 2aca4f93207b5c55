import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { TEMPLATES } from '../views/paths.js';
import { STYLE_PATH, STYLE_SHEET } from '../views/style-sheet.js';

const resolve = createRequire(import.meta.url).resolve;
const FONT_DIRECTORY = join(dirname(resolve('@fontsource/noto-sans-jp/400.css')), 'files');
const ONE_YEAR_SECONDS = 365 * 24 * 3600;

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
    root: join(TEMPLATES, 'assets'),
    prefix: '/assets/site/',
    maxAge: '1h',
    decorateReply: false,
    index: false,
  });
}
