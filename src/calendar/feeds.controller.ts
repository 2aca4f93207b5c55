import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../platform/http/public-route.js';
import { DomainError } from '../shared/domain-error.js';
import { clientHas, type Feed } from './feed.js';
import { FeedFilter, FeedLanguage } from './feed-filter.dto.js';
import { Feeds } from './feeds.service.js';

/** Shared caches may keep a public feed for five minutes: I6 asks for the next fetch, not for the second. */
const PUBLIC_CACHING = 'public, max-age=300';
const PERSONAL_CACHING = 'private, no-cache';
const SUFFIX = '.ics';

interface Conditions {
  readonly 'if-none-match'?: string;
  readonly 'if-modified-since'?: string;
}

/** The iCalendar addresses. HEAD comes with GET. No cookie is read or set. */
@Public()
@ApiExcludeController()
@Controller('calendar')
export class FeedsController {
  constructor(private readonly feeds: Feeds) {}

  /** `all.ics` and `<organization>.ics`. */
  @Get(':file')
  async organization(
    @Param('file') file: string,
    @Query() filter: FeedFilter,
    @Headers() conditions: Conditions,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const name = nameOfFile(file);
    await this.sendPublic(name === 'all' ? {} : { organization: name }, filter, conditions, reply);
  }

  @Get('my/:file')
  async personal(
    @Param('file') file: string,
    @Query() { lang }: FeedLanguage,
    @Headers() conditions: Conditions,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const feed = await this.feeds.personalFeed(nameOfFile(file), lang);
    reply.header('x-robots-tag', 'noindex').header('referrer-policy', 'no-referrer');
    send(reply, feed, conditions, PERSONAL_CACHING);
  }

  /** The programme by its key in the programme file or by its slug. */
  @Get(':organization/:file')
  async programme(
    @Param('organization') organization: string,
    @Param('file') file: string,
    @Query() filter: FeedFilter,
    @Headers() conditions: Conditions,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sendPublic({ organization, programme: nameOfFile(file) }, filter, conditions, reply);
  }

  private async sendPublic(
    scope: { readonly organization?: string; readonly programme?: string },
    { kind, audience, lang = 'ja' }: FeedFilter,
    conditions: Conditions,
    reply: FastifyReply,
  ): Promise<void> {
    send(reply, await this.feeds.publicFeed({ ...scope, kind, audience }, lang), conditions, PUBLIC_CACHING);
  }
}

/** @throws DomainError `unknown` for an address that is no feed's. */
function nameOfFile(file: string): string {
  // PostgreSQL refuses NUL in text; no name has one.
  if (!file.endsWith(SUFFIX) || file.includes('\0')) throw new DomainError('unknown');
  return file.slice(0, -SUFFIX.length);
}

function send(reply: FastifyReply, feed: Feed, conditions: Conditions, caching: string): void {
  reply
    .header('etag', feed.etag)
    .header('last-modified', feed.lastModified.toUTCString())
    .header('cache-control', caching);
  if (clientHas(feed, conditions['if-none-match'], conditions['if-modified-since'])) {
    reply.code(304).send();
    return;
  }
  reply.type('text/calendar; charset=utf-8').send(feed.bytes);
}
