import type { DataSource } from 'typeorm';
import type { StaffScope } from '../../programmes/programme-access.js';
import { plainNickname } from '../../registrations/desk/nickname.sql.js';
import type { Channel, RegistrationStatus } from '../../registrations/domain/statuses.js';
import { personOfRegistration, samePersonOfRegistration } from './person-key.sql.js';

/** One person in a list. */
export interface PersonRow {
  /** Of their oldest registration that the reader may see. */
  readonly id: string;
  readonly organizationId: string;
  readonly organization: string;
  readonly timeZone: string;
  /** As in the latest of these registrations. */
  readonly nickname: string;
  readonly code: string;
  readonly relation: string | null;
  readonly municipality: string | null;
  readonly status: RegistrationStatus;
  readonly channel: Channel;
  readonly programme: string;
  readonly programmeEn: string | null;
  readonly erasedAt: Date | null;
  readonly registrations: number;
  readonly latestAt: Date;
  /** The same, to the microsecond, for the place of the next page. */
  readonly position: string;
}

/** What people are looked for by. `within`: where the reader may look for addresses. */
export type PeopleSought =
  | { readonly by: 'all' }
  | { readonly by: 'number'; readonly code: string }
  | { readonly by: 'nickname'; readonly typed: string }
  | { readonly by: 'address'; readonly contactKey: string; readonly within: StaffScope };

export interface PageSought {
  readonly after: { readonly at: string; readonly id: string } | null;
  readonly limit: number;
}

const inScope = (organizations: string, programmes: string) =>
  `(registration.organization_id = ANY(${organizations}::uuid[]) OR registration.programme_id = ANY(${programmes}::uuid[]))`;

/** SQL of what makes a registration one that was looked for, and its values from $6 on. */
function soughtSql(sought: PeopleSought): { readonly sql: string; readonly values: readonly unknown[] } {
  switch (sought.by) {
    case 'all':
      return { sql: 'true', values: [] };
    case 'number':
      return { sql: 'registration.code = $6', values: [sought.code] };
    case 'address':
      return {
        sql: `registration.contact_key = $6 AND ${inScope('$7', '$8')}`,
        values: [sought.contactKey, sought.within.organizations, sought.within.programmes],
      };
    case 'nickname': {
      const wanted = plainNickname('$6::text');
      return {
        sql: `${wanted} <> '' AND registration.erased_at IS NULL AND (
          strpos(${plainNickname('registration.nickname')}, ${wanted}) > 0
          OR EXISTS (SELECT FROM companions companion WHERE companion.registration_id = registration.id
            AND strpos(${plainNickname('companion.nickname')}, ${wanted}) > 0))`,
        values: [sought.typed],
      };
    }
  }
}

/**
 * People with a registration that was looked for, those with the latest registration first. Reads the registrations of the whole
 * scope.
 */
export function peopleSought(
  db: DataSource,
  { organizations, programmes }: StaffScope,
  sought: PeopleSought,
  { after, limit }: PageSought,
): Promise<PersonRow[]> {
  const { sql, values } = soughtSql(sought);
  return db.query(
    `WITH visible AS (
       SELECT registration.id, registration.organization_id, registration.created_at,
         ${personOfRegistration('registration')} AS person, ${sql} AS is_sought
       FROM registrations registration ${samePersonOfRegistration('registration')}
       WHERE ${inScope('$1', '$2')}
     ), people AS (
       SELECT (array_agg(id ORDER BY created_at, id))[1] AS id,
         (array_agg(id ORDER BY created_at DESC, id DESC))[1] AS latest_id, max(created_at) AS latest_at,
         count(*)::int AS registrations
       FROM visible GROUP BY organization_id, person HAVING bool_or(is_sought)
     )
     SELECT people.id, registration.organization_id AS "organizationId", organization.name AS organization,
       organization.time_zone AS "timeZone", registration.nickname, registration.code, registration.relation,
       registration.municipality, registration.status, registration.channel, programme.title AS programme,
       programme.title_en AS "programmeEn", registration.erased_at AS "erasedAt", people.registrations,
       people.latest_at AS "latestAt", people.latest_at::text AS position
     FROM people
     JOIN registrations registration ON registration.id = people.latest_id
     JOIN organizations organization ON organization.id = registration.organization_id
     JOIN programmes programme ON programme.id = registration.programme_id
     WHERE $3::timestamptz IS NULL OR (people.latest_at, people.id) < ($3, $4::uuid)
     ORDER BY people.latest_at DESC, people.id DESC
     LIMIT $5`,
    [organizations, programmes, after?.at ?? null, after?.id ?? null, limit, ...values],
  );
}
