import type { RegistrationMode } from '../../programmes/course.entity.js';

/** A dated session with all that its calendar entry says, as read by the queries of this room. Civil values are those of `timeZone`. */
export interface EventRow {
  readonly id: string;
  readonly number: number | null;
  readonly title: string | null;
  readonly topic: string | null;
  readonly format: string | null;
  readonly lecturer: string | null;
  readonly startsOn: string;
  readonly startTime: string | null;
  readonly endsOn: string | null;
  readonly endTime: string | null;
  readonly doorsOpen: string | null;
  readonly durationText: string | null;
  readonly timeZone: string;
  /** Starts that were announced before, oldest first: `YYYY-MM-DDTHH:MM` or `YYYY-MM-DD`. */
  readonly previousStarts: readonly string[];
  readonly segments: readonly { readonly start: string; readonly topic: string }[];
  readonly status: 'scheduled' | 'cancelled';
  readonly cancelReason: string | null;
  readonly sequence: number;
  /** Latest of the session's last change and those of the programmes that it serves: the entry shows words of them all. */
  readonly changedAt: Date;
  readonly organizationName: string;
  readonly organizationNameEn: string | null;
  /** 主催 in the source's words, joined; null where the source names none. */
  readonly organizers: string | null;
  readonly programmeTitle: string;
  readonly programmeTitleEn: string | null;
  /** Titles of further programmes that the session serves, in their order. */
  readonly alsoFor: readonly { readonly title: string; readonly titleEn: string | null }[];
  readonly neutralTitle: string | null;
  readonly kind: string;
  readonly audience: string | null;
  readonly audiences: readonly string[];
  readonly fee: string | null;
  readonly contact: string | null;
  readonly contactTel: string | null;
  readonly contactExtension: string | null;
  readonly registrationText: string | null;
  readonly registrationMode: RegistrationMode;
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
  readonly venueName: string | null;
  readonly venueNameEn: string | null;
  readonly venueAddress: string | null;
  /** 方書: building, floor and room. */
  readonly venueBuilding: string | null;
  /** Degrees, WGS 84; null where the longitude is. */
  readonly venueLatitude: number | null;
  readonly venueLongitude: number | null;
  readonly venueAccess: string | null;
  /** Link of an online room: for holders of a place only. */
  readonly venueUrl: string | null;
}

/** SELECT list and joins of an `EventRow`; a query adds its own conditions on `session`, `programme`, `organization`. */
export const EVENT_COLUMNS = `
  session.id, session.number, session.title, session.topic, session.format, session.lecturer,
  session.starts_on AS "startsOn", to_char(session.start_time, 'HH24:MI') AS "startTime",
  session.ends_on AS "endsOn", to_char(session.end_time, 'HH24:MI') AS "endTime",
  to_char(session.doors_open, 'HH24:MI') AS "doorsOpen", session.duration_text AS "durationText",
  session.time_zone AS "timeZone", session.previous_starts AS "previousStarts", session.segments, session.status, session.cancel_reason AS "cancelReason",
  session.sequence, greatest(session.changed_at, programme.changed_at,
    (SELECT max(served.changed_at) FROM programmes served WHERE served.id = ANY(session.also_for_ids))) AS "changedAt",
  organization.name AS "organizationName", organization.name_en AS "organizationNameEn",
  (SELECT string_agg(host.name, '、' ORDER BY host.position, host.name) FROM programme_hosts host
   WHERE host.programme_id = programme.id AND host.role = 'organizer') AS organizers,
  programme.title AS "programmeTitle", programme.title_en AS "programmeTitleEn",
  (SELECT coalesce(json_agg(json_build_object('title', served.title, 'titleEn', served.title_en)
     ORDER BY served.position, served.key), '[]')
   FROM programmes served WHERE served.id = ANY(session.also_for_ids)) AS "alsoFor",
  programme.neutral_title AS "neutralTitle", programme.kind, programme.audience, programme.audiences, programme.fee,
  programme.contact, programme.contact_tel AS "contactTel", programme.contact_extension AS "contactExtension",
  programme.registration_text AS "registrationText", course.registration_mode AS "registrationMode",
  course.opens_at AS "opensAt", course.closes_at AS "closesAt",
  venue.name AS "venueName", venue.name_en AS "venueNameEn", venue.address AS "venueAddress",
  venue.building AS "venueBuilding", venue.latitude AS "venueLatitude", venue.longitude AS "venueLongitude",
  venue.access AS "venueAccess", venue.url AS "venueUrl"`;

export const EVENT_JOINS = `
  JOIN courses course ON course.id = session.course_id
  JOIN programmes programme ON programme.id = session.programme_id
  JOIN organizations organization ON organization.id = session.organization_id
  LEFT JOIN venues venue ON venue.id = session.venue_id`;
