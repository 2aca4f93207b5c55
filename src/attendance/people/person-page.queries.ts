import type { DataSource, EntityManager } from 'typeorm';
import type { MessageState } from '../../platform/mail/message.entity.js';
import type { Channel, PlaceStatus, RegistrationStatus } from '../../registrations/domain/statuses.js';
import type { Mark } from '../domain/attendance.js';
import { SUBJECTS } from './subjects.sql.js';

/** One of a person's registrations, on their page. */
export interface RegistrationSeen {
  readonly id: string;
  readonly code: string;
  readonly nickname: string;
  readonly email: string | null;
  readonly status: RegistrationStatus;
  readonly membership: boolean;
  readonly channel: Channel;
  readonly people: number;
  readonly relation: string | null;
  readonly municipality: string | null;
  readonly age: number | null;
  readonly createdAt: Date;
  readonly cancelledAt: Date | null;
  readonly erasedAt: Date | null;
  readonly programme: string;
  readonly programmeEn: string | null;
  readonly courseId: string;
  readonly course: string;
  /** Those who come along; `member` as in marks. */
  readonly companions: readonly {
    readonly member: number;
    readonly nickname: string | null;
    readonly relation: string | null;
    readonly age: number | null;
  }[];
}

export function registrationsSeen(
  db: DataSource | EntityManager,
  ids: readonly string[],
): Promise<RegistrationSeen[]> {
  return db.query(
    `SELECT registration.id, registration.code, registration.nickname, registration.email, registration.status,
       registration.membership, registration.channel, registration.people, registration.relation,
       registration.municipality, registration.age, registration.created_at AS "createdAt",
       registration.cancelled_at AS "cancelledAt", registration.erased_at AS "erasedAt",
       programme.title AS programme, programme.title_en AS "programmeEn", course.id AS "courseId",
       course.title AS course,
       (SELECT coalesce(json_agg(json_build_object('member', companion.position + 1, 'nickname', companion.nickname,
          'relation', companion.relation, 'age', companion.age) ORDER BY companion.position), '[]')
        FROM companions companion WHERE companion.registration_id = registration.id) AS companions
     FROM registrations registration
     JOIN programmes programme ON programme.id = registration.programme_id
     JOIN courses course ON course.id = registration.course_id
     WHERE registration.id = ANY($1::uuid[])
     ORDER BY registration.created_at DESC, registration.id DESC`,
    [ids],
  );
}

/** A place of a person, with what was recorded at the door. Civil values are those of the session's zone. */
export interface PlaceSeen {
  readonly id: string;
  readonly registrationId: string;
  readonly status: PlaceStatus;
  readonly sessionId: string;
  readonly sessionStatus: 'scheduled' | 'cancelled';
  readonly number: number | null;
  readonly title: string | null;
  readonly startsOn: string | null;
  readonly startTime: string | null;
  readonly isOver: boolean;
  readonly programme: string;
  readonly programmeEn: string | null;
  /** Of the contact; null: none. */
  readonly mark: Mark | null;
  /** Of those who come along. */
  readonly others: readonly { readonly member: number; readonly mark: Mark }[];
}

/** Places of these registrations, the latest session first, those without a date before all. */
export function placesSeen(
  db: DataSource | EntityManager,
  ids: readonly string[],
  now: Date,
): Promise<PlaceSeen[]> {
  return db.query(
    `SELECT place.id, place.registration_id AS "registrationId", place.status, session.id AS "sessionId",
       session.status AS "sessionStatus", session.number, session.title, session.starts_on::text AS "startsOn",
       to_char(session.start_time, 'HH24:MI') AS "startTime", coalesce(session.ends_at <= $2, false) AS "isOver",
       programme.title AS programme, programme.title_en AS "programmeEn",
       (SELECT mark FROM attendance_marks own WHERE own.place_id = place.id AND own.member = 0) AS mark,
       (SELECT coalesce(json_agg(json_build_object('member', other.member, 'mark', other.mark) ORDER BY other.member), '[]')
        FROM attendance_marks other WHERE other.place_id = place.id AND other.member > 0) AS others
     FROM places place
     JOIN sessions session ON session.id = place.session_id
     JOIN programmes programme ON programme.id = session.programme_id
     WHERE place.registration_id = ANY($1::uuid[])
     ORDER BY session.starts_at DESC NULLS FIRST, session.id, place.id`,
    [ids, now],
  );
}

