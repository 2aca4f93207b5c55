const MESSAGE = `
  SELECT m.id, o.slug AS organization, o.time_zone AS "timeZone", m.kind, m.recipient, m.state,
         m.due_at AS "dueAt", m.sent_at AS "sentAt", m.created_at AS "createdAt", m.attempts, m.outcome
  FROM messages m JOIN organizations o ON o.id = m.organization_id`;

/**
 * The ledger, newest first. $1 organization ids (the scope), $2 state or null, $3 kind or null, $4 session or null, $5 id of
 * the last message already seen or null, $6 how many. A message is about a session where it is about one of its places or
 * about a registration that holds one.
 */
export const MESSAGES = `${MESSAGE}
  WHERE m.organization_id = ANY ($1)
    AND ($2::text IS NULL OR m.state = $2)
    AND ($3::text IS NULL OR m.kind = $3)
    AND ($4::uuid IS NULL OR m.subject_id IN (
      SELECT id FROM places WHERE session_id = $4 UNION SELECT registration_id FROM places WHERE session_id = $4))
    AND ($5::uuid IS NULL OR (m.created_at, m.id) < (
      SELECT seen.created_at, seen.id FROM messages seen WHERE seen.id = $5 AND seen.organization_id = ANY ($1)))
  ORDER BY m.created_at DESC, m.id DESC
  LIMIT $6`;

/** One message of these organizations ($1) by id ($2). */
export const MESSAGE_BY_ID = `${MESSAGE} WHERE m.organization_id = ANY ($1) AND m.id = $2`;
