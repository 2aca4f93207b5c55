import { Controller, Get, Param, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { PublicPage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { FORMATS } from '../../platform/views/formats.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { DomainError } from '../../shared/domain-error.js';
import type { SessionView } from '../sessions/session-view.js';
import { Sessions } from '../sessions/sessions.js';
import { WithdrawnFilter } from '../withdrawn/withdrawn.filter.js';
import { isOfCourse } from './page-acts.js';
import { type Coming, nextToComeTo } from './pages/coming.js';
import { coursePage } from './pages/course-page.js';
import type { PageWording } from './pages/page-wording.js';
import { programmePage } from './pages/programme-page.js';
import { sessionPage } from './pages/session-page.js';
import { ProgrammePages } from './programme-pages.queries.js';
import { VenuePictures } from './venue-pictures.js';

/** Sessions that the page of something cancelled or over names instead; more are read, for some of them are cancelled or closed. */
const NEXT = 3;
const NEXT_READ = 10;

/** A programme, one of its courses, one of its sessions: everything that is known of each, and no more. */
@Public()
@UseFilters(WithdrawnFilter)
@ApiExcludeController()
@Controller()
export class ProgrammesPublicController {
  constructor(
    private readonly programmes: ProgrammePages,
    private readonly sessions: Sessions,
    private readonly clock: Clock,
    private readonly views: Views,
    private readonly config: AppConfig,
    private readonly venuePictures: VenuePictures,
  ) {}

  @Get('programmes/:slug')
  @PublicPage()
  async programme(@Param('slug') slug: string, @Page() page: PageContext): Promise<string> {
    const programme = await this.programmes.bySlug(slugOf(slug));
    const sessions = await this.sessions.list({ programme: slug, includeUndated: true });
    const data = programmePage({ programme, sessions }, this.wording(page), this.clock.now());
    return this.views.page('public/programme', page, data);
  }

  @Get('courses/:id')
  @PublicPage()
  async course(@Param('id') id: string, @Page() page: PageContext): Promise<string> {
    const { programme, course } = await this.programmes.byCourse(uuidOf(id));
    const sessions = await this.sessions.list({ course: course.id, includeUndated: true });
    const data = coursePage({ programme, course, sessions }, this.wording(page), this.clock.now());
    const next = await this.nextAfter(data.coming, programme.slug);
    return this.views.page('public/course', page, { ...data, next });
  }

  @Get('sessions/:id')
  @PublicPage()
  async session(@Param('id') id: string, @Page() page: PageContext): Promise<string> {
    const session = await this.sessions.byId(uuidOf(id));
    const { programme, course } = await this.programmes.byCourse(session.course.id);
    const sessions = isOfCourse(session)
      ? await this.sessions.list({ course: course.id, includeUndated: true })
      : [session];
    const found = { session, programme, course, sessions };
    const data = sessionPage(found, this.wording(page), this.clock.now());
    const next = await this.nextAfter(data.coming, programme.slug);
    const venuePicture = await this.venuePictures.bySession(session.id);
    return this.views.page('public/session', page, { ...data, next, venuePicture });
  }

  private wording({ language }: PageContext): PageWording {
    const { publicUrl } = this.config;
    return { t: this.views.translator(language), format: FORMATS[language], language, publicUrl };
  }

  /** What comes next in the programme, where nobody can come any more to what the page is about. */
  private async nextAfter({ isGone }: Coming, programme: string): Promise<SessionView[]> {
    if (!isGone) return [];
    const now = this.clock.now();
    const following = await this.sessions.list({ programme, notOverAt: now, limit: NEXT_READ });
    return nextToComeTo(following, now).slice(0, NEXT);
  }
}

/** What is no UUID names nothing. */
function uuidOf(text: string): string {
  if (!isUUID(text)) throw new DomainError('unknown');
  return text;
}

/** Text that PostgreSQL cannot hold names nothing either. */
function slugOf(text: string): string {
  if (text.includes('\0')) throw new DomainError('unknown');
  return text;
}
