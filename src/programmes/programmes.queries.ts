import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CompletionRule } from './course.entity.js';
import type { FileFrequency } from './domain/programme-file.js';
import type {
  FileAsks,
  FileChannels,
  FileEligibility,
  FileLottery,
  FileQuestion,
} from './domain/registering-file.js';
import type { Found } from './search/search.js';

export interface ProgrammeFilter {
  /** Slug of the organization. */
  readonly organization?: string;
  readonly kind?: string;
  /** What search found, in whose order they come; left out: all. */
  readonly found?: Found;
  /** The last of the page before. */
  readonly after?: ProgrammePosition;
  readonly limit: number;
}

/** Where a programme stands in the list: by rank where it was searched, by organization, then in the order of its file. */
export interface ProgrammePosition {
  /** 0 where nothing was searched. */
  readonly rank: number;
  readonly organization: string;
  readonly position: number;
  readonly id: string;
}

export interface OrganizationRow {
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly kind: string;
  readonly municipalityCode: string | null;
  readonly municipalityName: string | null;
  readonly timeZone: string;
  readonly contact: {
    readonly name: string | null;
    readonly email: string | null;
    readonly tel: string | null;
  };
}

export interface ProgrammeRow {
  readonly id: string;
  readonly slug: string;
  readonly organization: string;
  readonly timeZone: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly kind: string;
  readonly status: string;
  readonly audience: string | null;
  readonly audiences: readonly string[];
  readonly summary: string | null;
  readonly position: number;
  readonly rank: number;
}

/** What everyone may know of a programme; what is doubtful in the source is for staff. */
export interface ProgrammeDetailRow extends Omit<ProgrammeRow, 'rank'> {
  readonly titleKana: string | null;
  readonly description: string | null;
  readonly fee: string | null;
  readonly summaryEn: string | null;
  readonly summarySimple: string | null;
  readonly bring: string | null;
  readonly anonymous: boolean | null;
  readonly lookOnly: boolean | null;
  readonly cameraOff: boolean | null;
  readonly contact: string | null;
  readonly contactTel: string | null;
  readonly contactExtension: string | null;
  readonly scheduleText: string | null;
  readonly registrationText: string | null;
  readonly notes: readonly string[];
  readonly partOf: string | null;
  readonly parts: readonly string[];
  readonly frequency: FileFrequency | null;
  readonly eligibility: readonly FileEligibility[];
  readonly asks: FileAsks;
  readonly questions: readonly FileQuestion[];
  /** Programmes that the conditions speak of: their keys there, and their slugs. */
  readonly prerequisites: readonly { readonly key: string; readonly slug: string }[];
  /** Days after the last session on which answers to sensitive questions are erased. */
  readonly sensitiveAnswersDays: number;
  readonly relations: readonly {
    readonly kind: string;
    /** Slug. */
    readonly programme: string;
    readonly text: string | null;
  }[];
  /** `organization`: slug of the host's own organization here. */
  readonly hosts: readonly {
    readonly role: string;
    readonly name: string;
    readonly organization: string | null;
  }[];
  readonly plans: readonly Readonly<Record<string, unknown>>[];
  readonly results: readonly Readonly<Record<string, unknown>>[];
}

export interface CourseRow {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly fiscalYear: number;
  readonly mode: string;
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
  readonly waitingList: boolean;
  readonly queueHolds: boolean;
  readonly offerHours: number | null;
  readonly approval: boolean;
  readonly lottery: FileLottery | null;
  readonly closesWhenFull: boolean;
  readonly joinUntil: number | null;
  readonly maxPeople: number | null;
  readonly channels: FileChannels | null;
  readonly completion: CompletionRule | null;
  readonly notes: string | null;
  readonly sessions: number;
  /** First and last civil date; null while no session is dated. */
  readonly firstOn: string | null;
  readonly lastOn: string | null;
}

const LIST_COLUMNS = `programme.id, programme.slug, organization.slug AS organization,
  organization.time_zone AS "timeZone", programme.title, programme.title_en AS "titleEn", programme.kind,
  programme.status, programme.audience, programme.audiences, programme.summary, programme.position`;

/** What is read of organizations and programmes for everyone. */
@Injectable()
export class Programmes {
  constructor(private readonly db: DataSource) {}

  organizations(): Promise<OrganizationRow[]> {
    return this.db.query(
      `SELECT slug, name, name_en AS "nameEn", kind, municipality_code AS "municipalityCode",
         municipality_name AS "municipalityName", time_zone AS "timeZone",
         json_build_object('name', contact_name, 'email', contact_email, 'tel', contact_tel) AS contact
       FROM organizations ORDER BY slug`,
    );
  }

