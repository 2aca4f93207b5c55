import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Plan } from '../../programmes/domain/plan.js';
import type { StaffScope } from '../../programmes/programme-access.js';
import type { FiscalYear } from '../../shared/fiscal-year.js';
import type { YearStatus } from '../domain/plan-and-actual.js';

export interface ListedSession {
  readonly id: string;
  readonly number: number | null;
  readonly title: string | null;
  readonly startsOn: string | null;
  readonly dateText: string | null;
  readonly status: 'scheduled' | 'cancelled';
  readonly recorded: boolean;
}

export interface ListedCourse {
  readonly id: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly sessions: readonly ListedSession[];
}

/** A programme with its plan, courses and sessions of one fiscal year. */
export interface ListedProgramme {
  readonly id: string;
  readonly organization: { readonly id: string; readonly name: string };
  readonly slug: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly kind: string;
  /** Another organization's, hosted together with one of the reader's. */
  readonly hosted: boolean;
  readonly status: YearStatus;
  readonly plan: Plan | null;
  readonly courses: readonly ListedCourse[];
}

const PROGRAMMES = `
  WITH course_sessions AS (
    SELECT s.course_id, jsonb_agg(jsonb_build_object(
             'id', s.id, 'number', s.number, 'title', s.title, 'startsOn', s.starts_on, 'dateText', s.date_text,
             'status', s.status, 'recorded', r.session_id IS NOT NULL)
           ORDER BY s.starts_on NULLS LAST, s.start_time NULLS FIRST, s.number, s.id) AS sessions
      FROM sessions s
      JOIN courses c ON c.id = s.course_id AND c.fiscal_year = $2
      LEFT JOIN attendance_records r ON r.session_id = s.id
     WHERE (s.organization_id = ANY ($1) OR s.programme_id = ANY ($3))
     GROUP BY s.course_id
  ), programme_courses AS (
    SELECT c.programme_id, jsonb_agg(jsonb_build_object(
             'id', c.id, 'title', c.title, 'titleEn', c.title_en, 'sessions', COALESCE(cs.sessions, '[]'))
           ORDER BY c.position, c.title, c.id) AS courses
      FROM courses c
      LEFT JOIN course_sessions cs ON cs.course_id = c.id
     WHERE (c.organization_id = ANY ($1) OR c.programme_id = ANY ($3)) AND c.fiscal_year = $2
     GROUP BY c.programme_id
  )
  SELECT p.id, jsonb_build_object('id', o.id, 'name', o.name) AS organization, p.slug, p.title, p.title_en AS "titleEn",
         p.kind, p.status, p.organization_id <> ALL ($1) AS hosted,
         CASE WHEN plan.programme_id IS NOT NULL THEN jsonb_build_object(
           'planned', plan.planned, 'plannedMax', plan.planned_max, 'qualifier', plan.qualifier, 'unit', plan.unit,
           'status', plan.status, 'reason', plan.reason, 'text', plan.text) END AS plan,
         COALESCE(pc.courses, '[]') AS courses
    FROM programmes p
    JOIN organizations o ON o.id = p.organization_id
    LEFT JOIN fiscal_year_plans plan ON plan.programme_id = p.id AND plan.fiscal_year = $2
    LEFT JOIN programme_courses pc ON pc.programme_id = p.id
   WHERE p.organization_id = ANY ($1) OR p.id = ANY ($3)
   ORDER BY hosted, o.name, o.id, p.position, p.title, p.id`;

/** Reads the programmes that staff look after. */
@Injectable()
export class ProgrammeListQueries {
  constructor(private readonly db: DataSource) {}

  /** Programmes of the scope (what others host last), with what belongs to the fiscal year; organizations by name. */
  programmes({ organizations, programmes }: StaffScope, fiscalYear: FiscalYear): Promise<ListedProgramme[]> {
    return this.db.query(PROGRAMMES, [organizations, fiscalYear, programmes]);
  }
}
