import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PrivatePage } from '../../platform/http/html-page.js';
import { OneClick } from '../../platform/http/one-click.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import type { PageContext } from '../../platform/views/views.js';
import { MailSettings } from './mail-settings.service.js';
import { MyPages } from './my-pages.js';

/** Where the header and the foot of a mail lead whoever wants no more of them: a mail program by itself, or a person. */
@Public()
@ApiExcludeController()
@Controller('unsubscribe/:stops/:id/:proof')
export class UnsubscribePublicController {
  constructor(
    private readonly pages: MyPages,
    private readonly settings: MailSettings,
  ) {}

  /** Asks first: programs that only look at links must stop nothing. */
  @Get()
  @PrivatePage()
  async ask(
    @Param('stops') given: string,
    @Param('id') id: string,
    @Param('proof') proof: string,
    @Page() page: PageContext,
  ): Promise<string> {
    const { stops, lesser } = await this.settings.stoppedBy(given, id, proof);
    return this.pages.bare('unsubscribe', page, { stops, lesser, isDone: false });
  }

  @Post()
  @OneClick()
  @HttpCode(200)
  @PrivatePage()
  async stop(
    @Param('stops') given: string,
    @Param('id') id: string,
    @Param('proof') proof: string,
    @Page() page: PageContext,
  ): Promise<string> {
    const stops = await this.settings.stop(given, id, proof);
    return this.pages.bare('unsubscribe', page, { stops, lesser: null, isDone: true });
  }
}
