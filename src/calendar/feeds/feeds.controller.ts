import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/http/public-route.js';
import { answerFeed, nameOfFile } from './feed-answer.js';
import { FeedFilter, FeedOfAllFilter } from './feed-filter.dto.js';
import { type FeedQuestion, Feeds } from './feeds.service.js';

/** The iCalendar addresses for everybody. HEAD comes with GET. */
@Public()
@ApiExcludeController()
@Controller('calendar')
export class FeedsController {
  constructor(private readonly feeds: Feeds) {}

  @Get('all.ics')
  async all(
    @Query() filter: FeedOfAllFilter,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer({ organizations: filter.organization }, filter, request, reply);
  }

  /** `<organization>.ics`. */
  @Get(':file')
  async organization(
    @Param('file') file: string,
    @Query() filter: FeedFilter,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer({ organization: nameOfFile(file) }, filter, request, reply);
  }

  /** The programme by its key in the programme file or by its slug. */
  @Get(':organization/:file')
  async programme(
    @Param('organization') organization: string,
    @Param('file') file: string,
    @Query() filter: FeedFilter,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer({ organization, programme: nameOfFile(file) }, filter, request, reply);
  }

  private async answer(
    about: FeedQuestion,
    { kind, audience, lang = 'ja' }: FeedFilter,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const feed = await this.feeds.publicFeed({ ...about, kinds: kind, audiences: audience }, lang);
    await answerFeed(request, reply, feed, 'everyone');
  }
}
