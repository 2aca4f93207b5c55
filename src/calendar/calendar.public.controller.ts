import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { AppConfig } from '../platform/config/app-config.js';
import { HtmlPage } from '../platform/http/html-page.js';
import { Page } from '../platform/http/page-context.js';
import { Public } from '../platform/http/public-route.js';
import { type PageContext, Views, withLanguage } from '../platform/views/views.js';
import { selectSubscribable } from './feed.queries.js';

/** `/calendar`: what a subscription is, and the address of each feed. */
@Public()
@ApiExcludeController()
@Controller('calendar')
export class CalendarPublicController {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly views: Views,
  ) {}

  @Get()
  @HtmlPage('no-cache')
  async show(@Page() page: PageContext): Promise<string> {
    const organizations = await selectSubscribable(this.db);
    const feeds = organizations.map(({ slug, name, nameEn }) => ({
      name: page.language === 'en' ? (nameEn ?? name) : name,
      ...this.addressesOf(slug, page),
    }));
    return this.views.page('public/calendar', page, { all: this.addressesOf('all', page), feeds });
  }

  private addressesOf(name: string, { language }: PageContext) {
    const address = `${this.config.publicUrl}/calendar/${name}.ics`;
    const url = withLanguage(address, language);
    return {
      id: `address-${name}`,
      url,
      // The scheme that calendar applications register for subscriptions.
      webcal: url.replace(/^https?:/, 'webcal:'),
      narrowed: withLanguage(`${address}?kind=family_meeting`, language),
    };
  }
}
