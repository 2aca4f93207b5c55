import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isOneClick } from './one-click.js';

/** A file that a form carries: its name for people, its content as it came. */
export interface UploadedFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** Parts of one form; more are no form of ours. */
const MOST_PARTS = 200;

/**
 * Lets the forms of these pages carry files (`multipart/form-data`, RFC 7578): their fields arrive as in any other form, a
 * file as `UploadedFile`. Who sends it must be `isKnown`, and how long the body is must be said, and is compared with the page's
 * limit (`limits`: bytes by pattern of the route), before any of it is read; elsewhere such a body is refused unread.
 * To be called when whatever `isKnown` reads of a request is there.
 */
export async function registerMultipart(
  fastify: FastifyInstance,
  limits: Readonly<Record<string, number>>,
  isKnown: (request: FastifyRequest) => boolean,
): Promise<void> {
  const usual = fastify.initialConfig.bodyLimit ?? 0;
  const most = Math.max(usual, ...Object.values(limits));
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (!/^multipart\//i.test(request.headers['content-type'] ?? '')) return done();
    const own = limits[request.routeOptions.url ?? ''];
    if (own === undefined && !isOneClick(request)) return done(new UnreadForm(415));
    const length = request.headers['content-length'];
    if (length === undefined) return done(new UnreadForm(411));
    if (Number(length) > (own ?? usual)) return done(new UnreadForm(413));
    // Megabytes of strangers are not taken into memory only to be refused.
    done(own !== undefined && !isKnown(request) ? new UnreadForm(401) : undefined);
  });
  await fastify.register(multipart, {
    attachFieldsToBody: 'keyValues',
    limits: { fileSize: most, fieldSize: most, parts: MOST_PARTS },
    async onFile(part: MultipartFile) {
      const content = await part.toBuffer();
      const upload: UploadedFile = { name: part.filename ?? '', content };
      part.value = upload;
    },
  });
}

/** A body that is refused before it is read, with the HTTP status that says why. */
class UnreadForm extends Error {
  constructor(readonly statusCode: number) {
    super('the form was not read');
  }
}
