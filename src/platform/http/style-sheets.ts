import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { ACCENTED, accented, fileOf, isAccent, markOf } from '../views/accent-sheets.js';
import type { StyleSheet } from '../views/style-sheet.js';
import { codingFor } from './content-coding.js';

const ONE_YEAR_SECONDS = 365 * 24 * 3600;

/** Sheets of organizations that are kept compressed: those of the usual town are asked for with every first visit. */
const KEPT = 100;
/** How hard a sheet is compressed while somebody waits for it (brotli, 0 to 11). */
const WHILE_WAITED_FOR = 5;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** A sheet in the encodings in which it is sent. */
interface Encoded {
  readonly plain: string;
  readonly br: Buffer;
  readonly gzip: Buffer;
}

/** Compressed once, at start, as small as it gets: it is fetched with every first page. */
export async function serveSheet(fastify: FastifyInstance, { path, content }: StyleSheet): Promise<void> {
  const encoded = await encode(content, constants.BROTLI_MAX_QUALITY);
  fastify.get(path, (request, reply) => send(request, reply, encoded));
}

/**
 * The same sheet in the colour that its address says; a colour that cannot be read, or that none of our pages asked for (`markOf`),
 * is not found.
 */
export function serveSheetInColours(fastify: FastifyInstance, sheet: StyleSheet, secret: string): void {
  const kept = new LRUCache<string, Promise<Encoded>>({ max: KEPT });
  const address = `${ACCENTED}:accent/:mark/${fileOf(sheet)}`;
  fastify.get<{ Params: { accent: string; mark: string } }>(address, async (request, reply) => {
    const accent = `#${request.params.accent}`;
    if (!isAccent(accent) || request.params.mark !== markOf(accent, secret)) return reply.callNotFound();
    const encoded = kept.get(accent) ?? encode(accented(sheet, accent), WHILE_WAITED_FOR);
    kept.set(accent, encoded);
    return send(request, reply, await encoded);
  });
}

async function encode(plain: string, quality: number): Promise<Encoded> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
  };
  const [br, gzip] = await Promise.all([
    brotli(plain, { params }),
    gzipped(plain, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  return { plain, br, gzip };
}

function send(request: FastifyRequest, reply: FastifyReply, { plain, ...encoded }: Encoded): FastifyReply {
  const coding = codingFor(request.headers['accept-encoding'], ['br', 'gzip']);
  if (coding !== 'identity') reply.header('content-encoding', coding);
  return reply
    .header('vary', 'accept-encoding')
    .header('cache-control', `public, max-age=${ONE_YEAR_SECONDS}, immutable`)
    .type('text/css; charset=utf-8')
    .send(coding === 'identity' ? plain : encoded[coding]);
}
