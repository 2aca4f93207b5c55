const MESSAGE = `
  SELECT m.id, o.slug AS organization, o.time_zone AS "timeZone", m.kind, m.recipient, m.state,
         m.due_at AS "dueAt", m.sent_at AS "sentAt", m.created_at AS "createdAt", m.attempts, m.outcome
  FROM messages m JOIN organizations o ON o.id = m.organization_id`;

// Programmes of others that the organizations of $1 host with an organizer's rights: the ledger names recipients, and is for
// organizers alone, at home as with others. Where somebody is staff of the owner, their role there decides.
// A mail that lists somebody's links (recovery) is about all programmes of the owner, and for its own staff.
const hosted = (staffOf: string) => `
  WITH hosted AS (
    SELECT DISTINCT programme.id, programme.organization_id FROM programme_hosts host
    JOIN programmes programme ON programme.id = host.programme_id
    WHERE host.host_organization_id = ANY ($1) AND host.rights = 'organizer'
      AND programme.organization_id <> ALL (${staffOf})
  ), about AS (
    SELECT registration.id FROM registrations registration JOIN hosted ON hosted.id = registration.programme_id
    UNION ALL
    SELECT place.id FROM places place JOIN registrations registration ON registration.id = place.registration_id
    JOIN hosted ON hosted.id = registration.programme_id
  )`;
const IN_SCOPE = `
  m.organization_id = ANY (ARRAY(SELECT unnest($1::uuid[]) UNION SELECT organization_id FROM hosted))
    AND (m.organization_id = ANY ($1) OR m.kind <> 'recovery' AND m.subject_id IN (SELECT id FROM about))`;

/**
 * The ledger, newest first. $1 organization ids (the scope), $2 state or null, $3 kind or null, $4 session or null, $5 id of
 * the last message already seen or null, $6 how many, $7 ids of all organizations that the reader is staff of. A message is about a session where it is about one of its places or
 * about a registration that holds one.
 */
export const MESSAGES = `${hosted('$7')} ${MESSAGE}
  WHERE ${IN_SCOPE}
    AND ($2::text IS NULL OR m.state = $2)
    AND ($3::text IS NULL OR m.kind = $3)
    AND ($4::uuid IS NULL OR m.subject_id IN (
      SELECT id FROM places WHERE session_id = $4 UNION SELECT registration_id FROM places WHERE session_id = $4))
    AND ($5::uuid IS NULL OR (m.created_at, m.id) < (
      SELECT seen.created_at, seen.id FROM messages seen WHERE seen.id = $5))
  ORDER BY m.created_at DESC, m.id DESC
  LIMIT $6`;

/** One message of these organizations ($1) by id ($2); $3 is $7 above. */
export const MESSAGE_BY_ID = `${hosted('$3')} ${MESSAGE} WHERE ${IN_SCOPE} AND m.id = $2`;
