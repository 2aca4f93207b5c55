import type { DataSource, EntityManager } from 'typeorm';
import type { SessionRow } from './session-view.js';

/** Which sessions; every condition that is left out does not restrict. Dates are civil, `YYYY-MM-DD`, both inclusive. */
export interface SessionFilter {
  readonly ids?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  /** Slug of the organization. */
  readonly organization?: string;
  /** Slug of the programme. */
  readonly programme?: string;
  readonly course?: string;
  readonly kind?: string;
  readonly audience?: string;
  /** Undated sessions come last, and only where asked for. */
  readonly includeUndated?: boolean;
  readonly limit?: number;
  /** Continue after this session in the order of date, time, id. */
  readonly after?: { readonly startsAt: Date; readonly id: string };
}

const SESSION = `
SELECT session.id,
  session.organization_id AS "organizationId", session.programme_id AS "programmeId",
  json_build_object('slug', organization.slug, 'name', organization.name, 'nameEn', organization.name_en)
    AS organization,
  json_build_object('slug', programme.slug, 'title', programme.title, 'titleEn', programme.title_en,
    'kind', programme.kind) AS programme,
  json_build_object('id', course.id, 'title', course.title, 'titleEn', course.title_en) AS course,
  session.number, session.title, session.topic, session.format, session.lecturer, session.date_state AS "dateState",
  session.date_text AS "dateText", session.starts_on AS "startsOn", session.ends_on AS "endsOn",
  to_char(session.start_time, 'HH24:MI') AS "startTime", to_char(session.end_time, 'HH24:MI') AS "endTime",
  to_char(session.doors_open, 'HH24:MI') AS "doorsOpen", session.duration_text AS "durationText",
  session.starts_at AS "startsAt", session.ends_at AS "endsAt", session.time_zone AS "timeZone",
  CASE WHEN venue.id IS NOT NULL THEN json_build_object('name', venue.name, 'nameEn', venue.name_en,
    'address', venue.address, 'access', venue.access, 'online', venue.online) END AS venue,
  session.segments, session.status, session.cancel_reason AS "cancelReason",
  course.registration_mode AS mode, course.opens_at AS "opensAt", course.closes_at AS "closesAt",
  course.waiting_list AS "waitingList",
  (SELECT coalesce(json_agg(json_build_object('id', pool.id, 'key', pool.key, 'label', pool.label,
     'labelEn', pool.label_en, 'unit', pool.unit, 'capacity', pool.capacity, 'capacityStated', pool.capacity_stated,
     'taken', pool.taken) ORDER BY pool.position, pool.key), '[]')
   FROM seat_pools pool WHERE pool.session_id = session.id) AS pools
FROM sessions session
JOIN courses course ON course.id = session.course_id
JOIN programmes programme ON programme.id = session.programme_id
JOIN organizations organization ON organization.id = session.organization_id
LEFT JOIN venues venue ON venue.id = session.venue_id`;

/** Sessions in the order of date, time and id, with their pools: one query, whatever their number. */
export async function selectSessions(
  db: DataSource | EntityManager,
  filter: SessionFilter,
): Promise<SessionRow[]> {
  const parameters: unknown[] = [];
  const conditions: string[] = [];
  const where = (value: unknown, condition: (parameter: string) => string) => {
    if (value === undefined) return;
    parameters.push(value);
    conditions.push(condition(`$${parameters.length}`));
  };
  where(filter.ids, (ids) => `session.id = ANY(${ids}::uuid[])`);
  where(filter.from, (from) =>
    filter.includeUndated
      ? `(session.starts_on IS NULL OR coalesce(session.ends_on, session.starts_on) >= ${from}::date)`
      : `coalesce(session.ends_on, session.starts_on) >= ${from}::date`,
  );
  where(filter.to, (to) => `session.starts_on <= ${to}::date`);
  where(filter.organization, (slug) => `organization.slug = ${slug}`);
  where(filter.programme, (slug) => `programme.slug = ${slug}`);
  where(filter.course, (id) => `session.course_id = ${id}::uuid`);
  where(filter.kind, (kind) => `programme.kind = ${kind}`);
  where(filter.audience, (audience) => `${audience} = ANY(programme.audiences)`);
  if (!filter.includeUndated && !filter.ids) conditions.push('session.starts_at IS NOT NULL');
  if (filter.after) {
    parameters.push(filter.after.startsAt, filter.after.id);
    conditions.push(`(session.starts_at, session.id) > ($${parameters.length - 1}, $${parameters.length})`);
  }
  let sql = `${SESSION} ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
    ORDER BY session.starts_at NULLS LAST, session.id`;
  if (filter.limit !== undefined) {
    parameters.push(filter.limit);
    sql += ` LIMIT $${parameters.length}`;
  }
  return db.query(sql, parameters);
}
