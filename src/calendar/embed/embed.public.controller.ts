import { applyDecorators, Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PublicPage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { EMBEDDED_POLICY } from '../../platform/http/security-headers.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { EmbedQuery } from '../subscribing/choice.dto.js';
import { EmbeddedLists } from './embed.lists.js';

const USUAL_HEADING = 2;

/** A frame is shown with every page of the other site: browsers keep it for five minutes, as calendars keep feeds. */
const CACHING = 'public, max-age=300, stale-while-revalidate=300, stale-if-error=86400';

/** Other sites may show it in a frame; search engines are to find the page itself. */
const EmbeddedPage = () =>
  applyDecorators(
    PublicPage(CACHING),
    Header('content-security-policy', EMBEDDED_POLICY),
    Header('x-robots-tag', 'noindex'),
  );

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
  @EmbeddedPage()
  async all(@Query() query: EmbedQuery, @Page() page: PageContext): Promise<string> {
    return this.answer({}, query, page);
  }

  @Get(':organization')
  @EmbeddedPage()
  async organization(
    @Param('organization') organization: string,
    @Query() query: EmbedQuery,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.answer({ organization }, query, page);
  }

  /** The programme by its key in the programme file or by its slug. */
  @Get(':organization/:programme')
  @EmbeddedPage()
  async programme(
    @Param('organization') organization: string,
    @Param('programme') programme: string,
    @Query() query: EmbedQuery,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.answer({ organization, programme }, query, page);
  }

  private async answer(
    scope: { readonly organization?: string; readonly programme?: string },
    query: EmbedQuery,
    page: PageContext,
  ): Promise<string> {
    const { heading = USUAL_HEADING, title = 'show' } = query;
    const list = await this.lists.list(scope, query);
    return this.views.page('embed/list', page, { ...list, level: heading, isTitled: title === 'show' });
  }
}
