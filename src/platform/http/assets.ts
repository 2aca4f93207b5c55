import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { TEMPLATES } from '../views/paths.js';
import { STYLE_PATH, STYLE_SHEET } from '../views/style-sheet.js';

const resolve = createRequire(import.meta.url).resolve;
const FONT_DIRECTORY = join(dirname(resolve('@fontsource/noto-sans-jp/400.css')), 'files');
const ONE_YEAR_SECONDS = 365 * 24 * 3600;

/** Serves style sheet, fonts and the small scripts under /assets. */
export async function registerAssets(fastify: FastifyInstance): Promise<void> {
  fastify.get(STYLE_PATH, (_request, reply) => {
    reply
      .header('cache-control', `public, max-age=${ONE_YEAR_SECONDS}, immutable`)
      .type('text/css; charset=utf-8')
      .send(STYLE_SHEET);
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
