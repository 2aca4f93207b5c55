import { createReadStream } from 'node:fs';
import { textOfBytes } from './list-text.js';
import { LARGEST_FILE_BYTES, type SourceText } from './source-file.js';

/**
 * Reads a file from the disk, or from a pipe: UTF-8, and what `textOfBytes` knows beside. Of one that is too large only so much is read that the reader sees
 * that it is.
 * @throws the error of the system, e.g. `ENOENT`
 */
export async function readSourceText(name: string): Promise<SourceText> {
  const chunks: Buffer[] = [];
  // `end` is the last byte that is read: one more than a file may have.
  for await (const chunk of createReadStream(name, { end: LARGEST_FILE_BYTES })) chunks.push(chunk as Buffer);
  return { name, text: textOfBytes(Buffer.concat(chunks), name) };
}
