import type { FastifyInstance } from 'fastify';

/** Lets requests carry a mail as it arrived (`message/rfc822`, RFC 2046 §5.2.1): bytes, in whatever encodings it has. */
export function registerMailParser(fastify: FastifyInstance): void {
  fastify.addContentTypeParser('message/rfc822', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
}
