import type { DataSource } from 'typeorm';
import type { WebhookEvent } from '../organizations/webhooks/webhook-events.js';
import type { ProgrammePage } from '../registrations/public/programme-pages.queries.js';

/** What an organization has set that matters to those whose data it keeps. */
export interface OrganizationSettings {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly kind: string;
  readonly contactName: string | null;
  readonly contactEmail: string | null;
  readonly contactTel: string | null;
  readonly senderName: string | null;
  readonly timeZone: string;
  readonly sensitiveAnswersDays: number;
  readonly secondFactorRequired: boolean;
  readonly privacyNote: string | null;
}

/** Who stands beside a programme, and what they were given to do. */
export interface HostRow {
  readonly role: 'organizer' | 'co_host' | 'supporter' | 'sponsor' | 'operator';
  readonly name: string;
  readonly rights: string | null;
  /** True where its staff can sign in here. */
  readonly signsIn: boolean;
  /** True where it is the organization that owns the programme. */
  readonly isOwner: boolean;
}

/** A programme in which somebody is registered, or can be: whenever it was, whether or not it goes on. */
export interface HoldingProgramme {
  readonly title: string;
  readonly titleEn: string | null;
  readonly hosts: readonly HostRow[];
  /** True where a draw decides in one of its courses. */
  readonly draws: boolean;
  /** True where one of its courses lets people in as members. */
  readonly hasMembers: boolean;
}

/** A programme for which one can register now or later. */
export interface AskingProgramme
  extends Pick<ProgrammePage, 'asks' | 'questions' | 'eligibility' | 'prerequisites'> {
  readonly slug: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly courses: readonly Pick<ProgrammePage['courses'][number], 'maxPeople' | 'lottery' | 'mode'>[];
  /** Municipalities for which seats are kept in sessions to come. */
  readonly keptFor: readonly string[];
  readonly remindsAhead: boolean;
}

/** What other systems get or may read. */
export interface MachineRow {
  /** What addresses of other systems are told of, paused ones left out. */
  readonly events: readonly WebhookEvent[];
  /** True where a token that is good reads or writes what has people in it. */
  readonly readsPeople: boolean;
}

const SETTINGS = `SELECT id, slug, name, name_en AS "nameEn", kind, contact_name AS "contactName",
    contact_email AS "contactEmail", contact_tel AS "contactTel", sender_name AS "senderName", time_zone AS "timeZone",
    sensitive_answers_days AS "sensitiveAnswersDays", second_factor_required AS "secondFactorRequired",
    privacy_note AS "privacyNote"
  FROM organizations`;

/** All organizations, by name. */
export function allSettings(db: DataSource): Promise<OrganizationSettings[]> {
  return db.query(`${SETTINGS} ORDER BY name, slug`);
}

/** One organization by its slug; undefined where there is none. */
export async function settingsOf(db: DataSource, slug: string): Promise<OrganizationSettings | undefined> {
  const [row]: OrganizationSettings[] = await db.query(`${SETTINGS} WHERE slug = $1`, [slug]);
  return row;
}

/**
 * Programmes whose registrations staff may look at. The guard knows no year and no end of a programme (`programme-access.ts`), so this
 * knows none either.
 */
export function holdingProgrammes(db: DataSource, organizationId: string): Promise<HoldingProgramme[]> {
  return db.query(
    `SELECT programme.title, programme.title_en AS "titleEn",
       (SELECT coalesce(json_agg(json_build_object('role', host.role, 'name', host.name, 'rights', host.rights,
          'signsIn', host.host_organization_id IS NOT NULL,
          'isOwner', coalesce(host.host_organization_id = programme.organization_id, false)) ORDER BY host.position), '[]')
        FROM programme_hosts host WHERE host.programme_id = programme.id) AS hosts,
       EXISTS (SELECT FROM courses course WHERE course.programme_id = programme.id AND course.lottery IS NOT NULL) AS draws,
       EXISTS (SELECT FROM courses course WHERE course.programme_id = programme.id
         AND course.registration_mode = 'members') AS "hasMembers"
     FROM programmes programme
     WHERE programme.organization_id = $1 AND (
       EXISTS (SELECT FROM courses course WHERE course.programme_id = programme.id
         AND course.registration_mode IN ('course', 'session', 'both', 'members') AND programme.status <> 'ended')
       OR EXISTS (SELECT FROM courses course JOIN registrations registration ON registration.course_id = course.id
         WHERE course.programme_id = programme.id))
     ORDER BY programme.position, programme.key`,
    [organizationId],
  );
}

