import { Controller, Get, Ip, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PublicPage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { pdfAnswer } from '../../platform/print/pdf-answer.js';
import { Pdfs } from '../../platform/print/pdfs.js';
import { PrintThrottle } from '../../platform/print/print-throttle.js';
import type { PageContext } from '../../platform/views/views.js';
import { LeafletQueryDto } from './leaflet.dto.js';
import { LeafletPages } from './leaflet-pages.js';
import type { SubjectName } from './leaflet-subjects.js';

/**
 * Leaflets for everyone: whoever stands by a family prints one, at home or (as a PDF file) in a convenience store. They say
 * nothing that the public pages do not say.
 */
@Public()
@ApiExcludeController()
@Controller()
export class LeafletsPublicController {
  constructor(
    private readonly leaflets: LeafletPages,
    private readonly pdfs: Pdfs,
    private readonly throttle: PrintThrottle,
  ) {}

  @Get('programmes/:slug/leaflet')
  @PublicPage()
  programme(
    @Param('slug') slug: string,
    @Query() query: LeafletQueryDto,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.page({ programme: slug }, `/programmes/${encodeURIComponent(slug)}`, query, page);
  }

  @Get('courses/:id/leaflet')
  @PublicPage()
  course(
    @Param('id') id: string,
    @Query() query: LeafletQueryDto,
    @Page() page: PageContext,
  ): Promise<string> {
    return this.page({ course: id }, `/courses/${encodeURIComponent(id)}`, query, page);
  }

  @Get('programmes/:slug/leaflet.pdf')
  async programmeFile(
    @Param('slug') slug: string,
    @Query() query: LeafletQueryDto,
    @Page() page: PageContext,
    @Ip() address: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    await this.throttle.admit(address);
    return this.file({ programme: slug }, query, page, request, reply);
  }

  @Get('courses/:id/leaflet.pdf')
  async courseFile(
    @Param('id') id: string,
    @Query() query: LeafletQueryDto,
    @Page() page: PageContext,
    @Ip() address: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    await this.throttle.admit(address);
    return this.file({ course: id }, query, page, request, reply);
  }

  private async page(
    name: SubjectName,
    path: string,
    { form }: LeafletQueryDto,
    page: PageContext,
  ): Promise<string> {
    const screen = { back: path, self: `${path}/leaflet`, pdf: `${path}/leaflet.pdf` };
    const { html } = await this.leaflets.page(name, form, page, screen);
    return html;
  }

  private async file(
    subject: SubjectName,
    { form }: LeafletQueryDto,
    page: PageContext,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    const { html, name } = await this.leaflets.page(subject, form, page, null);
    const pdf = await this.pdfs.of(page.path, html);
    return pdfAnswer(request, reply, { pdf, name, isPublic: true });
  }
}
