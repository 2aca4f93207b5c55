import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { TownLooks } from '../../organizations/pictures/town-looks.js';
import { PublicPage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { LotteryPublications } from './lottery-publications.js';
import { entryRows, type FoundEntries, found } from './lottery-rows.js';

/** 抽選のページ: what was drawn, how, and how to check it. Nobody on it has a name. */
@Public()
@ApiExcludeController()
@Controller('lotteries')
export class LotteriesPublicController {
  constructor(
    private readonly lotteries: LotteryPublications,
    private readonly views: Views,
    private readonly looks: TownLooks,
  ) {}

  @Get(':id')
  @PublicPage()
  async show(
    @Param('id') id: string,
    @Query('entry') entry: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const publication = await this.lotteries.publication(id);
    const rows = entryRows(publication.lottery);
    const sought: FoundEntries | null = found(rows, entry);
    return this.views.page('public/lottery', page, {
      ...publication,
      town: await this.looks.bySlug(publication.organization.slug),
      rows,
      sought,
    });
  }
}
