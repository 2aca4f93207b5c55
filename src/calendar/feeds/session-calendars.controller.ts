import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/http/public-route.js';
import { answerFeed } from './feed-answer.js';
import { FeedLanguage } from './feed-filter.dto.js';
import { SessionCalendars } from './session-calendars.service.js';

/** `/sessions/{id}/calendar.ics`: one session, for whoever wants just this one in their calendar. */
@Public()
@ApiExcludeController()
@Controller('sessions')
export class SessionCalendarsController {
  constructor(private readonly calendars: SessionCalendars) {}

  @Get(':id/calendar.ics')
  async session(
    @Param('id') id: string,
    @Query() { lang = 'ja' }: FeedLanguage,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answerFeed(request, reply, await this.calendars.of(id, lang), 'everyone');
  }
}
