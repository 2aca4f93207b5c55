import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { codingFor, tagAmong } from './content-coding.js';

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** Content codings in which a text can be sent, the best first, besides `identity`: the text itself. */
const CODINGS = ['br', 'gzip'] as const;
type Coding = (typeof CODINGS)[number] | 'identity';

/** Of 0 to 11: at 5 a page of 60 kB takes a millisecond or two, and is a tenth smaller than by gzip. */
const BROTLI_QUALITY = 5;
/** Characters of the hash in an ETag: 162 bits. */
const ETAG_LENGTH = 27;

/** A text that is sent to many: its bytes, compressed where that is asked for, and the tags by which clients know it again. */
export class CodedText {
  readonly bytes: Buffer;
  /** Strong entity tags with their quotes (RFC 9110 §8.8.3), one for each coding: a hash of the bytes before coding. */
  readonly etags: Readonly<Record<Coding, string>>;

  private readonly coded = new Map<Coding, Promise<Buffer>>();
  private grown: (bytes: number) => void = () => undefined;

  constructor(text: string) {
    this.bytes = Buffer.from(text, 'utf8');
    const hash = createHash('sha256').update(this.bytes).digest('base64url').slice(0, ETAG_LENGTH);
    this.etags = { identity: `"${hash}"`, gzip: `"${hash}-gzip"`, br: `"${hash}-br"` };
  }

  /** The bytes in a coding. Compressing happens once, when it is first asked for, outside the event loop. */
  inCoding(coding: Coding): Buffer | Promise<Buffer> {
    if (coding === 'identity') return this.bytes;
    const known = this.coded.get(coding);
    if (known) return known;
    const made = this.compressed(coding).then((bytes) => {
      this.grown(bytes.length);
      return bytes;
    });
    this.coded.set(coding, made);
    return made;
  }

  /** Tells whoever keeps this text how many bytes more it holds, each time that it is compressed. */
  whenGrown(tell: (bytes: number) => void): void {
    this.grown = tell;
  }

  private compressed(coding: Exclude<Coding, 'identity'>): Promise<Buffer> {
    if (coding === 'gzip') return gzipped(this.bytes);
    return brotli(this.bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: this.bytes.length,
      },
    });
  }
}

/**
 * Puts on the reply what stands before the text, and answers with what is to be sent: the bytes as the client takes them, or nothing
 * (304) where it has them already.
 */
export async function answerWithText(
  text: CodedText,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Buffer | undefined> {
  const coding: Coding = codingFor(request.headers['accept-encoding'], CODINGS);
  const ifNoneMatch = request.headers['if-none-match'];
  const inHand = ifNoneMatch === undefined ? undefined : tagAmong(ifNoneMatch, text.etags, coding);
  reply.header('vary', 'Accept-Encoding').header('etag', inHand ?? text.etags[coding]);
  if (inHand !== undefined) {
    reply.status(304);
    return undefined;
  }
  if (coding !== 'identity') reply.header('content-encoding', coding);
  return text.inCoding(coding);
}
