import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/http/public-route.js';

/** What search engines may read (RFC 9309): nothing that belongs to one person, nothing of the staff. */
const ROBOTS = [
  'User-agent: *',
  'Disallow: /my/',
  'Disallow: /digest/',
  'Disallow: /calendar/my/',
  'Disallow: /register',
  'Disallow: /staff',
  '',
].join('\n');

@Public()
@ApiExcludeController()
@Controller()
export class RobotsPublicController {
  @Get('robots.txt')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'public, max-age=86400')
  robots(): string {
    return ROBOTS;
  }
}
