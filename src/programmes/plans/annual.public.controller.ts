import { Controller, Get, Ip, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PublicPage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { pdfAnswer } from '../../platform/print/pdf-answer.js';
import { Pdfs } from '../../platform/print/pdfs.js';
import { PrintThrottle } from '../../platform/print/print-throttle.js';
import { Furigana } from '../../platform/views/furigana/furigana.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { annualPage } from './annual-page.js';
import { AnnualTables } from './annual-tables.js';
import { YearFilter } from './fiscal-year-filter.js';

/** 年間予定表 of a programme for everyone, to be put on a refrigerator. */
@Public()
@ApiExcludeController()
@Controller('programmes')
export class AnnualPublicController {
  constructor(
    private readonly annual: AnnualTables,
    private readonly views: Views,
    private readonly pdfs: Pdfs,
    private readonly throttle: PrintThrottle,
    private readonly furigana: Furigana,
  ) {}

  @Get(':slug/annual')
  @PublicPage()
  async programme(
    @Param('slug') slug: string,
    @Query() { fiscalYear }: YearFilter,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.page(slug, fiscalYear, page);
  }

  /** The same on one sheet of A4, as far as it can be read. */
  @Get(':slug/annual.pdf')
  async file(
    @Param('slug') slug: string,
    @Query() { fiscalYear }: YearFilter,
    @Page() page: PageContext,
    @Ip() address: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    await this.throttle.admit(address);
    const drawn = await this.page(slug, fiscalYear, page);
    // On a page that a browser asks for, readings are put last.
    const html = page.furigana ? await this.furigana.of(drawn) : drawn;
    const pdf = await this.pdfs.of(page.path, html, { onePage: true });
    return pdfAnswer(request, reply, { pdf, name: `${slug}-${fiscalYear ?? 'annual'}`, isPublic: true });
  }

  private async page(slug: string, fiscalYear: number | undefined, page: PageContext): Promise<string> {
    const { id, organizationId } = await this.annual.placeOf(slug);
    return annualPage(
      this.views,
      'public/annual',
      page,
      await this.annual.table(organizationId, id, fiscalYear),
    );
  }
}
