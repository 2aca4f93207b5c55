import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { Mark } from '../domain/attendance.js';
import type { CompletionRule } from '../domain/completion.js';
import {
  personOf,
  personOfRegistration,
  samePersonJoin,
  samePersonOfRegistration,
} from '../people/person-key.sql.js';
import { Completion } from './completion.entity.js';

/** A course whose completion is looked at. Dates are civil in the zone of each session. */
export interface CompletionCourse {
  readonly id: string;
  readonly organizationId: string;
  readonly programmeId: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly fiscalYear: number;
  readonly rule: CompletionRule | null;
  readonly programme: { readonly slug: string; readonly title: string; readonly titleEn: string | null };
  readonly organization: { readonly name: string; readonly nameEn: string | null; readonly timeZone: string };
  readonly sessions: readonly CourseSession[];
}

export interface CourseSession {
  readonly id: string;
  readonly number: number | null;
  readonly title: string | null;
  readonly status: 'scheduled' | 'cancelled';
  readonly startsOn: string | null;
  readonly timeZone: string;
  readonly isRecorded: boolean;
}

/** Somebody in one place: a contact (`member` 0) or one of those who come along. */
export interface PlaceOfPerson {
  readonly registrationId: string;
  readonly member: number;
  /** Who it is: the same for all places of one person. */
  readonly person: string;
  readonly sessionId: string;
  readonly mark: Mark | null;
  readonly code: string;
  /** Null: one of a party that is not named. */
  readonly nickname: string | null;
  /** 受付番号 beside the name of the contact, of those who come along. */
  readonly contact: string;
  readonly municipality: string | null;
}

/** A completion that stands. */
export interface CompletionRow {
  readonly id: string;
  readonly registrationId: string;
  readonly member: number;
  /** Who it is, as the registration says it. */
  readonly person: string;
  readonly code: string;
  readonly nickname: string | null;
  readonly contact: string;
  readonly completedOn: string;
  readonly attended: number;
  readonly sessions: number;
  readonly certificateNumber: number | null;
  readonly name: string | null;
  readonly municipality: string | null;
  readonly rollNumber: string | null;
  readonly enrolledOn: string | null;
  readonly endedOn: string | null;
  /** Who it was has been erased: nobody enters them in a roll any more. */
  readonly isErased: boolean;
}

const COURSE = `
  SELECT c.id, c.organization_id AS "organizationId", c.programme_id AS "programmeId", c.title, c.title_en AS "titleEn",
    c.fiscal_year AS "fiscalYear", c.completion AS rule,
    json_build_object('slug', p.slug, 'title', p.title, 'titleEn', p.title_en) AS programme,
    json_build_object('name', o.name, 'nameEn', o.name_en, 'timeZone', o.time_zone) AS organization,
    (SELECT coalesce(json_agg(json_build_object('id', s.id, 'number', s.number, 'title', s.title, 'status', s.status,
        'startsOn', s.starts_on, 'timeZone', s.time_zone, 'isRecorded', r.session_id IS NOT NULL)
        ORDER BY s.starts_on NULLS LAST, s.start_time NULLS FIRST, s.number, s.id), '[]')
     FROM sessions s LEFT JOIN attendance_records r ON r.session_id = s.id WHERE s.course_id = c.id) AS sessions
  FROM courses c
  JOIN programmes p ON p.id = c.programme_id
  JOIN organizations o ON o.id = c.organization_id
  WHERE c.id = $1`;

/** SQL: what a member of the party of `registration` is called; null: they are not named. */
export function nicknameOf(member: string): string {
  return `CASE WHEN ${member} = 0 THEN registration.nickname ELSE (
    SELECT companion.nickname FROM companions companion WHERE companion.registration_id = registration.id
      AND companion.position = ${member} - 1) END`;
}

// Marks of those who have left a party since stay theirs. A place that was given up counts where somebody came to it all the same.
const PLACES = `
  SELECT place.registration_id AS "registrationId", party.member, ${personOf('place')} || ':' || party.member AS person,
    place.session_id AS "sessionId", mark.mark, registration.code, registration.municipality,
    registration.nickname AS contact,
    ${nicknameOf('party.member')} AS nickname
  FROM places place
  JOIN sessions session ON session.id = place.session_id
  JOIN registrations registration ON registration.id = place.registration_id
  ${samePersonJoin('place')}
  CROSS JOIN LATERAL (
    SELECT generate_series(0, registration.people - 1) AS member WHERE place.status = 'confirmed'
    UNION SELECT own.member FROM attendance_marks own WHERE own.place_id = place.id) party
  LEFT JOIN attendance_marks mark ON mark.place_id = place.id AND mark.member = party.member
  WHERE session.course_id = $1 AND session.status <> 'cancelled'
  ORDER BY registration.queued_at, registration.id, party.member`;

const COMPLETIONS = `
  SELECT completion.id, completion.registration_id AS "registrationId", completion.member,
    ${personOfRegistration('registration')} || ':' || completion.member AS person,
    registration.code, registration.nickname AS contact, ${nicknameOf('completion.member')} AS nickname,
    completion.completed_on::text AS "completedOn", completion.attended, completion.sessions,
    completion.certificate_number AS "certificateNumber", completion.name, completion.municipality,
    completion.roll_number AS "rollNumber", completion.enrolled_on::text AS "enrolledOn",
    completion.ended_on::text AS "endedOn", registration.erased_at IS NOT NULL AS "isErased"
  FROM completions completion
  JOIN registrations registration ON registration.id = completion.registration_id
  ${samePersonOfRegistration('registration')}
  WHERE completion.course_id = $1 AND completion.withdrawn_at IS NULL
  ORDER BY completion.recorded_at, completion.id`;

/** Reads who came to the sessions of a course, and who has completed it. */
@Injectable()
export class CompletionQueries {
  constructor(private readonly db: DataSource) {}

  /** Null where there is no such course. */
  async course(id: string, tx: EntityManager = this.db.manager): Promise<CompletionCourse | null> {
    if (!isUuid(id)) return null;
    const [row] = await tx.query(COURSE, [id]);
    return row ?? null;
  }

  /** Everybody who has a seat in a session that was not cancelled, or a mark, once for each place. */
  places(courseId: string, tx: EntityManager = this.db.manager): Promise<PlaceOfPerson[]> {
    return tx.query(PLACES, [courseId]);
  }

  /** Completions that stand, in the order in which they were recognised. */
  completions(courseId: string, tx: EntityManager = this.db.manager): Promise<CompletionRow[]> {
    return tx.query(COMPLETIONS, [courseId]);
  }

  /** Null where there is none of this id; one that was taken back is one. */
  async completion(id: string, tx: EntityManager = this.db.manager): Promise<Completion | null> {
    return isUuid(id) ? tx.findOneBy(Completion, { id }) : null;
  }

  /** Waits until nobody else recognises, takes back or enters anybody of the programme; the turn ends with the transaction. */
  async waitForTurn(programmeId: string, tx: EntityManager): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `tsudoi completion ${programmeId}`,
    ]);
  }
}
