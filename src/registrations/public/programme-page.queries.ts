import { lookSql, pictureSql } from '../../organizations/pictures/picture.queries.js';

/** Civil date of the next session of a programme, or of another's that serves it too, that is not cancelled. */
export function nextOn(programme: string, today: string): string {
  const first = (serves: string) => `(SELECT min(session.starts_on) FROM sessions session
      WHERE ${serves} AND session.starts_on >= ${today}::date AND session.status = 'scheduled')`;
  return `least(${first(`session.programme_id = ${programme}.id`)},
    ${first(`session.also_for_ids <> '{}' AND session.also_for_ids @> ARRAY[${programme}.id]`)})::text`;
}

/** Programmes as everyone may see them. Parameter 2: the civil date from which a session counts as the next. */
export const PROGRAMME = `
SELECT programme.slug, programme.key, programme.title, programme.title_en AS "titleEn", programme.kind, programme.status,
  programme.audience, programme.audiences, programme.summary, programme.summary_en AS "summaryEn",
  programme.summary_simple AS "summarySimple", programme.description, programme.fee, programme.bring,
  programme.anonymous, programme.look_only AS "lookOnly", programme.camera_off AS "cameraOff", programme.contact,
  programme.contact_tel AS "contactTel", programme.contact_extension AS "contactExtension",
  programme.schedule_text AS "scheduleText", programme.registration_text AS "registrationText", programme.notes,
  programme.frequency, programme.eligibility, programme.asks, programme.questions,
  (SELECT coalesce(json_agg(json_build_object('key', first.key, 'slug', first.slug, 'title', first.title,
     'titleEn', first.title_en) ORDER BY first.position, first.key), '[]')
   FROM programmes first WHERE first.organization_id = programme.organization_id AND first.key IN
     (SELECT rule.value ->> 'programme' FROM jsonb_array_elements(programme.eligibility) rule)) AS prerequisites,
  jsonb_array_length(programme.reminders) > 0 AS "remindsAhead",
  json_build_object('id', organization.id, 'slug', organization.slug, 'name', organization.name,
    'nameEn', organization.name_en, 'senderName', organization.sender_name,
    'quietFrom', organization.quiet_from, 'quietUntil', organization.quiet_until, 'kind', organization.kind, 'sensitiveAnswersDays', organization.sensitive_answers_days, 'timeZone', organization.time_zone, 'contactName', organization.contact_name,
    'contactEmail', organization.contact_email, 'contactTel', organization.contact_tel,
    ${lookSql('organization')}) AS organization,
  ${pictureSql('programme.picture_id')} AS picture,
  CASE WHEN whole.id IS NOT NULL THEN
    json_build_object('slug', whole.slug, 'title', whole.title, 'titleEn', whole.title_en) END AS "partOf",
  (SELECT coalesce(json_agg(json_build_object('role', host.role, 'name', host.name, 'organization', town.slug,
     'readsAnswers', coalesce(host.rights = 'organizer', false)) ORDER BY host.position), '[]')
   FROM programme_hosts host LEFT JOIN organizations town ON town.id = host.host_organization_id
   WHERE host.programme_id = programme.id) AS hosts,
  (SELECT coalesce(json_agg(json_build_object('slug', part.slug, 'title', part.title, 'titleEn', part.title_en,
     'nextOn', ${nextOn('part', '$2')}) ORDER BY part.position, part.key), '[]')
   FROM programmes part WHERE part.part_of_id = programme.id) AS parts,
  (SELECT coalesce(json_agg(json_build_object('kind', related.kind, 'direction', related.direction, 'text', related.text,
     'programme', json_build_object('slug', other.slug, 'title', other.title, 'titleEn', other.title_en))
     ORDER BY related.direction DESC, related.place, other.position, other.key), '[]')
   FROM (
     SELECT said.value ->> 'kind' AS kind, said.value ->> 'text' AS text, (said.value ->> 'programmeId')::uuid AS id,
       'out' AS direction, said.ordinality AS place
     FROM jsonb_array_elements(programme.relations) WITH ORDINALITY said
     UNION ALL
     SELECT said.value ->> 'kind', said.value ->> 'text', teller.id, 'in', said.ordinality
     FROM programmes teller, jsonb_array_elements(teller.relations) WITH ORDINALITY said
     WHERE teller.organization_id = programme.organization_id AND said.value ->> 'programmeId' = programme.id::text
   ) related JOIN programmes other ON other.id = related.id) AS relations
FROM programmes programme
JOIN organizations organization ON organization.id = programme.organization_id
LEFT JOIN programmes whole ON whole.id = programme.part_of_id`;

/** The courses of the programme with the slug of parameter 1, the newest first. */
export const COURSES = `
SELECT course.id, course.title, course.title_en AS "titleEn", course.notes, course.registration_mode AS mode,
  course.opens_at AS "opensAt", course.closes_at AS "closesAt", course.approval, course.lottery,
  course.offer_hours AS "offerHours", course.closes_when_full AS "closesWhenFull", course.join_until AS "joinUntil",
  course.max_people AS "maxPeople", course.channels,
  (SELECT coalesce(json_agg(json_build_object('id', lottery.id, 'sessionId', lottery.session_id) ORDER BY lottery.id), '[]')
   FROM lotteries lottery WHERE lottery.course_id = course.id) AS lotteries
FROM courses course JOIN programmes programme ON programme.id = course.programme_id
WHERE programme.slug = $1
ORDER BY course.fiscal_year DESC, course.position DESC, course.id`;
