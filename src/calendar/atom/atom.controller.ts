import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/http/public-route.js';
import { answerFeed } from '../feeds/feed-answer.js';
import { FeedOfAllFilter } from '../feeds/feed-filter.dto.js';
import { AtomFeeds } from './atom.service.js';

/** `/feed.atom`: new and changed sessions, with the filters of the calendar feed of all. */
@Public()
@ApiExcludeController()
@Controller()
export class AtomController {
  constructor(private readonly feeds: AtomFeeds) {}

  @Get('feed.atom')
  async atom(
    @Query() { organization, kind, audience, lang = 'ja' }: FeedOfAllFilter,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const scope = { organizations: organization, kinds: kind, audiences: audience };
    const feed = await this.feeds.feed(scope, lang);
    await answerFeed(request, reply, feed, 'everyone', 'application/atom+xml; charset=utf-8');
  }
}