  /** At most `limit` programmes, the best found first, then by organization and in the order of its file. */
  list({ organization, kind, found, after, limit }: ProgrammeFilter): Promise<ProgrammeRow[]> {
    return this.db.query(
      `SELECT ${LIST_COLUMNS}, coalesce(found.rank, 0) AS rank
       FROM programmes programme JOIN organizations organization ON organization.id = programme.organization_id
       LEFT JOIN unnest($3::uuid[], $8::int[]) found (id, rank) ON found.id = programme.id
       WHERE ($1::text IS NULL OR organization.slug = $1)
         AND ($2::text IS NULL OR programme.kind = $2)
         AND ($3::uuid[] IS NULL OR found.id IS NOT NULL)
         AND ($4::text IS NULL OR
           (coalesce(found.rank, 0), organization.slug, programme.position, programme.id) > ($9::int, $4, $5::int, $6::uuid))
       ORDER BY coalesce(found.rank, 0), organization.slug, programme.position, programme.id
       LIMIT $7`,
      [
        organization ?? null,
        kind ?? null,
        found?.ids ?? null,
        after?.organization ?? null,
        after?.position ?? null,
        after?.id ?? null,
        limit,
        found?.ranks ?? null,
        after?.rank ?? null,
      ],
    );
  }

  async bySlug(slug: string): Promise<ProgrammeDetailRow | undefined> {
    const [row] = await this.db.query(
      `SELECT ${LIST_COLUMNS}, programme.title_kana AS "titleKana", programme.description, programme.fee, programme.contact,
         programme.summary_en AS "summaryEn", programme.summary_simple AS "summarySimple", programme.bring,
         programme.anonymous, programme.look_only AS "lookOnly", programme.camera_off AS "cameraOff",
         programme.contact_tel AS "contactTel", programme.contact_extension AS "contactExtension",
         programme.schedule_text AS "scheduleText", programme.registration_text AS "registrationText", programme.notes,
         (SELECT slug FROM programmes parent WHERE parent.id = programme.part_of_id) AS "partOf",
         ARRAY(SELECT slug FROM programmes part WHERE part.part_of_id = programme.id ORDER BY part.position) AS parts,
         programme.frequency, programme.eligibility, programme.asks, programme.questions,
         organization.sensitive_answers_days AS "sensitiveAnswersDays",
         (SELECT coalesce(json_agg(json_build_object('key', first.key, 'slug', first.slug) ORDER BY first.key), '[]')
          FROM programmes first WHERE first.organization_id = programme.organization_id AND first.key IN
            (SELECT rule.value ->> 'programme' FROM jsonb_array_elements(programme.eligibility) rule)) AS prerequisites,
         (SELECT coalesce(json_agg(json_build_object('kind', said.value ->> 'kind', 'programme', other.slug,
            'text', said.value ->> 'text') ORDER BY said.ordinality), '[]')
          FROM jsonb_array_elements(programme.relations) WITH ORDINALITY said
          JOIN programmes other ON other.id = (said.value ->> 'programmeId')::uuid) AS relations,
         (SELECT coalesce(json_agg(json_build_object('role', host.role, 'name', host.name, 'organization', town.slug)
            ORDER BY host.position), '[]')
          FROM programme_hosts host LEFT JOIN organizations town ON town.id = host.host_organization_id
          WHERE host.programme_id = programme.id) AS hosts,
         (SELECT coalesce(json_agg(json_build_object('fiscalYear', fiscal_year, 'planned', planned, 'plannedMax',
            planned_max, 'qualifier', qualifier, 'unit', unit, 'status', status, 'reason', reason, 'text', text)
            ORDER BY fiscal_year), '[]')
          FROM fiscal_year_plans WHERE programme_id = programme.id) AS plans,
         (SELECT coalesce(json_agg(json_build_object('fiscalYear', fiscal_year, 'held', held, 'approximate', approximate,
            'unit', unit, 'attendances', attendances, 'uniquePeople', unique_people, 'note', note)
            ORDER BY fiscal_year), '[]')
          FROM reported_results WHERE programme_id = programme.id) AS results
       FROM programmes programme JOIN organizations organization ON organization.id = programme.organization_id
       WHERE programme.slug = $1`,
      [slug],
    );
    return row;
  }

  /** Courses of a programme, the newest fiscal year first. */
  coursesOf(programmeId: string): Promise<CourseRow[]> {
    return this.db.query(
      `SELECT course.id, course.key, course.title, course.title_en AS "titleEn", course.fiscal_year AS "fiscalYear",
         course.registration_mode AS mode, course.opens_at AS "opensAt", course.closes_at AS "closesAt",
         course.waiting_list AS "waitingList", course.queue_holds AS "queueHolds", course.offer_hours AS "offerHours",
         course.approval, course.lottery, course.closes_when_full AS "closesWhenFull", course.join_until AS "joinUntil",
         course.max_people AS "maxPeople", course.channels, course.completion, course.notes, count(session.id)::int AS sessions,
         min(session.starts_on) AS "firstOn", max(session.starts_on) AS "lastOn"
       FROM courses course LEFT JOIN sessions session ON session.course_id = course.id
       WHERE course.programme_id = $1
       GROUP BY course.id
       ORDER BY course.fiscal_year DESC, course.position, course.id`,
      [programmeId],
    );
  }
}
