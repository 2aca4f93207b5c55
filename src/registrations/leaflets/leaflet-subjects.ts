import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { DataSource } from 'typeorm';
import { DomainError } from '../../shared/domain-error.js';
import { isOver } from '../public/pages/coming.js';
import { type CoursePage, type ProgrammePage, ProgrammePages } from '../public/programme-pages.queries.js';
import type { SessionView } from '../sessions/session-view.js';
import { Sessions } from '../sessions/sessions.js';
import { courseOf, type LeafletProgramme, leafletProgramme } from './leaflet.queries.js';

/** What a leaflet is about, as an address names it. */
export type SubjectName = { readonly programme: string } | { readonly course: string };

/** A programme, or one of its courses, with all that a leaflet may say of it. */
export interface LeafletSubject {
  /** The course's id, or the programme's. */
  readonly id: string;
  readonly programme: ProgrammePage;
  readonly extra: LeafletProgramme;
  /** Null: it is about the programme, with what is next of all its courses. */
  readonly course: CoursePage | null;
  /** Sessions that are held, in their order: all of the course, or those of the programme that are not over. */
  readonly sessions: readonly SessionView[];
  /** The courses that these are of, with all of their sessions. */
  readonly courses: readonly { readonly course: CoursePage; readonly sessions: readonly SessionView[] }[];
  /** True where every date that is still to come is cancelled; of a course that is over, every one that there was. */
  readonly isCancelled: boolean;
  /** Path of its page on the web. */
  readonly path: string;
}

/** Finds what leaflets are about. */
@Injectable()
export class LeafletSubjects {
  constructor(
    private readonly db: DataSource,
    private readonly programmes: ProgrammePages,
    private readonly sessions: Sessions,
  ) {}

  /**
   * What stands in the database of the programme, without its sessions.
   * @throws DomainError `unknown`
   */
  async extra(name: SubjectName): Promise<LeafletProgramme & { readonly courseId: string | null }> {
    const course = 'course' in name ? await this.courseNamed(name.course) : null;
    const slug = 'course' in name ? course?.slug : name.programme;
    const found =
      slug === undefined || slug.includes('\0') ? undefined : await leafletProgramme(this.db, slug);
    if (!found) throw new DomainError('unknown');
    return { ...found, courseId: course?.id ?? null };
  }

  /** @throws DomainError `unknown` */
  async of(name: SubjectName, now: Date): Promise<LeafletSubject> {
    const { courseId, ...extra } = await this.extra(name);
    const programme = await this.programmes.bySlug(extra.slug);
    const all = await this.sessions.list(
      courseId ? { course: courseId, includeUndated: true } : { programme: extra.slug, includeUndated: true },
    );
    const coming = all.filter((session) => !isOver(session, now));
    const about = courseId ? all : coming;
    const sessions = about.filter(({ status }) => status !== 'cancelled');
    const named = new Set(sessions.map(({ course: { id } }) => id));
    return {
      ...{ id: courseId ?? extra.id, programme, extra, sessions },
      course: programme.courses.find(({ id }) => id === courseId) ?? null,
      courses: programme.courses
        .filter(({ id }) => named.has(id))
        .map((course) => ({ course, sessions: all.filter((session) => session.course.id === course.id) })),
      isCancelled: areCancelled(coming.length > 0 ? coming : about),
      path: courseId ? `/courses/${courseId}` : `/programmes/${extra.slug}`,
    };
  }

  private courseNamed(id: string) {
    return isUUID(id) ? courseOf(this.db, id) : undefined;
  }
}

function areCancelled(sessions: readonly SessionView[]): boolean {
  return sessions.length > 0 && sessions.every(({ status }) => status === 'cancelled');
}
