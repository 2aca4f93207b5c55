import { createHash } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Coding, Sendable } from './feed.js';

/** Characters of the hash in an ETag: 162 bits. */
const ETAG_LENGTH = 27;

/**
 * A large text as it is sent to everybody, kept compressed: lists of pages or events are long and repeat themselves. Bytes and ETags
 * follow from the text alone.
 */
export class CompressedFile implements Sendable {
  private constructor(
    /** Compressed. */
    readonly bytes: Buffer,
    /** Bytes of the text itself. */
    readonly length: number,
    readonly etags: Readonly<Record<Coding, string>>,
    readonly lastModified: Date,
  ) {}

  /** Writes the parts as they come; no more of them are held at a time than come together. A failure while they come is thrown. */
  static async of(parts: AsyncIterable<string | Buffer>, lastModified: Date): Promise<CompressedFile> {
    const hash = createHash('sha256');
    const compressed: Buffer[] = [];
    let length = 0;
    await pipeline(
      parts,
      async function* (texts: AsyncIterable<string | Buffer>) {
        for await (const text of texts) {
          const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
          hash.update(bytes);
          length += bytes.length;
          yield bytes;
        }
      },
      createGzip(),
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          compressed.push(chunk);
          done();
        },
      }),
    );
    const tag = hash.digest('base64url').slice(0, ETAG_LENGTH);
    const etags = { identity: `"${tag}"`, gzip: `"${tag}-gzip"` };
    return new CompressedFile(Buffer.concat(compressed), length, etags, lastModified);
  }

  /** The text in a coding; plain, it is uncompressed as fast as the client reads it. */
  inCoding(coding: Coding): Buffer | Readable {
    return coding === 'gzip' ? this.bytes : Readable.from([this.bytes]).pipe(createGunzip());
  }
}
