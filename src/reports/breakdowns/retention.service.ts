import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { personOf, samePersonJoin } from '../../attendance/people/person-key.sql.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { DomainError } from '../../shared/domain-error.js';
import { type CourseSession, courseRetention, type Presence } from '../domain/retention.js';
import { FigureReports } from '../figures/figure-reports.service.js';
import type { ChartData, FigureTable } from './breakdown.js';
import { funnelTable, retentionChart, retentionTable } from './retention-tables.js';

export interface RetentionCourse {
  readonly id: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly organizationId: string;
  readonly programmeId: string;
  readonly programme: { readonly slug: string; readonly title: string; readonly titleEn: string | null };
}

export interface CourseRetentionTables {
  readonly course: RetentionCourse;
  /** A line for each session: expected, came, new, there from the first. */
  readonly table: FigureTable;
  /** How many people came at least so many times. */
  readonly funnel: FigureTable;
  readonly chart: ChartData;
}

const COURSE = `
  SELECT c.id, c.title, c.title_en AS "titleEn", c.organization_id AS "organizationId", c.programme_id AS "programmeId",
         jsonb_build_object('slug', p.slug, 'title', p.title, 'titleEn', p.title_en) AS programme
    FROM courses c JOIN programmes p ON p.id = c.programme_id WHERE c.id::text = $1`;

/** $1 course, $2 now. */
const SESSIONS = `
  SELECT s.id, s.number, s.starts_on AS "startsOn", r.session_id IS NOT NULL AS recorded,
         COALESCE(r.approximate, false) AS approximate,
         s.ends_at <= $2 OR (r.session_id IS NOT NULL AND s.starts_at <= $2) AS held,
         COALESCE((SELECT sum(reg.people) FROM places pl JOIN registrations reg ON reg.id = pl.registration_id
            WHERE pl.session_id = s.id AND pl.status = 'confirmed'), 0)::int AS expected,
         COALESCE((SELECT sum(h.people) FROM head_counts h WHERE h.session_id = s.id), 0)::int AS heads
    FROM sessions s LEFT JOIN attendance_records r ON r.session_id = s.id
   WHERE s.course_id = $1 AND s.status <> 'cancelled' AND s.starts_on IS NOT NULL
   ORDER BY s.starts_at, s.number, s.id`;

const PRESENCES = `
  SELECT m.session_id AS "sessionId", (${personOf('pl')}) || ':' || m.member AS person
    FROM sessions s
    JOIN attendance_marks m ON m.session_id = s.id AND m.mark NOT IN ('excused', 'absent')
    JOIN places pl ON pl.id = m.place_id
    ${samePersonJoin('pl')}
   WHERE s.course_id = $1 AND s.status <> 'cancelled' AND s.starts_on IS NOT NULL`;

/** 続いて来た人: attendance through the sessions of a course. */
@Injectable()
export class Retention {
  constructor(
    private readonly reports: FigureReports,
    private readonly access: ProgrammeAccess,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `unknown` where the course is nothing of the principal's */
  of(principal: Principal, courseId: string): Promise<CourseRetentionTables> {
    return this.reports.reading(async (tx) => {
      const course = await this.course(tx, principal, courseId);
      const sessions: CourseSession[] = await tx.query(SESSIONS, [course.id, this.clock.now()]);
      const presences: Presence[] = await tx.query(PRESENCES, [course.id]);
      const retention = courseRetention(sessions, presences);
      return {
        course,
        table: retentionTable(retention),
        funnel: funnelTable(retention),
        chart: retentionChart(retention),
      };
    });
  }

  private async course(tx: EntityManager, principal: Principal, id: string): Promise<RetentionCourse> {
    const [course]: RetentionCourse[] = await tx.query(COURSE, [id]);
    if (!course) throw new DomainError('unknown');
    await this.access.require(principal, 'viewer', course, tx);
    return course;
  }
}
