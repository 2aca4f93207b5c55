import type { MessageFilter } from './message.dto.js';
import { FILTERED, fromMessages, IN_SCOPE, SELECT_MESSAGE } from './messages.queries.js';

/**
 * What messages can be limited to, the narrowest first, and the ids of all that those messages can be about. A list of one session
 * must not read the ledger of its town, however long that is.
 */
const SUBJECTS = {
  registration: 'SELECT $8::uuid UNION ALL SELECT id FROM places WHERE registration_id = $8',
  session: `SELECT id FROM places WHERE session_id = $5 UNION ALL SELECT registration_id FROM places WHERE session_id = $5`,
  course: subjectsIn('of_course.course_id = $6'),
  programme: subjectsIn('of_course.programme_id IN (SELECT id FROM programmes WHERE slug = $7)'),
} as const satisfies Partial<Record<keyof MessageFilter, string>>;

/** Programmes in scope of which only the registrations are: those that others host with them. */
const HOSTED = subjectsIn('of_course.programme_id = ANY ($2::uuid[])');

/** SQL: ids of registrations that hold this, and of their places. */
function subjectsIn(holds: string): string {
  return `SELECT of_course.id FROM registrations of_course WHERE ${holds}
    UNION ALL SELECT held.id FROM places held
    JOIN registrations of_course ON of_course.id = held.registration_id WHERE ${holds}`;
}

/** SQL: messages about these, by their index; no plan reads others first, whatever the planner makes of their order. */
function about(subjects: string): string {
  return `WITH asked AS MATERIALIZED (SELECT * FROM messages WHERE subject_id = ANY (ARRAY(${subjects})))`;
}

const AFTER = `($11::uuid IS NULL OR (m.created_at, m.id) < (
  SELECT seen.created_at, seen.id FROM messages seen WHERE seen.id = $11))`;
const NEWEST = 'ORDER BY m.created_at DESC, m.id DESC LIMIT $12';
const NEWEST_OF_ALL = 'ORDER BY "createdAt" DESC, id DESC LIMIT $12';

/**
 * The ledger, newest first: of each organization the newest that hold what is asked for, by the index of its ledger, then the
 * newest of all. Parameters as in FILTERED, $11 id of the last message already seen or null, $12 how many.
 */
const OF_ALL = `
  SELECT * FROM (
    SELECT newest.* FROM unnest($1::uuid[]) AS town (id) CROSS JOIN LATERAL (
      ${SELECT_MESSAGE} ${fromMessages()} WHERE m.organization_id = town.id AND ${FILTERED} AND ${AFTER} ${NEWEST}
    ) newest
    UNION ALL (
      ${about(HOSTED)}
      ${SELECT_MESSAGE} ${fromMessages('asked')}
      WHERE m.organization_id <> ALL ($1) AND ${IN_SCOPE} AND ${FILTERED} AND ${AFTER} ${NEWEST}
    )
  ) listed ${NEWEST_OF_ALL}`;

/** One page of messages that this filter lets through. */
export function pageOf(filter: MessageFilter): string {
  const subjects = subjectsOf(filter);
  if (!subjects) return OF_ALL;
  return `${about(subjects)} ${SELECT_MESSAGE} ${fromMessages('asked')}
    WHERE ${IN_SCOPE} AND ${FILTERED} AND ${AFTER} ${NEWEST}`;
}

/** How many of them there are. Without $11 and $12. */
export function countOf(filter: MessageFilter): string {
  const subjects = subjectsOf(filter);
  return `${subjects ? about(subjects) : ''} SELECT count(*)::int AS count ${fromMessages(subjects ? 'asked' : 'messages')}
    WHERE ${IN_SCOPE} AND ${FILTERED}`;
}

function subjectsOf(filter: MessageFilter): string | undefined {
  const narrowest = (['registration', 'session', 'course', 'programme'] as const).find((by) => filter[by]);
  return narrowest && SUBJECTS[narrowest];
}
