import type { DataSource, EntityManager } from 'typeorm';
import type { Language } from '../../platform/views/messages.js';
import type { FileEligibility, FileQuestion } from '../../programmes/domain/registering-file.js';
import type { Channel, MailWanted, PlaceStatus, RegistrationStatus } from '../domain/statuses.js';

/** A registration with everything that staff may need to know, as stored. */
export interface DeskRegistrationRow {
  readonly id: string;
  readonly organizationId: string;
  readonly programmeId: string;
  readonly courseId: string;
  readonly sessionId: string | null;
  readonly poolKey: string;
  readonly code: string;
  readonly status: RegistrationStatus;
  readonly membership: boolean;
  readonly resting: 'declined' | 'expired' | null;
  readonly tokenVersion: number;
  readonly people: number;
  readonly nickname: string;
  readonly email: string | null;
  readonly relation: string | null;
  readonly municipality: string | null;
  readonly age: number | null;
  readonly language: Language;
  /** True where nobody else is to learn what it is about, by mail or by telephone. */
  readonly discreet: boolean;
  readonly mailWanted: MailWanted;
  readonly channel: Channel;
  readonly declares: readonly string[];
  readonly createdAt: Date;
  readonly cancelledAt: Date | null;
  /** When everything that says who it was, was erased: nothing is done to it any more. */
  readonly erasedAt: Date | null;
  readonly cancelReason: string | null;
  readonly continuedBy: { readonly id: string; readonly code: string } | null;
  /** Registrations that go on in this one. */
  readonly continues: readonly { readonly id: string; readonly code: string }[];
  readonly offerExpiresAt: Date | null;
  readonly organization: string;
  readonly timeZone: string;
  readonly programme: string;
  readonly programmeEn: string | null;
  readonly course: string;
  readonly approval: boolean;
  readonly eligibility: readonly FileEligibility[];
  readonly questions: readonly FileQuestion[];
  readonly companions: readonly {
    readonly nickname: string | null;
    readonly relation: string | null;
    readonly age: number | null;
  }[];
  readonly answers: readonly { readonly question: string; readonly answer: string }[];
  /** Keys of sensitive questions that were answered; what was answered is read apart. */
  readonly sensitive: readonly string[];
  readonly places: readonly DeskPlace[];
}

/** A place as staff see it. Civil values are those of the session's zone. */
export interface DeskPlace {
  readonly id: string;
  readonly sessionId: string;
  readonly status: PlaceStatus;
  readonly poolKey: string;
  readonly pool: string;
  readonly poolEn: string | null;
  readonly number: number | null;
  readonly title: string | null;
  readonly startsOn: string | null;
  readonly startTime: string | null;
  readonly sessionStatus: 'scheduled' | 'cancelled';
  readonly isToCome: boolean;
  /** Seats of other sorts in the same session. */
  readonly otherPools: readonly {
    readonly key: string;
    readonly label: string;
    readonly labelEn: string | null;
  }[];
}

