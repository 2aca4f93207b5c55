import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { AppConfig } from '../config/app-config.js';
import { COLOURED_SHEETS, FONT_SHEET } from '../views/style-sheet.js';
import { registerSiteFiles } from './site-files.js';
import { serveSheet, serveSheetInColours } from './style-sheets.js';

const resolve = createRequire(import.meta.url).resolve;
const FONT_DIRECTORY = join(dirname(resolve('@fontsource/noto-sans-jp/400.css')), 'files');
/** The library that speaks to the browser about passkeys. */
const WEBAUTHN_DIRECTORY = join(dirname(resolve('@simplewebauthn/browser')), '../dist/bundle');
const ONE_YEAR_SECONDS = 365 * 24 * 3600;

/** Keeps things on a device by name (IndexedDB): the door's script imports it. */
const KEEPER = readFileSync(join(dirname(resolve('idb-keyval')), 'index.js'));

/** Serves style sheets, fonts and the small scripts under /assets. */
export async function registerAssets(fastify: FastifyInstance, config: AppConfig): Promise<void> {
  await Promise.all([...COLOURED_SHEETS, FONT_SHEET].map((sheet) => serveSheet(fastify, sheet)));
  for (const sheet of COLOURED_SHEETS) serveSheetInColours(fastify, sheet, config.secret);
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
  registerSiteFiles(fastify);
  fastify.get('/assets/idb-keyval.js', (_request, reply) => {
    reply.header('cache-control', 'public, max-age=3600').type('text/javascript; charset=utf-8').send(KEEPER);
  });
}
