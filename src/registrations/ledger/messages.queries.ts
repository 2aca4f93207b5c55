import { LISTS_LOST_LINKS } from '../my/lost-links.js';

/** What a message is about: `place` and `session` where it is about one place, `registration` where it is about any. */
export const ABOUT = `
  LEFT JOIN places place ON place.id = m.subject_id
  LEFT JOIN registrations registration ON registration.id = coalesce(place.registration_id, m.subject_id)
  LEFT JOIN programmes programme ON programme.id = registration.programme_id
  LEFT JOIN sessions session ON session.id = coalesce(place.session_id, registration.session_id)`;

export const SELECT_MESSAGE = `
  SELECT m.id, o.slug AS organization, o.time_zone AS "timeZone", m.kind, nullif(m.recipient, '') AS recipient,
    m.state, m.due_at AS "dueAt", m.sent_at AS "sentAt", m.created_at AS "createdAt", m.settled_at AS "settledAt", m.attempts, m.outcome,
    CASE WHEN registration.id IS NOT NULL THEN json_build_object('registration', registration.id,
      'code', registration.code, 'nickname', registration.nickname, 'programme', programme.slug,
      'programmeTitle', programme.title, 'programmeTitleEn', programme.title_en, 'session', session.id,
      'number', session.number, 'startsOn', session.starts_on) END AS about,
    EXISTS (SELECT FROM mail_addresses address WHERE address.organization_id = m.organization_id
      AND address.recipient = m.recipient AND address.suppressed_at IS NOT NULL) AS "isSuppressed",
    m.state IN ('sent', 'uncertain', 'delayed', 'bounced', 'suppressed') AND CASE
      WHEN registration.id IS NULL OR ${LISTS_LOST_LINKS} THEN m.recipient <> ''
      ELSE registration.email IS NOT NULL AND (registration.mail_wanted <> 'none' OR m.kind = 'recovery')
    END AS "canGoAgain"`;

/** SQL: messages `m` with their organization `o` and what each is about. @param source table or name of a query with its columns */
export function fromMessages(source: 'messages' | 'asked' = 'messages'): string {
  return `FROM ${source} m JOIN organizations o ON o.id = m.organization_id ${ABOUT}`;
}

/**
 * SQL: true for messages of the organizations $1, and for those about registrations of single programmes $2 that others
 * host with them, without mails that list lost links.
 */
export const IN_SCOPE = `
  m.organization_id = ANY (ARRAY(
    SELECT unnest($1::uuid[]) UNION SELECT organization_id FROM programmes WHERE id = ANY ($2::uuid[])))
  AND (m.organization_id = ANY ($1) OR NOT ${LISTS_LOST_LINKS} AND registration.programme_id = ANY ($2))`;

/** Hours after which a message that still waits counts as one that did not arrive, whatever it is about. */
const LATE_HOURS = 6;
/** Hours before a session within which what is about it counts so sooner: after this many minutes. */
const SOON_HOURS = 24;
const LATE_MINUTES_SOON = 15;
/** Minutes after which what costs a way for nothing or a seat counts so. */
const LATE_MINUTES_URGENT = 30;
/** SQL: kinds whose silence costs somebody a way for nothing or a seat. */
const URGENT = `('changed', 'cancelled_session', 'offered')`;
/**
 * SQL: since when a message waits that was not sent yet. Each vain try puts off when it is due, which then says nothing of how
 * long it has waited.
 */
const WAITING_SINCE = `CASE m.state WHEN 'delayed' THEN least(m.created_at, m.due_at) ELSE m.due_at END`;
/** Days for which somebody is told of what did not arrive where nothing is to come for them. */
const PAST_DAYS = 30;

/**
 * SQL: true for what did not arrive, or waits for too long, and of which somebody still has to hear, at the instant `now`. Not what its reader wanted
 * no mail about, unless it costs them a way for nothing or a seat; nor what is over, was given up since, was followed by a
 * later mail about the same that did leave, or was put for the address that its registration has now. Needs ABOUT.
 */
export function isUndelivered(now: string): string {
  return `(
    m.settled_at IS NULL
    AND (
      m.state IN ('uncertain', 'bounced', 'suppressed')
        AND (m.outcome IS DISTINCT FROM 'unsubscribed' OR m.kind IN ${URGENT})
      OR m.state IN ('queued', 'delayed') AND ${WAITING_SINCE} < ${now}::timestamptz - CASE
        WHEN session.starts_at < ${now}::timestamptz + interval '${SOON_HOURS} hours' THEN interval '${LATE_MINUTES_SOON} minutes'
        WHEN m.kind IN ${URGENT} THEN interval '${LATE_MINUTES_URGENT} minutes'
        ELSE interval '${LATE_HOURS} hours' END
    )
    AND (session.ends_at IS NULL OR session.ends_at > ${now})
    AND (place.status <> 'released' OR place.released_at IS NULL OR m.created_at >= place.released_at)
    AND (registration.cancelled_at IS NULL OR m.created_at >= registration.cancelled_at)
    AND (
      m.created_at > ${now}::timestamptz - interval '${PAST_DAYS} days' OR registration.membership
      OR EXISTS (SELECT FROM places held JOIN sessions next ON next.id = held.session_id
        WHERE held.registration_id = registration.id AND held.status <> 'released'
          AND (next.starts_at IS NULL OR next.starts_at > ${now}))
    )
    AND NOT EXISTS (
      SELECT FROM messages later WHERE later.subject_id = m.subject_id AND later.created_at > m.created_at
        AND later.state = 'sent' AND (later.kind = m.kind
          OR later.kind IN ('changed', 'cancelled_session') AND m.kind IN ('changed', 'cancelled_session')))
    AND NOT EXISTS (
      SELECT FROM messages instead WHERE instead.recipient = registration.email AND instead.kind = m.kind
        AND instead.occasion = m.occasion AND instead.id <> m.id)
  )`;
}