/** Null where there is no such registration. `now` divides sessions to come from those that have begun. */
export async function deskRegistration(
  db: DataSource | EntityManager,
  id: string,
  now: Date,
): Promise<DeskRegistrationRow | null> {
  const [row] = await db.query(
    `SELECT registration.id, registration.organization_id AS "organizationId",
       registration.programme_id AS "programmeId", registration.course_id AS "courseId",
       registration.session_id AS "sessionId", registration.pool_key AS "poolKey", registration.code,
       registration.status, registration.membership, registration.resting,
       registration.token_version AS "tokenVersion", registration.people, registration.nickname, registration.email,
       registration.relation, registration.municipality, registration.age, registration.language, registration.discreet,
       registration.mail_wanted AS "mailWanted", registration.channel,
       registration.declares, registration.created_at AS "createdAt", registration.cancelled_at AS "cancelledAt",
       registration.cancel_reason AS "cancelReason", registration.erased_at AS "erasedAt",
       (SELECT json_build_object('id', other.id, 'code', other.code) FROM registrations other
        WHERE other.id = registration.continued_by_id) AS "continuedBy",
       (SELECT coalesce(json_agg(json_build_object('id', other.id, 'code', other.code) ORDER BY other.created_at), '[]')
        FROM registrations other WHERE other.course_id = registration.course_id
          AND other.continued_by_id = registration.id) AS continues,
       (SELECT expires_at FROM offers WHERE offers.registration_id = registration.id AND offers.status = 'open')
         AS "offerExpiresAt",
       organization.name AS organization, organization.time_zone AS "timeZone", programme.title AS programme,
       programme.title_en AS "programmeEn", course.title AS course, course.approval, programme.eligibility,
       programme.questions,
       (SELECT coalesce(json_agg(json_build_object('nickname', companion.nickname, 'relation', companion.relation,
          'age', companion.age)
          ORDER BY companion.position), '[]')
        FROM companions companion WHERE companion.registration_id = registration.id) AS companions,
       (SELECT coalesce(json_agg(json_build_object('question', question, 'answer', answer)), '[]')
        FROM answers WHERE answers.registration_id = registration.id) AS answers,
       ARRAY(SELECT question FROM sensitive_answers WHERE registration_id = registration.id ORDER BY question) AS sensitive,
       (SELECT coalesce(json_agg(json_build_object('id', place.id, 'sessionId', session.id, 'status', place.status,
          'poolKey', pool.key, 'pool', pool.label, 'poolEn', pool.label_en, 'number', session.number,
          'title', session.title, 'startsOn', session.starts_on, 'startTime', to_char(session.start_time, 'HH24:MI'),
          'sessionStatus', session.status, 'isToCome', session.starts_at IS NULL OR session.starts_at > $2,
          'otherPools', (SELECT coalesce(json_agg(json_build_object('key', other.key, 'label', other.label,
             'labelEn', other.label_en) ORDER BY other.position, other.key), '[]')
             FROM seat_pools other WHERE other.session_id = session.id AND other.id <> pool.id))
          ORDER BY session.starts_at NULLS LAST, session.number, session.id), '[]')
        FROM places place
        JOIN sessions session ON session.id = place.session_id
        JOIN seat_pools pool ON pool.id = place.pool_id
        WHERE place.registration_id = registration.id) AS places
     FROM registrations registration
     JOIN organizations organization ON organization.id = registration.organization_id
     JOIN programmes programme ON programme.id = registration.programme_id
     JOIN courses course ON course.id = registration.course_id
     WHERE registration.id = $1`,
    [id, now],
  );
  return row ?? null;
}

export interface DeskNote {
  readonly id: string;
  readonly text: string;
  /** Name of the staff member or token; null: the account is gone. */
  readonly by: string | null;
  readonly at: Date;
  /** 受付番号 of the registration that it was written about, where that one goes on in this one. */
  readonly of: string | null;
}

/** Notes about a registration and about those that go on in it, the latest first. */
export function notesOf(db: DataSource | EntityManager, id: string): Promise<DeskNote[]> {
  return db.query(
    `SELECT note.id, note.text, coalesce(member.name, token.label) AS by, note.created_at AS at,
       CASE WHEN registration.id <> $1 THEN registration.code END AS of
     FROM registrations mine
     JOIN registrations registration ON registration.id = mine.id
       OR (registration.course_id = mine.course_id AND registration.continued_by_id = mine.id)
     JOIN registration_notes note ON note.registration_id = registration.id
     LEFT JOIN staff_members member ON note.author = 'staff:' || member.id
     LEFT JOIN api_tokens token ON note.author = 'token:' || token.id
     WHERE mine.id = $1
     ORDER BY note.created_at DESC, note.id DESC`,
    [id],
  );
}

/** Answers to sensitive questions. Whoever reads them must be allowed to, and is recorded. */
export function sensitiveAnswersOf(
  db: DataSource | EntityManager,
  id: string,
): Promise<{ readonly question: string; readonly answer: string }[]> {
  return db.query(
    'SELECT question, answer FROM sensitive_answers WHERE registration_id = $1 ORDER BY question',
    [id],
  );
}
