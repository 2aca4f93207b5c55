import { createHash } from 'node:crypto';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { EMBEDDED_POLICY } from '../../platform/http/security-headers.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { EmbedQuery } from '../subscribing/choice.dto.js';
import { EmbeddedLists } from './embed.lists.js';

const USUAL_HEADING = 2;

/**
 * The list of what is on for a frame (`<iframe>`) of another site: no script, no cookie, a style of its own. The only pages
 * of this site that may be shown in a frame.
 */
@Public()
@ApiExcludeController()
@Controller('embed')
export class EmbedPublicController {
  constructor(
    private readonly lists: EmbeddedLists,
    private readonly views: Views,
  ) {}

  @Get('all')
  async all(
    @Query() query: EmbedQuery,
    @Page() page: PageContext,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer({}, query, page, request, reply);
  }

  @Get(':organization')
  async organization(
    @Param('organization') organization: string,
    @Query() query: EmbedQuery,
    @Page() page: PageContext,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer({ organization }, query, page, request, reply);
  }

  /** The programme by its key in the programme file or by its slug. */
  @Get(':organization/:programme')
  async programme(
    @Param('organization') organization: string,
    @Param('programme') programme: string,
    @Query() query: EmbedQuery,
    @Page() page: PageContext,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer({ organization, programme }, query, page, request, reply);
  }

  private async answer(
    scope: { readonly organization?: string; readonly programme?: string },
    query: EmbedQuery,
    page: PageContext,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { heading = USUAL_HEADING, title = 'show' } = query;
    const list = await this.lists.list(scope, query);
    const html = this.views.page('embed/list', page, { ...list, level: heading, isTitled: title === 'show' });
    const etag = `"${createHash('sha256').update(html).digest('base64url')}"`;
    reply.headers({
      'content-security-policy': EMBEDDED_POLICY,
      'cache-control': 'public, max-age=300',
      'x-robots-tag': 'noindex',
      etag,
    });
    if (request.headers['if-none-match']?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)) {
      reply.status(304).send();
      return;
    }
    reply.type('text/html; charset=utf-8').send(html);
  }
}
