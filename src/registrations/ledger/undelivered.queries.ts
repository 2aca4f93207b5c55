import type { DataSource } from 'typeorm';
import type { MessageState } from '../../platform/mail/message.entity.js';
import type { StaffScope } from '../../programmes/programme-access.js';
import { ABOUT, IN_SCOPE, isUndelivered, overdueLetters } from './messages.queries.js';

/** One message that did not arrive, in the row of the person whom it was for. */
export interface UndeliveredMessage {
  readonly id: string;
  readonly kind: string;
  readonly state: MessageState;
  readonly outcome: string | null;
  readonly attempts: number;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly number: number | null;
  readonly startsOn: string | null;
}

/** A registration whose reader did not get what was sent, and how else to reach them. */
export interface UndeliveredRow {
  readonly id: string;
  readonly code: string;
  readonly nickname: string;
  readonly organization: string;
  readonly timeZone: string;
  readonly programme: string;
  readonly programmeEn: string | null;
  readonly email: string | null;
  readonly wantsMail: boolean;
  /** True where nobody else is to learn what it is about: not by telephone either. */
  readonly discreet: boolean;
  /** True where nothing is sent to the address until somebody sends again. */
  readonly isSuppressed: boolean;
  /** When the first session begins of those to come that it is about or holds a place in; null: none with a date. */
  readonly nextAt: Date | null;
  /** Civil date and time of that session in its own zone. */
  readonly nextOn: string | null;
  readonly nextTime: string | null;
  readonly messages: readonly UndeliveredMessage[];
  /** Answers to questions that ask for a telephone number. */
  readonly telephones: readonly { readonly question: string; readonly answer: string }[];
  /** True where such a question is kept apart: it is shown on the page of the registration. */
  readonly hasSensitiveTelephone: boolean;
}

// What programmes call the question: there is no type of its own for it.
const ASKS_TELEPHONE = `(asked.value ->> 'key' ~* '(tel|phone|denwa)' OR asked.value ->> 'text' ~ '電話番号')`;

/** In scope ($1, $2), now ($3), about a session ($4) or null: about any. */
const UNDELIVERED = `
  SELECT m.id, m.kind, m.state, m.outcome, m.attempts, m.created_at, m.organization_id, m.recipient,
    registration.id AS registration_id, session.id AS session_id, session.number, session.starts_on, session.starts_at
  FROM messages m ${ABOUT}
  WHERE ${IN_SCOPE} AND ${isUndelivered('$3')} AND ($4::uuid IS NULL OR session.id = $4)`;

const ROWS = `
  WITH undelivered AS MATERIALIZED (${UNDELIVERED}),
  -- Of two moves of a session only the later is true: who hears of that is told.
  latest AS (
    SELECT DISTINCT ON (registration_id, kind, session_id) * FROM undelivered WHERE registration_id IS NOT NULL
    ORDER BY registration_id, kind, session_id, created_at DESC, id)
  SELECT registration.id, registration.code, registration.nickname, organization.name AS organization,
    organization.time_zone AS "timeZone", programme.title AS programme, programme.title_en AS "programmeEn",
    registration.email, registration.mail_wanted <> 'none' AS "wantsMail", registration.discreet,
    EXISTS (SELECT FROM mail_addresses address WHERE address.organization_id = registration.organization_id
      AND address.recipient = registration.email AND address.suppressed_at IS NOT NULL) AS "isSuppressed",
    next.starts_at AS "nextAt", next.starts_on::text AS "nextOn", to_char(next.start_time, 'HH24:MI') AS "nextTime",
    problem.messages,
    (SELECT coalesce(json_agg(json_build_object('question', asked.value ->> 'text', 'answer', answer.answer)), '[]')
     FROM jsonb_array_elements(programme.questions) asked
     JOIN answers answer ON answer.registration_id = registration.id AND answer.question = asked.value ->> 'key'
     WHERE ${ASKS_TELEPHONE}) AS telephones,
    EXISTS (SELECT FROM jsonb_array_elements(programme.questions) asked
      JOIN sensitive_answers answer ON answer.registration_id = registration.id AND answer.question = asked.value ->> 'key'
      WHERE ${ASKS_TELEPHONE}) AS "hasSensitiveTelephone"
  FROM (
    SELECT registration_id, max(created_at) AS latest,
      json_agg(json_build_object('id', id, 'kind', kind, 'state', state, 'outcome', outcome, 'attempts', attempts,
        'createdAt', created_at, 'number', number, 'startsOn', starts_on) ORDER BY created_at DESC, id) AS messages
    FROM latest GROUP BY registration_id
  ) problem
  JOIN registrations registration ON registration.id = problem.registration_id
  JOIN organizations organization ON organization.id = registration.organization_id
  JOIN programmes programme ON programme.id = registration.programme_id
  LEFT JOIN LATERAL (
    SELECT session.starts_at, session.starts_on, session.start_time FROM sessions session
    WHERE session.starts_at > $3 AND (
      session.id IN (SELECT session_id FROM undelivered WHERE undelivered.registration_id = registration.id)
      OR session.status = 'scheduled' AND session.id IN (
        SELECT session_id FROM places WHERE places.registration_id = registration.id AND places.status <> 'released'))
    ORDER BY session.starts_at, session.id LIMIT 1
  ) next ON true
  ORDER BY next.starts_at NULLS LAST, problem.latest DESC, registration.id
  LIMIT $5 OFFSET $6`;

const COUNTS = `
  WITH undelivered AS MATERIALIZED (${UNDELIVERED})
  SELECT counted.*, waiting.* FROM (
    SELECT count(DISTINCT registration_id)::int AS people,
      count(*) FILTER (WHERE registration_id IS NULL)::int AS others
    FROM undelivered) counted,
    (${overdueLetters('$1', '$3')}) waiting`;

export interface UndeliveredAsked {
  readonly now: Date;
  /** Only what is about this session; null: all. */
  readonly session: string | null;
}

/** Whom staff have to tell otherwise: the one whose session begins first comes first. */
export function undeliveredRows(
  db: DataSource,
  { organizations, programmes }: StaffScope,
  { now, session, limit, offset }: UndeliveredAsked & { readonly limit: number; readonly offset: number },
): Promise<UndeliveredRow[]> {
  return db.query(ROWS, [organizations, programmes, now, session, limit, offset]);
}

/** Letters that should have left, were there a worker and a mail server. */
export interface OverdueLetters {
  readonly overdue: number;
  /** Since when the first of them waits; null: there are none. */
  readonly overdueSince: Date | null;
  /** IANA zone of that one's organization. */
  readonly overdueZone: string | null;
}

export interface UndeliveredCounts extends OverdueLetters {
  /** Registrations. */
  readonly people: number;
  /** Messages that are about no registration, such as the digest. */
  readonly others: number;
}

export async function countUndelivered(
  db: DataSource,
  { organizations, programmes }: StaffScope,
  { now, session }: UndeliveredAsked,
): Promise<UndeliveredCounts> {
  const [row] = await db.query(COUNTS, [organizations, programmes, now, session]);
  return row;
}

/** Letters of organizations whose staff can do something about them. */
export async function countOverdue(
  db: DataSource,
  { organizations }: StaffScope,
  now: Date,
): Promise<OverdueLetters> {
  const [row] = await db.query(overdueLetters('$1', '$2'), [organizations, now]);
  return row;
}
