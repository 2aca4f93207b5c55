import { Controller, Get, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { HtmlPage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { Public } from '../../platform/http/public-route.js';
import { FORMATS } from '../../platform/views/formats.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { DomainError } from '../../shared/domain-error.js';
import type { SessionView } from '../sessions/session-view.js';
import { Sessions } from '../sessions/sessions.js';
import { offersCourse, offersSession, standingOf } from './course-standing.js';
import { conditionWords } from './eligibility-words.js';
import { frequencyWords } from './frequency-words.js';
import { courseAct, isOfCourse, sessionAct } from './page-acts.js';
import { ProgrammePages } from './programme-pages.queries.js';
import { courseData, dataBlock, programmeData, sessionData } from './structured-data.js';

/** A programme, one of its courses, one of its sessions: everything that is known of each, and no more. */
@Public()
@ApiExcludeController()
@Controller()
export class ProgrammesPublicController {
  constructor(
    private readonly programmes: ProgrammePages,
    private readonly sessions: Sessions,
    private readonly clock: Clock,
    private readonly views: Views,
    private readonly config: AppConfig,
  ) {}

  @Get('programmes/:slug')
  @HtmlPage('no-cache')
  async programme(@Param('slug') slug: string, @Page() page: PageContext): Promise<string> {
    const programme = await this.programmes.bySlug(slugOf(slug));
    const sessions = await this.sessions.list({ programme: slug, includeUndated: true });
    const now = this.clock.now();
    const joint = sessions.filter((session) => session.programme.slug !== slug && !isOver(session, now));
    const courses = programme.courses.map((course) => {
      const own = sessions.filter((session) => session.course.id === course.id);
      const coming = own.filter((session) => !isOver(session, now));
      return {
        course,
        sessions: own,
        coming,
        act: courseAct({ programme, course, sessions: own }, this.wording(page), now),
      };
    });
    const coming = sessions.filter((session) => !isOver(session, now));
    return this.views.page('public/programme', page, {
      programme,
      structuredData: dataBlock(programmeData({ programme, sessions: coming }, this.wording(page))),
      now,
      conditions: conditionWords(programme, this.wording(page)),
      frequency: programme.frequency && frequencyWords(programme.frequency, this.wording(page)),
      // Sittings of other programmes that serve this one too.
      joint,
      current: courses.filter(({ sessions: own, coming }) => coming.length > 0 || own.length === 0),
      former: courses.filter(({ sessions: own, coming }) => coming.length === 0 && own.length > 0),
    });
  }

  private wording({ language }: PageContext) {
    const { publicUrl } = this.config;
    return { t: this.views.translator(language), format: FORMATS[language], language, publicUrl };
  }

  @Get('courses/:id')
  @HtmlPage('no-cache')
  async course(@Param('id') id: string, @Page() page: PageContext): Promise<string> {
    const { programme, course } = await this.programmes.byCourse(uuidOf(id));
    const sessions = await this.sessions.list({ course: course.id, includeUndated: true });
    const venues = new Set(sessions.map((session) => session.venue?.name));
    const times = new Set(sessions.map(({ startTime, endTime }) => `${startTime}-${endTime}`));
    const now = this.clock.now();
    const wording = this.wording(page);
    const act = courseAct({ programme, course, sessions }, wording, now);
    const coming = sessions.filter((session) => !isOver(session, now));
    return this.views.page('public/course', page, {
      programme,
      structuredData: dataBlock(courseData({ programme, course, act, sessions, coming }, wording)),
      course,
      now,
      sessions,
      conditions: conditionWords(programme, wording),
      act,
      standing: standingOf(sessions),
      offersBoth: sessions.some(offersCourse) && sessions.some(offersSession),
      offersCourse: sessions.some(offersCourse),
      usual: {
        venue: mostFrequent(sessions.map((session) => session.venue?.name)),
        hasOneVenue: venues.size === 1,
      },
      sameTimes: times.size === 1,
    });
  }

  @Get('sessions/:id')
  @HtmlPage('no-cache')
  async session(@Param('id') id: string, @Page() page: PageContext): Promise<string> {
    const session = await this.sessions.byId(uuidOf(id));
    const { programme, course } = await this.programmes.byCourse(session.course.id);
    const sessions = isOfCourse(session)
      ? await this.sessions.list({ course: course.id, includeUndated: true })
      : [session];
    const now = this.clock.now();
    const wording = this.wording(page);
    const act = sessionAct({ session, programme, course, sessions }, wording, now);
    const data = sessionData({ session, programme, course, act }, wording);
    return this.views.page('public/session', page, {
      programme,
      structuredData: data && dataBlock(data),
      session,
      now,
      conditions: conditionWords(programme, wording),
      act,
      standing: standingOf([session]),
      offersCourse: offersCourse(session),
    });
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

function isOver({ endsAt }: SessionView, now: Date): boolean {
  return endsAt !== null && endsAt <= now;
}

function mostFrequent(values: readonly (string | undefined)[]): string | undefined {
  const counted = new Map<string, number>();
  for (const value of values) if (value) counted.set(value, (counted.get(value) ?? 0) + 1);
  return [...counted].sort(([, a], [, b]) => b - a)[0]?.[0];
}
