import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/http/public-route.js';
import { answerFeed, nameOfFile } from './feed-answer.js';
import { FeedLanguage } from './feed-filter.dto.js';
import { Feeds } from './feeds.service.js';

/** Calendars that only their holder has the address of. The router prefers these fixed names to an organization's. */
@Public()
@ApiExcludeController()
@Controller('calendar')
export class PersonalFeedsController {
  constructor(private readonly feeds: Feeds) {}

  /** The places of one registration. */
  @Get('my/:file')
  async personal(
    @Param('file') file: string,
    @Query() { lang }: FeedLanguage,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const feed = await this.feeds.personalFeed(nameOfFile(file), lang);
    await answerFeed(request, reply, feed, 'holder');
  }
}
