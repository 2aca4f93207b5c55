import type { DataSource, EntityManager } from 'typeorm';
import { TERMS } from '../answers/programme-terms.queries.js';
import type { MembersCourse } from '../domain/admission.js';
import type { ProgrammeTerms } from '../domain/eligibility.js';
import type { SeatOutcome, SeatRequest } from './seats.queries.js';

/** Index that lets a contact be a member of a course once. */
export const ONE_MEMBERSHIP = 'uq_registrations_member';

/**
 * Makes someone a member of a course (利用登録), or puts the request down for staff to decide: a registration without
 * places, and the mail about it. One statement; the same idempotency key is the same request.
 */
export async function takeMembership(
  db: DataSource | EntityManager,
  request: SeatRequest,
): Promise<SeatOutcome> {
  const [outcome] = await db.query(
    `WITH repeat AS (
       SELECT id, request_hash FROM registrations WHERE organization_id = $2 AND idempotency_key = $7
     ), registration AS (
       INSERT INTO registrations (id, organization_id, programme_id, course_id, pool_key, code, token_hash,
         idempotency_key, request_hash, status, membership, people, nickname, email, contact_key, relation, municipality,
         language, discreet, by_staff, channel, declares, calendar_token_hash, age, queued_at, created_at)
       SELECT $1, $2, $3, $4, '', $5, $6, $7, $8, $9, true, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20::text[],
         $23, $24::integer, clock_timestamp(), $21
       WHERE NOT EXISTS (SELECT FROM repeat)
       RETURNING id, status
     ), message AS (
       INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, due_at, created_at)
       SELECT $22, $2, $12, status, 'registration:' || id, id, $21, $21
       FROM registration WHERE $12::text IS NOT NULL
       ON CONFLICT DO NOTHING
     )
     SELECT coalesce(registration.status, 'repeated') AS status, repeat.id AS "repeatedId",
       repeat.request_hash AS "repeatedHash"
     FROM registration FULL JOIN repeat ON true`,
    [
      request.id,
      request.organizationId,
      request.programmeId,
      request.courseId,
      request.code,
      request.tokenHash,
      request.idempotencyKey,
      request.requestHash,
      request.asking === 'apply' ? 'applied' : 'confirmed',
      request.people,
      request.nickname,
      request.email,
      request.contactKey,
      request.relation,
      request.municipality,
      request.language,
      request.discreet,
      request.byStaff,
      request.channel,
      request.declares,
      request.now,
      request.messageId,
      request.calendarTokenHash,
      request.age,
    ],
  );
  return outcome;
}

/** A course that is held for its members, with what a registration for it is made of; null where there is none of this id. */
export async function membersCourse(
  db: DataSource,
  courseId: string,
): Promise<(MembersCourse & MembershipOwner) | null> {
  const [row] = await db.query(
    `SELECT course.organization_id AS "organizationId", course.programme_id AS "programmeId",
       json_build_object('id', course.id, 'title', course.title, 'titleEn', course.title_en) AS course,
       course.opens_at AS "opensAt", course.closes_at AS "closesAt", course.channels, course.approval,
       course.max_people AS "maxPeople", organization.time_zone AS "timeZone",
       false AS "waitingList", false AS "queueHolds", ${TERMS}
     FROM courses course
     JOIN programmes programme ON programme.id = course.programme_id
     JOIN organizations organization ON organization.id = course.organization_id
     WHERE course.id = $1 AND course.registration_mode = 'members'`,
    [courseId],
  );
  return row ?? null;
}

interface MembershipOwner {
  readonly organizationId: string;
  readonly programmeId: string;
  readonly course: { readonly id: string; readonly title: string; readonly titleEn: string | null };
  readonly waitingList: boolean;
  readonly queueHolds: boolean;
  readonly terms: ProgrammeTerms;
}
