import type { DataSource } from 'typeorm';
import { plainNickname } from '../../registrations/desk/nickname.sql.js';
import {
  contactKeyOfRegistration,
  personOfRegistration,
  samePersonOfRegistration,
} from './person-key.sql.js';

/** Somebody who is perhaps the same person as another. */
export interface LikelySame {
  /** Of their oldest registration. */
  readonly id: string;
  readonly nickname: string;
  readonly code: string;
  readonly relation: string | null;
  readonly municipality: string | null;
  readonly registrations: number;
  readonly hasAddress: boolean;
  /** What they have in common. */
  readonly nicknameAlike: boolean;
  readonly addressAlike: boolean;
  readonly relationAlike: boolean;
  readonly municipalityAlike: boolean;
}

/** How many are suggested at most. */
const MOST = 10;

/**
 * Other people of the organization that have a nickname in common with one, whatever its letters, or a mail address that one of
 * both was written to; those with most in common first. Nobody who was erased.
 * @param keys of the person, `registrations` theirs
 */
export function likelySame(
  db: DataSource,
  {
    organizationId,
    keys,
    registrations,
  }: {
    readonly organizationId: string;
    readonly keys: readonly string[];
    readonly registrations: readonly string[];
  },
): Promise<LikelySame[]> {
  const nickname = plainNickname('registration.nickname');
  return db.query(
    `WITH mine AS (
       SELECT registration.id, registration.relation, registration.municipality, registration.email, ${nickname} AS nickname
       FROM registrations registration WHERE registration.id = ANY($3::uuid[]) AND registration.erased_at IS NULL
     ), addresses AS (
       SELECT email AS address FROM mine WHERE email IS NOT NULL
       UNION SELECT recipient FROM messages WHERE organization_id = $1 AND recipient <> '' AND subject_id = ANY (ARRAY(
         SELECT id FROM mine UNION ALL SELECT id FROM places WHERE registration_id IN (SELECT id FROM mine)))
     ), written AS (
       SELECT coalesce(place.registration_id, message.subject_id) AS id
       FROM messages message LEFT JOIN places place ON place.id = message.subject_id
       WHERE message.organization_id = $1 AND message.recipient IN (SELECT address FROM addresses)
     ), others AS (
       SELECT registration.*, ${personOfRegistration('registration')} AS person,
         ${nickname} <> '' AND ${nickname} IN (SELECT nickname FROM mine) AS nickname_alike,
         registration.email IN (SELECT address FROM addresses)
           OR registration.id IN (SELECT id FROM written) AS address_alike
       FROM registrations registration ${samePersonOfRegistration('registration')}
       WHERE registration.organization_id = $1 AND registration.erased_at IS NULL
         AND ${contactKeyOfRegistration('registration')} <> ALL($2::text[])
     )
     SELECT (array_agg(id ORDER BY created_at, id))[1] AS id, (array_agg(nickname ORDER BY created_at DESC, id DESC))[1] AS nickname,
       (array_agg(code ORDER BY created_at DESC, id DESC))[1] AS code,
       (array_agg(relation ORDER BY created_at DESC, id DESC))[1] AS relation,
       (array_agg(municipality ORDER BY created_at DESC, id DESC))[1] AS municipality,
       count(*)::int AS registrations, bool_or(email IS NOT NULL) AS "hasAddress",
       bool_or(nickname_alike) AS "nicknameAlike", coalesce(bool_or(address_alike), false) AS "addressAlike",
       coalesce(bool_or(relation IN (SELECT relation FROM mine)), false) AS "relationAlike",
       coalesce(bool_or(municipality IN (SELECT municipality FROM mine)), false) AS "municipalityAlike"
     FROM others GROUP BY person
     HAVING bool_or(nickname_alike) OR bool_or(address_alike)
     ORDER BY "addressAlike" DESC, "municipalityAlike" DESC, "relationAlike" DESC, max(created_at) DESC, id
     LIMIT ${MOST}`,
    [organizationId, keys, registrations],
  );
}

/** People of these organizations who share a nickname: how many, and one of them to begin with. */
export interface LikelyGroup {
  readonly id: string;
  readonly nickname: string;
  readonly organization: string;
  readonly people: number;
}

/** How many groups a list shows at most. */
const MOST_GROUPS = 50;

/** Nicknames that several people have, whatever their letters, the most frequent first. */
export function likelyGroups(db: DataSource, organizations: readonly string[]): Promise<LikelyGroup[]> {
  return db.query(
    `SELECT (array_agg(known.id ORDER BY known.created_at, known.id))[1] AS id,
       (array_agg(known.nickname ORDER BY known.created_at DESC, known.id))[1] AS nickname,
       organization.name AS organization, count(DISTINCT known.person)::int AS people
     FROM (
       SELECT registration.*, ${personOfRegistration('registration')} AS person,
         ${plainNickname('registration.nickname')} AS likeness
       FROM registrations registration ${samePersonOfRegistration('registration')}
       WHERE registration.organization_id = ANY($1::uuid[]) AND registration.erased_at IS NULL
     ) known JOIN organizations organization ON organization.id = known.organization_id
     WHERE known.likeness <> ''
     GROUP BY known.organization_id, organization.name, known.likeness
     HAVING count(DISTINCT known.person) > 1
     ORDER BY people DESC, max(known.created_at) DESC, 1
     LIMIT ${MOST_GROUPS}`,
    [organizations],
  );
}
