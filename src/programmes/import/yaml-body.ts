import type { FastifyInstance } from 'fastify';
import { textOfBytes } from './list-text.js';

/** Media types under which a programme file may be sent (RFC 9512 and what was usual before it). */
const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml', 'text/plain'];
const LIST_TYPES = ['text/csv', 'text/tab-separated-values'];
/** What faults call a list that came without a name. */
const LIST_NAME = 'event-list.csv';

/** A list of events as the body of a request. */
export class ListBody {
  readonly name = LIST_NAME;

  constructor(readonly text: string) {}
}

/**
 * Lets requests carry YAML and lists of events: their body arrives as text, so that faults can be named with line and column. The server's body
 * limit holds; what is larger is refused from its length, before it is read.
 */
export function registerYamlParser(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser('text/plain');
  fastify.addContentTypeParser(YAML_TYPES, { parseAs: 'string' }, (_request, body, done) => done(null, body));
  // Whatever a spreadsheet calls its encoding, the bytes tell it.
  fastify.addContentTypeParser(LIST_TYPES, { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, new ListBody(textOfBytes(body as Buffer, LIST_NAME))),
  );
}
