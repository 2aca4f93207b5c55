import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/http/public-route.js';
import { DomainError } from '../../shared/domain-error.js';
import { answerFeed } from '../feeds/feed-answer.js';
import { Sitemaps } from './sitemap.service.js';

const XML = 'application/xml; charset=utf-8';

/** `/sitemap.xml`, and the files that it names where the pages are too many for one. */
@Public()
@ApiExcludeController()
@Controller()
export class SitemapPublicController {
  constructor(private readonly sitemaps: Sitemaps) {}

  @Get('sitemap.xml')
  async whole(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await answerFeed(request, reply, await this.sitemaps.whole(), 'everyone', XML);
  }

  @Get('sitemaps/:file')
  async file(
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [, number] = /^([1-9]\d{0,4})\.xml$/.exec(file) ?? [];
    if (number === undefined) throw new DomainError('unknown');
    await answerFeed(request, reply, await this.sitemaps.file(Number(number)), 'everyone', XML);
  }
}