/**
 * SQL: true for messages that hold what is asked for: $3 state or null, $4 kind or null, $5 session or null, $6 course or
 * null, $7 slug of a programme or null, $8 registration or null, $9 true: only what did not arrive, $10 now. A message is
 * about a session where it is about one of its places or about a registration that holds one.
 */
export const FILTERED = `
    ($3::text IS NULL OR m.state = $3)
    AND ($4::text IS NULL OR m.kind = $4)
    AND ($5::uuid IS NULL OR m.subject_id IN (
      SELECT id FROM places WHERE session_id = $5 UNION SELECT registration_id FROM places WHERE session_id = $5))
    AND ($6::uuid IS NULL OR registration.course_id = $6)
    AND ($7::text IS NULL OR programme.slug = $7)
    AND ($8::uuid IS NULL OR m.subject_id IN (
      SELECT $8::uuid UNION SELECT id FROM places WHERE registration_id = $8))
    AND (NOT $9::boolean OR ${isUndelivered('$10')})`;

/** One message in scope ($1, $2) by id ($3). */
export const MESSAGE_BY_ID = `${SELECT_MESSAGE} ${fromMessages()} WHERE ${IN_SCOPE} AND m.id = $3`;

/** Programmes in scope ($1, $2), for a choice among them. */
export const PROGRAMMES_IN_SCOPE = `
  SELECT slug, title, title_en AS "titleEn" FROM programmes
  WHERE organization_id = ANY ($1::uuid[]) OR id = ANY ($2::uuid[])
  ORDER BY title, slug`;

/** Messages about a registration ($1) and its places, newest first; $2 how many. Who may see them is for the caller to say. */
export const MESSAGES_OF_REGISTRATION = `${SELECT_MESSAGE},
    m.recipient <> '' AND m.recipient IS DISTINCT FROM registration.email AS "isOtherAddress"
  ${fromMessages()}
  WHERE m.subject_id IN (SELECT $1::uuid UNION SELECT id FROM places WHERE registration_id = $1)
  ORDER BY m.created_at DESC, m.id DESC
  LIMIT $2`;

/** What a list of the ledger is limited to, in words. $1, $2 the scope, $3 session, $4 course, $5 registration, each or null. */
export const LIMITED_TO = `
  SELECT session.number, session.starts_on AS "startsOn", session.id AS "sessionId", course.id AS "courseId",
    course.title AS course, programme.title AS programme, programme.title_en AS "programmeEn", registration.code,
    registration.nickname, registration.id AS "registrationId"
  FROM (SELECT $3::uuid AS session_id, $4::uuid AS course_id, $5::uuid AS registration_id) asked
  LEFT JOIN registrations registration ON registration.id = asked.registration_id
  LEFT JOIN sessions session ON session.id = asked.session_id
  JOIN courses course ON course.id = coalesce(asked.course_id, session.course_id, registration.course_id)
  JOIN programmes programme ON programme.id = course.programme_id
  WHERE programme.organization_id = ANY ($1::uuid[]) OR programme.id = ANY ($2::uuid[])`;

/** Minutes after which a letter should have left, were there a worker and a server. */
const OVERDUE_MINUTES = 15;

/**
 * SQL: letters of these organizations that should have left by `now`: how many, since when the first waits, and the zone of its
 * organization. One that its server has put off is none of them; one that no server has heard of is.
 */
export function overdueLetters(organizations: string, now: string): string {
  const latest = `${now}::timestamptz - interval '${OVERDUE_MINUTES} minutes'`;
  return `SELECT count(*)::int AS overdue, min(${WAITING_SINCE}) AS "overdueSince",
      (array_agg(o.time_zone ORDER BY ${WAITING_SINCE}))[1] AS "overdueZone"
    FROM messages m JOIN organizations o ON o.id = m.organization_id
    WHERE m.state IN ('queued', 'delayed') AND m.organization_id = ANY (${organizations}::uuid[])
      AND (m.due_at < ${latest} OR m.state = 'delayed' AND m.attempts = 0 AND m.created_at < ${latest})`;
}
