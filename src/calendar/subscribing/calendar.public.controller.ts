import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PublicPage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { subscribing } from '../../registrations/entries/subscribing.js';
import { ChoiceQuery, EmbedChoiceQuery, HEADING_LEVELS, MOST_EMBEDDED } from './choice.dto.js';
import { Choices } from './choices.js';

/** Sessions and heading level of a list where the form says nothing: what most sites want below a heading of theirs. */
const USUAL_LIMIT = 10;
const USUAL_HEADING = 2;

/** How to subscribe to the calendar, and how to show it on a site of one's own. */
@Public()
@ApiExcludeController()
@Controller('calendar')
export class CalendarPublicController {
  constructor(
    private readonly choices: Choices,
    private readonly views: Views,
  ) {}

  /** `/calendar`: what a subscription is; with a choice in its query, the ways to subscribe to that. */
  @Get()
  @PublicPage()
  async show(@Query() query: ChoiceQuery, @Page() page: PageContext): Promise<string> {
    const offered = await this.choices.read(query, page);
    const { choice, organizations } = offered;
    // Where there is one organization, there is nothing to choose first.
    const isShown = choice.isMade || organizations.length === 1;
    const url = this.choices.feedUrl(choice);
    return this.views.page('public/calendar', page, {
      ...offered,
      action: '/calendar',
      feed: isShown ? subscribing(choice.name, url, this.choices.pageUrl(choice, page)) : null,
    });
  }

  /** `/calendar/embed`: the HTML by which a site shows the list of what is on. */
  @Get('embed')
  @PublicPage()
  async embed(@Query() query: EmbedChoiceQuery, @Page() page: PageContext): Promise<string> {
    const offered = await this.choices.read(query, page);
    const { limit = USUAL_LIMIT, heading = USUAL_HEADING } = query;
    const look = new URLSearchParams({ limit: String(limit), heading: String(heading) });
    const path = this.choices.embedPath(offered.choice);
    return this.views.page('public/calendar-embed', page, {
      ...offered,
      action: '/calendar/embed',
      frameTitle: this.views.translator(offered.choice.entries)('calendar.embed.frameTitle', {
        name: offered.choice.name,
      }),
      limit,
      heading,
      most: MOST_EMBEDDED,
      headings: HEADING_LEVELS,
      path: `${path}${path.includes('?') ? '&' : '?'}${look}`,
    });
  }
}
