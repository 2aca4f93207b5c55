import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/http/public-route.js';
import { answerFeed, nameOfFile } from '../feeds/feed-answer.js';
import { StaffFeedLanguage } from '../feeds/feed-filter.dto.js';
import { StaffFeeds } from './staff-feeds.service.js';

/** Calendars of staff. Clients fetch them without signing in: the address is the key. */
@Public()
@ApiExcludeController()
@Controller('calendar/staff')
export class StaffFeedsController {
  constructor(private readonly feeds: StaffFeeds) {}

  @Get(':file')
  async show(
    @Param('file') file: string,
    @Query() { lang }: StaffFeedLanguage,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answerFeed(request, reply, await this.feeds.feed(nameOfFile(file), lang), 'holder');
  }
}