/** True while an answer to a sensitive question is kept, whatever is asked now. */
export async function hasSensitiveAnswers(db: DataSource, organizationId: string): Promise<boolean> {
  const [row]: { found: boolean }[] = await db.query(
    'SELECT EXISTS (SELECT FROM sensitive_answers WHERE organization_id = $1) AS found',
    [organizationId],
  );
  return row?.found ?? false;
}

/** Programmes that go on, with the courses of the fiscal year `year` and later for which one registers here. */
export function askingProgrammes(
  db: DataSource,
  { organizationId, year, now }: { organizationId: string; year: number; now: Date },
): Promise<AskingProgramme[]> {
  return db.query(
    `SELECT programme.slug, programme.title, programme.title_en AS "titleEn", programme.asks, programme.questions,
       programme.eligibility, jsonb_array_length(programme.reminders) > 0 AS "remindsAhead",
       (SELECT coalesce(json_agg(json_build_object('key', first.key, 'slug', first.slug, 'title', first.title,
          'titleEn', first.title_en) ORDER BY first.position, first.key), '[]')
        FROM programmes first WHERE first.organization_id = programme.organization_id AND first.key IN
          (SELECT rule.value ->> 'programme' FROM jsonb_array_elements(programme.eligibility) rule)) AS prerequisites,
       json_agg(json_build_object('maxPeople', course.max_people, 'lottery', course.lottery,
         'mode', course.registration_mode) ORDER BY course.id) AS courses,
       ARRAY(SELECT DISTINCT town FROM sessions session JOIN seat_pools pool ON pool.session_id = session.id
         CROSS JOIN LATERAL unnest(pool.kept_for) town
         WHERE session.programme_id = programme.id AND pool.kept_until > $3 ORDER BY town) AS "keptFor"
     FROM programmes programme JOIN courses course ON course.programme_id = programme.id
       AND course.registration_mode IN ('course', 'session', 'both', 'members') AND course.fiscal_year >= $2
     WHERE programme.organization_id = $1 AND programme.status <> 'ended'
     GROUP BY programme.id
     ORDER BY programme.position, programme.key`,
    [organizationId, year, now],
  );
}

/** Scopes by which another system meets data about people; to write answers with what is written. */
const PERSONAL_AREAS = '^(registrations|attendance|people|messages):';

/** Other systems of an organization: those that are told something, and those that may ask. */
export async function machinesOf(db: DataSource, organizationId: string, now: Date): Promise<MachineRow> {
  const [row]: MachineRow[] = await db.query(
    `SELECT ARRAY(SELECT DISTINCT event FROM webhooks CROSS JOIN LATERAL unnest(events) event
         WHERE organization_id = $1 AND paused_at IS NULL ORDER BY event) AS events,
       EXISTS (SELECT FROM api_tokens token JOIN api_token_roles role ON role.token_id = token.id
         WHERE role.organization_id = $1 AND token.revoked_at IS NULL
           AND (token.expires_at IS NULL OR token.expires_at > $2)
           AND (token.scopes IS NULL OR EXISTS (SELECT FROM unnest(token.scopes) scope WHERE scope ~ $3))) AS "readsPeople"`,
    [organizationId, now, PERSONAL_AREAS],
  );
  return row as MachineRow;
}
