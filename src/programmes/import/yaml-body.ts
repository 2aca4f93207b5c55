import type { FastifyInstance } from 'fastify';

/** Media types under which a programme file may be sent (RFC 9512 and what was usual before it). */
const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml', 'text/plain'];

/**
 * Lets requests carry YAML: their body arrives as text, so that faults can be named with line and column. The server's body
 * limit holds; what is larger is refused from its length, before it is read.
 */
export function registerYamlParser(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser('text/plain');
  fastify.addContentTypeParser(YAML_TYPES, { parseAs: 'string' }, (_request, body, done) => done(null, body));
}
