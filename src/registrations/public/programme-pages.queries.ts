import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RegistrationMode } from '../../programmes/course.entity.js';
import { DomainError } from '../../shared/domain-error.js';

export interface ProgrammeLink {
  readonly slug: string;
  readonly title: string;
  readonly titleEn: string | null;
}

export interface CoursePage {
  readonly id: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly notes: string | null;
  readonly mode: RegistrationMode;
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
}

/** A programme as everyone may see it, in the source's words; what is doubtful in the source is for staff alone. */
export interface ProgrammePage extends ProgrammeLink {
  readonly key: string;
  readonly kind: string;
  readonly status: string;
  readonly audience: string | null;
  readonly audiences: readonly string[];
  readonly summary: string | null;
  readonly description: string | null;
  readonly fee: string | null;
  readonly contact: string | null;
  readonly scheduleText: string | null;
  readonly registrationText: string | null;
  readonly notes: readonly string[];
  readonly organization: {
    readonly slug: string;
    readonly name: string;
    readonly nameEn: string | null;
    readonly timeZone: string;
    readonly contactName: string | null;
    readonly contactEmail: string | null;
    readonly contactTel: string | null;
  };
  readonly hosts: readonly { readonly role: string; readonly name: string }[];
  readonly partOf: ProgrammeLink | null;
  readonly parts: readonly ProgrammeLink[];
  readonly courses: readonly CoursePage[];
}

export interface ProgrammeFilter {
  readonly organization?: string;
  readonly kind?: string;
  readonly audience?: string;
}

export interface ProgrammeSummary extends ProgrammeLink {
  readonly kind: string;
  readonly status: string;
  readonly scheduleText: string | null;
  readonly organization: { readonly slug: string; readonly name: string; readonly nameEn: string | null };
  /** Civil date of the next session that is not cancelled; null while none is known. */
  readonly nextOn: string | null;
}

export interface OrganizationChoice {
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string | null;
}

const PROGRAMME = `
SELECT programme.slug, programme.key, programme.title, programme.title_en AS "titleEn", programme.kind, programme.status,
  programme.audience, programme.audiences, programme.summary, programme.description, programme.fee, programme.contact,
  programme.schedule_text AS "scheduleText", programme.registration_text AS "registrationText", programme.notes,
  json_build_object('slug', organization.slug, 'name', organization.name, 'nameEn', organization.name_en,
    'timeZone', organization.time_zone, 'contactName', organization.contact_name,
    'contactEmail', organization.contact_email, 'contactTel', organization.contact_tel) AS organization,
  CASE WHEN whole.id IS NOT NULL THEN
    json_build_object('slug', whole.slug, 'title', whole.title, 'titleEn', whole.title_en) END AS "partOf",
  (SELECT coalesce(json_agg(json_build_object('role', host.role, 'name', host.name) ORDER BY host.position), '[]')
   FROM programme_hosts host WHERE host.programme_id = programme.id) AS hosts,
  (SELECT coalesce(json_agg(json_build_object('slug', part.slug, 'title', part.title, 'titleEn', part.title_en)
     ORDER BY part.position, part.key), '[]')
   FROM programmes part WHERE part.part_of_id = programme.id) AS parts
FROM programmes programme
JOIN organizations organization ON organization.id = programme.organization_id
LEFT JOIN programmes whole ON whole.id = programme.part_of_id`;

const COURSES = `
SELECT course.id, course.title, course.title_en AS "titleEn", course.notes, course.registration_mode AS mode,
  course.opens_at AS "opensAt", course.closes_at AS "closesAt"
FROM courses course JOIN programmes programme ON programme.id = course.programme_id
WHERE programme.slug = $1
ORDER BY course.fiscal_year DESC, course.position DESC, course.id`;

/** What the public pages say of programmes, read only. */
@Injectable()
export class ProgrammePages {
  constructor(private readonly db: DataSource) {}

  /** @throws DomainError `unknown` */
  async bySlug(slug: string): Promise<ProgrammePage> {
    const [programme] = await this.db.query(`${PROGRAMME} WHERE programme.slug = $1`, [slug]);
    if (!programme) throw new DomainError('unknown');
    return { ...programme, courses: await this.db.query(COURSES, [slug]) };
  }

  /**
   * A course with its programme.
   * @param id a UUID
   * @throws DomainError `unknown`
   */
  async byCourse(id: string): Promise<{ programme: ProgrammePage; course: CoursePage }> {
    const [row] = await this.db.query(
      'SELECT programme.slug FROM courses course JOIN programmes programme ON programme.id = course.programme_id WHERE course.id = $1',
      [id],
    );
    if (!row) throw new DomainError('unknown');
    const programme = await this.bySlug(row.slug);
    const course = programme.courses.find((candidate) => candidate.id === id);
    if (!course) throw new DomainError('unknown');
    return { programme, course };
  }

  /** Programmes that run, by organization; `today` is the civil date from which a session counts as the next. */
  async list(filter: ProgrammeFilter, today: string): Promise<ProgrammeSummary[]> {
    return this.db.query(
      `SELECT programme.slug, programme.title, programme.title_en AS "titleEn", programme.kind, programme.status,
         programme.schedule_text AS "scheduleText",
         json_build_object('slug', organization.slug, 'name', organization.name, 'nameEn', organization.name_en)
           AS organization,
         (SELECT min(session.starts_on)::text FROM sessions session
          WHERE session.programme_id = programme.id AND session.starts_on >= $4 AND session.status = 'scheduled')
           AS "nextOn"
       FROM programmes programme
       JOIN organizations organization ON organization.id = programme.organization_id
       WHERE programme.status <> 'ended'
         AND ($1::text IS NULL OR organization.slug = $1)
         AND ($2::text IS NULL OR programme.kind = $2)
         AND ($3::text IS NULL OR $3 = ANY(programme.audiences))
       ORDER BY organization.slug, programme.position, programme.key`,
      [filter.organization ?? null, filter.kind ?? null, filter.audience ?? null, today],
    );
  }

  /** Organizations for the filter, in the order of their slugs. */
  async organizations(): Promise<OrganizationChoice[]> {
    return this.db.query('SELECT slug, name, name_en AS "nameEn" FROM organizations ORDER BY slug');
  }
}
