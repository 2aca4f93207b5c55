import type { FastifyReply, FastifyRequest } from 'fastify';
import { namesTag } from '../http/content-coding.js';
import type { Pdf } from './pdfs.js';

/**
 * Puts a PDF file on an answer, to be shown and saved under `name`; whoever has it already is told so (304).
 * @param name without its ending; it may hold any characters (RFC 8187)
 * @returns what the controller answers with
 */
export function pdfAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  { pdf, name, isPublic }: { readonly pdf: Pdf; readonly name: string; readonly isPublic: boolean },
): Buffer | undefined {
  const tag = `"${pdf.tag}"`;
  reply.headers({
    etag: tag,
    'cache-control': isPublic ? 'no-cache' : 'private, no-cache',
    'x-robots-tag': 'noindex',
  });
  if (namesTag(request.headers['if-none-match'], tag)) {
    reply.status(304);
    return undefined;
  }
  reply.headers({
    'content-type': 'application/pdf',
    'content-disposition': `inline; filename="tsudoi.pdf"; filename*=UTF-8''${encodeURIComponent(name)}.pdf`,
  });
  return pdf.bytes;
}
