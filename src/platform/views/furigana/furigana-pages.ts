import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { from, mergeMap, type Observable } from 'rxjs';
import { pageContextOf } from '../../http/page-context.js';
import { Furigana } from './furigana.js';

/** Puts readings on a page before it is kept and compressed, where its address asks for them. */
@Injectable()
export class FuriganaInterceptor implements NestInterceptor<string, string> {
  constructor(private readonly furigana: Furigana) {}

  intercept(context: ExecutionContext, next: CallHandler<string>): Observable<string> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!pageContextOf(request).furigana) return next.handle();
    return next.handle().pipe(mergeMap((html) => from(this.furigana.of(html))));
  }
}

/** Puts readings on every other page: those of one person, and those that say what went wrong. */
export function registerFurigana(fastify: FastifyInstance, furigana: Furigana): void {
  fastify.addHook('onSend', async (request, reply, payload) => {
    const type = String(reply.getHeader('content-type') ?? '');
    if (typeof payload !== 'string' || !type.startsWith('text/html')) return payload;
    return pageContextOf(request).furigana ? furigana.of(payload) : payload;
  });
}
