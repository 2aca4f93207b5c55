import { Controller, Get, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { TownLooks } from '../organizations/pictures/town-looks.js';
import { PublicPage } from '../platform/http/html-page.js';
import { Page } from '../platform/http/page-context.js';
import { Public } from '../platform/http/public-route.js';
import { type PageContext, Views } from '../platform/views/views.js';
import { PrivacyFactsReader } from './privacy-facts.js';

/** What is kept of whom, in plain words: of the site as a whole, and of each organization from its own settings. */
@Public()
@ApiExcludeController()
@Controller('privacy')
export class PrivacyPublicController {
  constructor(
    private readonly facts: PrivacyFactsReader,
    private readonly views: Views,
    private readonly looks: TownLooks,
  ) {}

  @Get()
  @PublicPage()
  async site(@Page() page: PageContext): Promise<string> {
    return this.views.page('public/privacy', page, { ...(await this.facts.ofSite()) });
  }

  @Get(':organization')
  @PublicPage()
  async ofOrganization(@Param('organization') slug: string, @Page() page: PageContext): Promise<string> {
    return this.views.page('public/privacy-organization', page, {
      ...(await this.facts.of(slug, page.language)),
      town: await this.looks.bySlug(slug),
    });
  }
}
