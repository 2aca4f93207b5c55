import type { DataSource, EntityManager } from 'typeorm';
import type { OwnedProgramme } from '../../programmes/programme-access.js';
import { contactKeyOfRegistration, hasContactKey, samePersonOfRegistration } from './person-key.sql.js';

/** A registration of a person, as far as it takes to find them and to say who may see it. */
export interface PersonsRegistration extends OwnedProgramme {
  readonly id: string;
  readonly courseId: string;
  readonly code: string;
  /** The key by which records know its contact: see `person-key.sql.ts`. */
  readonly key: string;
  readonly erasedAt: Date | null;
}

/** Somebody, as one organization knows them. */
export interface Person {
  readonly organizationId: string;
  /** Of `same_people`; null: they have one key, and nobody said that they have others. */
  readonly personId: string | null;
  readonly keys: readonly string[];
  /** All that they have with the organization, the oldest first; the oldest names them in addresses. */
  readonly registrations: readonly [PersonsRegistration, ...PersonsRegistration[]];
}

/**
 * The person whose registration this is; null where there is none. Any of their registrations leads to the same person: no hash of
 * an address stands in an address, and no link goes dead when people are merged or set apart again.
 */
export async function personOf(
  db: DataSource | EntityManager,
  registrationId: string,
): Promise<Person | null> {
  const rows: (PersonsRegistration & { personId: string | null; keys: string[] })[] = await db.query(
    `WITH me AS (
       SELECT registration.organization_id, ${contactKeyOfRegistration('registration')} AS key, same.person_id
       FROM registrations registration ${samePersonOfRegistration('registration')}
       WHERE registration.id = $1
     ), keys AS (
       SELECT key FROM me
       UNION SELECT same.key FROM same_people same JOIN me USING (organization_id, person_id)
     )
     SELECT registration.id, registration.organization_id AS "organizationId",
       registration.programme_id AS "programmeId", registration.course_id AS "courseId", registration.code,
       keys.key, registration.erased_at AS "erasedAt", me.person_id AS "personId",
       ARRAY(SELECT key FROM keys ORDER BY key) AS keys
     FROM me CROSS JOIN keys
     JOIN registrations registration ON registration.organization_id = me.organization_id
       AND ${hasContactKey('registration', 'keys.key')}
     ORDER BY registration.created_at, registration.id`,
    [registrationId],
  );
  const [first, ...others] = rows.map(({ personId: _person, keys: _keys, ...registration }) => registration);
  const [row] = rows;
  if (!first || !row) return null;
  const { organizationId, personId, keys } = row;
  return { organizationId, personId, keys, registrations: [first, ...others] };
}

/** Whether two that were found are one person. */
export function isSamePerson(one: Person, other: Person): boolean {
  return one.organizationId === other.organizationId && one.keys.some((key) => other.keys.includes(key));
}

/** One at a time in an organization: merging, setting apart and erasing read who is who before they write it. */
export async function lockPeople(tx: EntityManager, organizationId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`people:${organizationId}`]);
}