export interface NoteSeen {
  readonly id: string;
  readonly text: string;
  /** Name of the staff member or token; null: the account is gone. */
  readonly by: string | null;
  readonly at: Date;
  /** 受付番号 of the registration that it was written about. */
  readonly code: string;
}

/** Notes about these registrations, the latest first. */
export function notesSeen(db: DataSource | EntityManager, ids: readonly string[]): Promise<NoteSeen[]> {
  return db.query(
    `SELECT note.id, note.text, coalesce(member.name, token.label) AS by, note.created_at AS at, registration.code
     FROM registration_notes note
     JOIN registrations registration ON registration.id = note.registration_id
     LEFT JOIN staff_members member ON note.author = 'staff:' || member.id
     LEFT JOIN api_tokens token ON note.author = 'token:' || token.id
     WHERE note.registration_id = ANY($1::uuid[])
     ORDER BY note.created_at DESC, note.id DESC`,
    [ids],
  );
}

export interface MailSeen {
  readonly id: string;
  readonly kind: string;
  readonly state: MessageState;
  /** When it was sent, else when it is due. */
  readonly at: Date;
}

/** The latest messages about these registrations, newest first. For organizers. */
export function mailsSeen(
  db: DataSource | EntityManager,
  ids: readonly string[],
  limit: number,
): Promise<MailSeen[]> {
  return db.query(
    `SELECT id, kind, state, coalesce(sent_at, due_at) AS at FROM messages
     WHERE subject_id = ANY (ARRAY(${SUBJECTS}))
     ORDER BY created_at DESC, id DESC LIMIT $2`,
    [ids, limit],
  );
}

export interface CompletionSeen {
  readonly id: string;
  readonly course: string;
  readonly programme: string;
  readonly programmeEn: string | null;
  /** As in marks: 0 is the contact. */
  readonly member: number;
  readonly completedOn: string;
  readonly attended: number;
  readonly sessions: number;
  readonly enrolledOn: string | null;
  readonly endedOn: string | null;
}

/** 修了 that stand, the latest first. */
export function completionsSeen(
  db: DataSource | EntityManager,
  ids: readonly string[],
): Promise<CompletionSeen[]> {
  return db.query(
    `SELECT completion.id, course.title AS course, programme.title AS programme, programme.title_en AS "programmeEn",
       completion.member, completion.completed_on::text AS "completedOn", completion.attended, completion.sessions,
       completion.enrolled_on::text AS "enrolledOn", completion.ended_on::text AS "endedOn"
     FROM completions completion
     JOIN courses course ON course.id = completion.course_id
     JOIN programmes programme ON programme.id = completion.programme_id
     WHERE completion.registration_id = ANY($1::uuid[]) AND completion.withdrawn_at IS NULL
     ORDER BY completion.completed_on DESC, completion.id`,
    [ids],
  );
}

export interface OrganizationSeen {
  readonly slug: string;
  readonly name: string;
  readonly timeZone: string;
}

export async function organizationSeen(
  db: DataSource | EntityManager,
  id: string,
): Promise<OrganizationSeen> {
  const [row] = await db.query(
    'SELECT slug, name, time_zone AS "timeZone" FROM organizations WHERE id = $1',
    [id],
  );
  return row;
}

/** The words of the questions that their programmes ask, by `<id of the registration> <key of the question>`. */
export async function questionsOf(
  db: DataSource | EntityManager,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows: { readonly id: string; readonly questions: readonly { key: string; text: string }[] }[] =
    await db.query(
      `SELECT registration.id, programme.questions
     FROM registrations registration JOIN programmes programme ON programme.id = registration.programme_id
     WHERE registration.id = ANY($1::uuid[])`,
      [ids],
    );
  return new Map(
    rows.flatMap(({ id, questions }) => questions.map(({ key, text }) => [`${id} ${key}`, text] as const)),
  );
}
