import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PrivatePage } from '../../platform/http/html-page.js';
import { OneClick } from '../../platform/http/one-click.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { NoticeSettings } from './notice-settings.service.js';

/** Where the header and the foot of a mail to staff lead whoever wants no more of that kind: no signing in. */
@Public()
@ApiExcludeController()
@Controller('staff-notices/leave/:kind/:member/:organization/:proof')
export class NoticeLeavingPublicController {
  constructor(
    private readonly settings: NoticeSettings,
    private readonly views: Views,
  ) {}

  /** Asks first: programs that only look at links must stop nothing. */
  @Get()
  @PrivatePage()
  ask(
    @Param('kind') given: string,
    @Param('member') member: string,
    @Param('organization') organization: string,
    @Param('proof') proof: string,
    @Page() page: PageContext,
  ): string {
    const kind = this.settings.stoppedBy(given, member, organization, proof);
    return this.views.page('public/notices-leave', page, { kind, isDone: false });
  }

  @Post()
  @OneClick()
  @HttpCode(200)
  @PrivatePage()
  async leave(
    @Param('kind') given: string,
    @Param('member') member: string,
    @Param('organization') organization: string,
    @Param('proof') proof: string,
    @Page() page: PageContext,
  ): Promise<string> {
    const kind = await this.settings.stop(given, member, organization, proof);
    return this.views.page('public/notices-leave', page, { kind, isDone: true });
  }
}
