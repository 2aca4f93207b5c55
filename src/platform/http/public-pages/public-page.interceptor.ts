import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { Clock } from '../../clock.js';
import { answerWith, KeptPage } from './kept-page.js';

import { PageCache } from './page-cache.js';
import type { PublicPageRequest } from './page-requests.js';

/** Answers with what a public page's handler has rendered: once for all who ask at the same time, compressed, with its tag. */
@Injectable()
export class PublicPageInterceptor implements NestInterceptor<string, Buffer | undefined> {
  constructor(
    private readonly pages: PageCache,
    private readonly clock: Clock,
  ) {}

  async intercept(
    context: ExecutionContext,
    next: CallHandler<string>,
  ): Promise<Observable<Buffer | undefined>> {
    const http = context.switchToHttp();
    const request = http.getRequest<PublicPageRequest>();
    const reply = http.getResponse<FastifyReply>();
    const render = async () => {
      const renderedAt = this.clock.now();
      const html = await lastValueFrom(next.handle());
      return new KeptPage(html, reply.statusCode, reply.getHeaders(), renderedAt);
    };
    const look = request.look;
    const page = await (look ? this.pages.rendered(request.url, look, render) : render());
    return of(await answerWith(page, request, reply));
  }
}
