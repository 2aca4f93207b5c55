import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { namesTag } from '../../platform/http/content-coding.js';
import { languageOf } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { DomainError } from '../../shared/domain-error.js';
import { SharingPictures, type SharingWords } from './sharing-picture.js';
import { SharedPages } from './sharing-words.js';

const SUFFIX = '.png';
/** Whoever shows a shared page looks again within an hour, and may show the old picture meanwhile. */
const CACHING = 'public, max-age=3600, stale-while-revalidate=86400';

/** Pictures by which other sites announce our pages (https://ogp.me), by `?lang=` in its language. */
@Public()
@ApiExcludeController()
@Controller('sharing')
export class SharingPublicController {
  constructor(
    private readonly pages: SharedPages,
    private readonly pictures: SharingPictures,
  ) {}

  @Get('site.png')
  site(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(this.pages.ofSite(languageOf(request)), request, reply);
  }

  @Get('organizations/:file')
  async organization(
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const words = await this.pages.ofOrganization(nameOf(file), languageOf(request));
    return this.answer(words, request, reply);
  }

  @Get('programmes/:file')
  async programme(
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const words = await this.pages.ofProgramme(nameOf(file), languageOf(request));
    return this.answer(words, request, reply);
  }

  @Get('courses/:file')
  async course(
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const words = await this.pages.ofCourse(nameOf(file), languageOf(request));
    return this.answer(words, request, reply);
  }

  @Get('sessions/:file')
  async session(
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const words = await this.pages.ofSession(nameOf(file), languageOf(request));
    return this.answer(words, request, reply);
  }

  private async answer(words: SharingWords, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const etag = this.pictures.etagOf(words);
    reply.header('cache-control', CACHING).header('etag', etag);
    // Pictures of our pages are there for other sites to show.
    reply.header('cross-origin-resource-policy', 'cross-origin');
    if (namesTag(request.headers['if-none-match'], etag)) {
      reply.status(304).send();
      return;
    }
    reply.type('image/png').send(await this.pictures.png(words));
  }
}

function nameOf(file: string): string {
  if (!file.endsWith(SUFFIX)) throw new DomainError('unknown');
  return file.slice(0, -SUFFIX.length);
}
