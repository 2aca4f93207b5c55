import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { AppConfig } from '../../platform/config/app-config.js';
import { PublicPage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { EVENT_LIST_COLUMNS } from '../../programmes/domain/event-list/event-list.js';
import { DomainError } from '../../shared/domain-error.js';
import { selectSubscribable } from '../feeds/feed.queries.js';
import { answerFeed } from '../feeds/feed-answer.js';
import { EventListFilter, EventListOfAllFilter } from './event-list.dto.js';
import { type EventListQuestion, EventLists } from './event-lists.service.js';

/** RFC 4180 §3 */
const CSV = 'text/csv; charset=utf-8; header=present';

/** Open data: the list of events in the layout that the government recommends. HEAD comes with GET. */
@Public()
@ApiExcludeController()
@Controller('opendata')
export class OpenDataPublicController {
  constructor(
    private readonly lists: EventLists,
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly views: Views,
  ) {}

  /** What there is, what stands in it, and on what terms. */
  @Get()
  @PublicPage()
  async show(@Page() page: PageContext): Promise<string> {
    return this.views.page('public/open-data', page, {
      organizations: await selectSubscribable(this.db),
      columns: EVENT_LIST_COLUMNS,
      licence: this.config.openDataLicence ?? null,
    });
  }

  @Get('events.csv')
  async all(
    @Query() filter: EventListOfAllFilter,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { organization: organizations, kind: kinds, audience: audiences } = filter;
    await this.answer({ organizations, kinds, audiences }, 'events.csv', request, reply);
  }

  @Get(':organization/events.csv')
  async organization(
    @Param('organization') organization: string,
    @Query() { kind: kinds, audience: audiences }: EventListFilter,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // Slugs are of small letters, digits and hyphens; what is none must not get into a header or a query.
    if (!/^[a-z0-9-]+$/.test(organization)) throw new DomainError('unknown');
    await this.answer({ organization, kinds, audiences }, `events-${organization}.csv`, request, reply);
  }

  private async answer(
    question: EventListQuestion,
    fileName: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const file = await this.lists.file(question);
    const { openDataLicence } = this.config;
    if (openDataLicence) reply.header('link', `<${openDataLicence}>; rel="license"`);
    reply.header('content-disposition', `attachment; filename="${fileName}"`);
    await answerFeed(request, reply, file, 'everyone', CSV);
  }
}
