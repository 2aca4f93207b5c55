import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { ACCENTED, accented, fileOf, isAccent } from '../views/accent-sheets.js';
import type { StyleSheet } from '../views/style-sheet.js';

const ONE_YEAR_SECONDS = 365 * 24 * 3600;

/** Sheets of organizations that are kept compressed: those of the usual town are asked for with every first visit. */
const KEPT = 100;
/** How hard a sheet is compressed while somebody waits for it (brotli, 0 to 11). */
const WHILE_WAITED_FOR = 5;

/** A sheet in the encodings in which it is sent. */
interface Encoded {
  readonly plain: string;
  readonly br: Buffer;
  readonly gzip: Buffer;
}

/** Compressed once, at start, as small as it gets: it is fetched with every first page. */
export function serveSheet(fastify: FastifyInstance, { path, content }: StyleSheet): void {
  const encoded = encode(content, constants.BROTLI_MAX_QUALITY);
  fastify.get(path, (request, reply) => send(request, reply, encoded));
}

/** The same sheet in the colour that its address says; a colour that cannot be read is not found. */
export function serveSheetInColours(fastify: FastifyInstance, sheet: StyleSheet): void {
  const kept = new LRUCache<string, Encoded>({ max: KEPT });
  fastify.get<{ Params: { accent: string } }>(`${ACCENTED}:accent/${fileOf(sheet)}`, (request, reply) => {
    const accent = `#${request.params.accent}`;
    if (!isAccent(accent)) return reply.callNotFound();
    const encoded = kept.get(accent) ?? encode(accented(sheet, accent), WHILE_WAITED_FOR);
    kept.set(accent, encoded);
    return send(request, reply, encoded);
  });
}

function encode(plain: string, quality: number): Encoded {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
  };
  return {
    plain,
    br: brotliCompressSync(plain, { params }),
    gzip: gzipSync(plain, { level: constants.Z_BEST_COMPRESSION }),
  };
}

function send(request: FastifyRequest, reply: FastifyReply, { plain, ...encoded }: Encoded): FastifyReply {
  const accepted = request.headers['accept-encoding'] ?? '';
  const encoding = (['br', 'gzip'] as const).find((name) => new RegExp(`\\b${name}\\b`).test(accepted));
  if (encoding) reply.header('content-encoding', encoding);
  return reply
    .header('vary', 'accept-encoding')
    .header('cache-control', `public, max-age=${ONE_YEAR_SECONDS}, immutable`)
    .type('text/css; charset=utf-8')
    .send(encoding ? encoded[encoding] : plain);
}
