import { Readable } from 'node:stream';
import { Logger, StreamableFile } from '@nestjs/common';
import type { Surroundings } from '../views/views.js';

/** A page whose beginning is sent before what is in it is known. */
export interface EarlyPage {
  /** What stands around it; its beginning says that the rest is to come. */
  readonly around: Surroundings;
  /** What takes long; whoever makes it takes care that its failing early harms nobody. */
  readonly rest: Promise<string>;
  /** What stands in its place where it fails, and says so: status and headers have gone by then. */
  readonly failed: string;
  /** Which page it is, for the log. */
  readonly name: string;
}

const logger = new Logger('http');

/** The answer to a page's request, in pieces, without script. Whatever may be refused is to be refused before. */
export function earlyPage(page: EarlyPage): StreamableFile {
  const pieces = Readable.from(piecesOf(page), { objectMode: false });
  return new StreamableFile(pieces, { type: 'text/html; charset=utf-8' });
}

async function* piecesOf({ around, rest, failed, name }: EarlyPage): AsyncGenerator<string> {
  yield around.before;
  try {
    yield await rest;
  } catch (error) {
    logger.error(
      `page ${name}, after its beginning: ${error instanceof Error ? error.stack : String(error)}`,
    );
    yield failed;
  }
  yield around.after;
}
