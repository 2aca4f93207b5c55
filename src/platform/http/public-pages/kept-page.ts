import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerWithText, CodedText } from '../coded-text.js';

/** Headers as Fastify has them. */
export type PageHeaders = Readonly<Record<string, string | number | string[] | undefined>>;

/** A page as it was rendered for everybody who asks for its address. */
export class KeptPage extends CodedText {
  /** All headers but those that belong to one answer. */
  readonly headers: PageHeaders;
  /** True where it may be shown to others than those who asked while it was rendered. */
  readonly isForEverybody: boolean;

  /** @param renderedAt the instant that the page tells of */
  constructor(
    html: string,
    readonly status: number,
    headers: PageHeaders,
    readonly renderedAt: Date,
  ) {
    super(html);
    const { 'set-cookie': cookie, 'content-length': _length, ...others } = headers;
    this.headers = others;
    this.isForEverybody = status === 200 && cookie === undefined;
  }
}

/**
 * Puts on the reply all that stands before the page, and answers with what is to be sent. A page that says that something is amiss has no
 * tag and is sent as it is.
 */
export async function answerWith(
  page: KeptPage,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Buffer | undefined> {
  reply.status(page.status).headers(page.headers);
  return page.status === 200 ? answerWithText(page, request, reply) : page.bytes;
}
