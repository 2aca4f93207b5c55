import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { namesTag } from '../../platform/http/content-coding.js';
import { Public } from '../../platform/http/public-route.js';
import { DomainError } from '../../shared/domain-error.js';
import { PictureFile } from './picture-file.entity.js';

const ONE_YEAR_SECONDS = 365 * 24 * 3600;

/** Extensions of addresses, for whoever saves a picture. */
const TYPES: Readonly<Record<string, string>> = {
  webp: 'image/webp',
  jpg: 'image/jpeg',
  png: 'image/png',
};

/** The bytes of pictures. Their address says what they are: they never change, and need not be asked for twice. */
@Public()
@ApiExcludeController()
@Controller('pictures')
export class PicturesPublicController {
  constructor(private readonly db: DataSource) {}

  @Get(':file')
  async picture(
    @Param('file') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [, hash, extension = ''] = /^([0-9a-f]{64})\.(webp|jpg|png)$/.exec(name) ?? [];
    if (!hash) throw new DomainError('unknown');
    const file = await this.db.manager.findOne(PictureFile, {
      where: { hash, mediaType: TYPES[extension] ?? '' },
      select: { pictureId: true, hash: true, mediaType: true, bytes: true },
    });
    if (!file) throw new DomainError('unknown');
    const etag = `"${hash.slice(0, 32)}"`;
    reply.headers({
      'cache-control': `public, max-age=${ONE_YEAR_SECONDS}, immutable`,
      // Opened by itself it is a picture and nothing else, whatever a browser might take its bytes for.
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      etag,
    });
    if (namesTag(request.headers['if-none-match'], etag)) {
      reply.status(304).send();
      return;
    }
    reply.type(file.mediaType).send(file.bytes);
  }
}
