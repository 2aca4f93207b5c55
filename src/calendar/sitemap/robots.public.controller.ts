import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AppConfig } from '../../platform/config/app-config.js';
import { Public } from '../../platform/http/public-route.js';

/** Pages that belong to one person, and those of the staff: nothing for a list of any sort. An empty form may be read: it names the page it is about. */
const PRIVATE = ['/my/', '/digest/', '/unsubscribe/', '/staff'];
/** Calendars that open to whoever has their address. */
const PRIVATE_CALENDARS = ['/calendar/my/', '/calendar/staff/'];

/** Lines of a group (RFC 9309 §2.2): who is meant, and what they leave alone. */
const group = (agent: string, paths: readonly string[]) => [
  `User-agent: ${agent}`,
  ...paths.map((path) => `Disallow: ${path}`),
  '',
];

/** What robots may read: the pages for everyone and the public feeds. */
@Public()
@ApiExcludeController()
@Controller()
export class RobotsPublicController {
  constructor(private readonly config: AppConfig) {}

  @Get('robots.txt')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'public, max-age=86400')
  robots(): string {
    return [
      ...group('*', [...PRIVATE, ...PRIVATE_CALENDARS]),
      // It fetches what its user subscribes to, and asks here first: whoever puts their own calendar in theirs must get it.
      ...group('Google-Calendar-Importer', PRIVATE),
      `Sitemap: ${this.config.publicUrl}/sitemap.xml`,
      '',
    ].join('\n');
  }
}
