import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FileFrequency } from '../../programmes/domain/programme-file.js';
import type { CivilDate } from '../../shared/civil-time.js';
import { nextOn } from '../public/programme-page.queries.js';
import type { ProgrammeLink } from '../public/programme-pages.queries.js';
import { conditionsOf, runByTown, type SessionFilter, someOf } from '../sessions/session-conditions.js';

/** Which programmes: what `SessionFilter` asks of a programme, and what at least one of its sessions to come must have. */
export interface ProgrammesWanted
  extends Pick<
    SessionFilter,
    'town' | 'audience' | 'anonymous' | 'lookOnly' | 'venue' | 'online' | 'walkIn' | 'stepFree' | 'programmes'
  > {
  readonly kind?: string;
  /** Only these. */
  readonly slugs?: readonly string[];
}

export interface ProgrammeSummary extends ProgrammeLink {
  readonly kind: string;
  readonly status: string;
  readonly summary: string | null;
  readonly summaryEn: string | null;
  readonly summarySimple: string | null;
  readonly scheduleText: string | null;
  readonly frequency: FileFrequency | null;
  /** Slug of the programme of which it is a part. */
  readonly partOf: string | null;
  readonly organization: { readonly slug: string; readonly name: string; readonly nameEn: string | null };
  /** Civil date of the next session that is not cancelled; null while none is known. */
  readonly nextOn: string | null;
}

/** Programmes without dates to come: how many (parts are counted with their whole), and the slugs of the first, with their parts. */
export interface Undated {
  readonly count: number;
  readonly slugs: readonly string[];
}

/** Lists of the programmes that run, read only. `today`: the civil date from which a session counts as one to come. */
@Injectable()
export class ProgrammeLists {
  constructor(private readonly db: DataSource) {}

  /** By organization, then in the order of its file. */
  async list(wanted: ProgrammesWanted, today: CivilDate): Promise<ProgrammeSummary[]> {
    const parameters: unknown[] = [today];
    return this.db.query(
      `SELECT programme.slug, programme.title, programme.title_en AS "titleEn", programme.kind, programme.status,
         programme.summary, programme.summary_en AS "summaryEn", programme.summary_simple AS "summarySimple",
         programme.schedule_text AS "scheduleText", programme.frequency, whole.slug AS "partOf",
         json_build_object('slug', organization.slug, 'name', organization.name, 'nameEn', organization.name_en)
           AS organization,
         ${nextOn('programme', '$1')} AS "nextOn"
       FROM programmes programme
       JOIN organizations organization ON organization.id = programme.organization_id
       LEFT JOIN programmes whole ON whole.id = programme.part_of_id
       WHERE ${programmeConditions(wanted, parameters).join(' AND ')}
       ORDER BY organization.slug, programme.position, programme.key`,
      parameters,
    );
  }

  /** Those of which nothing dated is to come, nor of any of their parts; `limit` of them are named. */
  async undated(wanted: ProgrammesWanted, today: CivilDate, limit: number): Promise<Undated> {
    const parameters: unknown[] = [today];
    const conditions = programmeConditions(wanted, parameters);
    parameters.push(limit);
    const rows: { count: number; slugs: string[] }[] = await this.db.query(
      `WITH RECURSIVE listed AS (
         SELECT programme.id, programme.slug, programme.part_of_id, programme.position, programme.key,
           organization.slug AS town, ${nextOn('programme', '$1')} IS NOT NULL AS is_dated
         FROM programmes programme JOIN organizations organization ON organization.id = programme.organization_id
         WHERE ${conditions.join(' AND ')}
       ), tree AS (
         SELECT id, slug, is_dated, id AS whole FROM listed
         WHERE part_of_id IS NULL OR part_of_id NOT IN (SELECT id FROM listed)
         UNION ALL
         SELECT listed.id, listed.slug, listed.is_dated, tree.whole
         FROM listed JOIN tree ON listed.part_of_id = tree.id
       ), undated AS (
         SELECT whole, array_agg(slug) AS slugs FROM tree GROUP BY whole HAVING NOT bool_or(is_dated)
       )
       SELECT undated.slugs, (count(*) OVER ())::int AS count
       FROM undated JOIN listed ON listed.id = undated.whole
       ORDER BY listed.town, listed.position, listed.key LIMIT $${parameters.length}`,
      parameters,
    );
    return { count: rows[0]?.count ?? 0, slugs: rows.flatMap(({ slugs }) => slugs) };
  }
}

/** Conditions on `programme` and `organization`; parameter 1 is today's date. */
function programmeConditions(wanted: ProgrammesWanted, parameters: unknown[]): string[] {
  const conditions = [`programme.status <> 'ended'`];
  const where = (value: unknown, condition: (parameter: string) => string) => {
    if (value === undefined || value === null) return;
    parameters.push(value);
    conditions.push(condition(`$${parameters.length}`));
  };
  where(wanted.town, (slug) => runByTown('programme.id', 'programme.organization_id', slug));
  where(wanted.kind, (kind) => `programme.kind = ${kind}`);
  where(someOf(wanted.audience), (audiences) => `programme.audiences && ${audiences}::text[]`);
  where(wanted.slugs, (slugs) => `programme.slug = ANY(${slugs}::text[])`);
  where(wanted.programmes, (ids) => `programme.id = ANY(${ids}::uuid[])`);
  if (wanted.anonymous) conditions.push('programme.anonymous');
  if (wanted.lookOnly) conditions.push('programme.look_only');
  const { venue, online, walkIn, stepFree } = wanted;
  if (venue || online || walkIn || stepFree) {
    const ofSession = conditionsOf({ venue, online, walkIn, stepFree }, parameters);
    // A course of which no session is planned yet has no place, but a way in; one of a year that is over has none.
    const unplanned = `EXISTS (SELECT FROM courses course WHERE course.programme_id = programme.id
      AND course.fiscal_year >= extract(year FROM $1::date - interval '3 months')
      AND course.registration_mode = 'none' AND NOT EXISTS (SELECT FROM sessions WHERE course_id = course.id))`;
    conditions.push(`(programme.id = ANY(ARRAY(
      SELECT unnest(session.programme_id || session.also_for_ids) FROM sessions session
      WHERE (session.starts_on IS NULL OR coalesce(session.ends_on, session.starts_on) >= $1::date)
        AND session.status = 'scheduled' AND ${ofSession.join(' AND ')}))
      ${walkIn && !venue && !online && !stepFree ? `OR ${unplanned}` : ''})`);
  }
  return conditions;
}
