import type { EntityManager } from 'typeorm';
import type { ListedEvent } from '../../registrations/listing/listed-event.js';
import { FEED_SCOPE, type FeedScope, feedParameters } from '../feeds/feed.queries.js';

/** Events that are in memory at a time, and written without a pause: some hundred kilobytes, some ten milliseconds. */
const AT_A_TIME = 100;

const EVENTS = `${FEED_SCOPE}
  SELECT session.id, session.list_number AS "listNumber", session.number, session.title, session.topic, session.format,
    session.lecturer, session.segments, session.starts_on AS "startsOn", to_char(session.start_time, 'HH24:MI') AS "startTime",
    session.ends_on AS "endsOn", to_char(session.end_time, 'HH24:MI') AS "endTime",
    to_char(session.doors_open, 'HH24:MI') AS "doorsOpen", session.duration_text AS "durationText",
    session.time_zone AS "timeZone", session.status, session.cancel_reason AS "cancelReason",
    json_build_object('name', organization.name, 'kind', organization.kind, 'timeZone', organization.time_zone,
      'municipalityCode', organization.municipality_code, 'municipalityName', organization.municipality_name,
      'contactName', organization.contact_name, 'contactTel', organization.contact_tel) AS organization,
    json_build_object('title', programme.title, 'titleKana', programme.title_kana, 'titleEn', programme.title_en,
      'summary', programme.summary, 'description', programme.description, 'audience', programme.audience,
      'fee', programme.fee, 'contact', programme.contact, 'contactTel', programme.contact_tel,
      'contactExtension', programme.contact_extension, 'registrationText', programme.registration_text,
      'notes', programme.notes) AS programme,
    json_build_object('mode', course.registration_mode, 'notes', course.notes) AS course, course.closes_at AS "closesAt", course.channels,
    session.registration_closed_at AS "registrationClosedAt",
    ARRAY(SELECT host.name FROM programme_hosts host WHERE host.programme_id = programme.id AND host.role = 'organizer'
          ORDER BY host.position, host.name) AS organizers,
    ARRAY(SELECT served.title FROM programmes served WHERE served.id = ANY(session.also_for_ids)
          ORDER BY served.position, served.key) AS "alsoFor",
    CASE WHEN venue.id IS NOT NULL THEN json_build_object('name', venue.name, 'address', venue.address,
      'building', venue.building, 'latitude', venue.latitude, 'longitude', venue.longitude, 'access', venue.access,
      'parking', venue.parking) END AS venue,
    (SELECT coalesce(json_agg(json_build_object('label', pool.label, 'unit', pool.unit, 'capacity', pool.capacity,
       'capacityStated', pool.capacity_stated) ORDER BY pool.position, pool.key), '[]')
     FROM seat_pools pool WHERE pool.session_id = session.id) AS pools
  FROM shown session
  JOIN courses course ON course.id = session.course_id
  JOIN programmes programme ON programme.id = session.programme_id
  JOIN organizations organization ON organization.id = session.organization_id
  LEFT JOIN venues venue ON venue.id = session.venue_id
  WHERE session.date_state = 'dated'
  ORDER BY session.starts_on, session.start_time NULLS FIRST, session.id`;

/**
 * The dated sessions of a scope, cancelled ones too, in the order of date, time and id; some at a time, however many there are.
 * @param tx a transaction that sees one state of the database throughout, and that nothing else uses meanwhile
 */
export async function* listedEvents(
  tx: EntityManager,
  scope: FeedScope,
): AsyncGenerator<readonly ListedEvent[]> {
  await tx.query(`DECLARE event_list NO SCROLL CURSOR FOR ${EVENTS}`, feedParameters(scope));
  for (;;) {
    const events: ListedEvent[] = await tx.query(`FETCH ${AT_A_TIME} FROM event_list`);
    if (events.length === 0) return;
    yield events;
  }
}
