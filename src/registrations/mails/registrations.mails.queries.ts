import type { DataSource } from 'typeorm';
import { prepared } from '../../platform/database/prepared.js';
import { quotableOrNull } from '../../platform/mail/quotable.js';
import { ACTIVE } from '../domain/statuses.js';
import { toCome } from '../seats/to-come.queries.js';
import type { NoticePlace, NoticeRegistration, NoticeSession } from './notice.js';

interface NoticeRow extends Omit<NoticeRegistration, 'places'>, Omit<NoticeSession, 'id' | 'status'> {
  readonly placeId: string | null;
  readonly placeStatus: NoticePlace['status'];
  readonly confirmedAt: Date | null;
  readonly releasedAt: Date | null;
  readonly sessionId: string;
  readonly sessionStatus: NoticeSession['status'];
}

/** What mails say of the house, for an organization `o`, a programme `g` and a course `c`. */
export const NOTICE_HOUSE = `
    CASE WHEN c.lottery IS NULL THEN 'staff' ELSE 'lottery' END AS "decidedBy", c.offer_hours AS "offerHours",
    o.time_zone AS "timeZone", o.quiet_from AS "quietFrom", o.quiet_until AS "quietUntil",
    g.title AS "programmeTitle", g.title_en AS "programmeTitleEn",
    o.name AS "organizationName", o.name_en AS "organizationNameEn", o.sender_name AS "senderName",
    o.contact_email AS "contactEmail", o.contact_tel AS "contactTel",
    g.contact_tel AS "programmeTel", g.contact_extension AS "programmeExtension"`;

/** What mails say of a session `s` at a venue `v`. */
export const NOTICE_SESSION = `
    s.id AS "sessionId", s.status AS "sessionStatus", s.number, s.title, s.topic, s.date_text AS "dateText",
    s.within_from AS "withinFrom", s.within_until AS "withinUntil",
    s.starts_on AS "startsOn", s.ends_on AS "endsOn", s.start_time AS "startTime", s.end_time AS "endTime",
    s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.cancel_reason AS "cancelReason",
    v.name AS "venueName", v.name_en AS "venueNameEn", v.address AS "venueAddress"`;

const SELECT_NOTICE = `
  SELECT r.id, r.token_version AS "tokenVersion", r.code, r.status, r.people, r.nickname, r.language, r.discreet,
    r.organization_id AS "organizationId", r.mail_wanted AS "mailWanted", r.email,
    r.membership, r.resting, r.continued_by_id IS NOT NULL AS "isContinued",
    ${NOTICE_HOUSE},
    p.id AS "placeId", p.status AS "placeStatus", p.confirmed_at AS "confirmedAt", p.released_at AS "releasedAt",
    ${NOTICE_SESSION}
  FROM registrations r
  JOIN organizations o ON o.id = r.organization_id
  JOIN programmes g ON g.id = r.programme_id
  JOIN courses c ON c.id = r.course_id
  LEFT JOIN places p ON p.registration_id = r.id
  LEFT JOIN sessions s ON s.id = p.session_id
  LEFT JOIN venues v ON v.id = s.venue_id`;

const BY_DATE = 'ORDER BY s.starts_at NULLS LAST, s.number, s.id';

const BY_ID = prepared(`${SELECT_NOTICE} WHERE r.id = $1 ${BY_DATE}`);
const BY_PLACE = prepared(
  `${SELECT_NOTICE} WHERE r.id = (SELECT registration_id FROM places WHERE id = $1) ${BY_DATE}`,
);

/** A registration with everything that its mails may say; null once it is gone. */
export async function registrationToNotify(db: DataSource, id: string): Promise<NoticeRegistration | null> {
  return toRegistration(await db.query<NoticeRow[]>(BY_ID, [id]));
}

/** The registration that holds this place; null once it is gone. */
export async function registrationOfPlace(
  db: DataSource,
  placeId: string,
): Promise<NoticeRegistration | null> {
  return toRegistration(await db.query<NoticeRow[]>(BY_PLACE, [placeId]));
}

/** True where the ledger holds a later notice to the same person about the same place: the earlier one is out of date. */
export async function hasLaterNotice(
  db: DataSource,
  {
    recipient,
    placeId,
    kinds,
    after,
  }: { recipient: string; placeId: string; kinds: readonly string[]; after: Date },
): Promise<boolean> {
  const [row] = await db.query<{ found: boolean }[]>(
    `SELECT EXISTS (SELECT 1 FROM messages
       WHERE recipient = $1 AND kind = ANY($2) AND subject_id = $3 AND created_at > $4) AS found`,
    [recipient, kinds, placeId, after],
  );
  return row?.found ?? false;
}

/** An offer as the mails about it need it. */
export interface NoticeOffer {
  readonly status: 'open' | 'accepted' | 'declined' | 'expired' | 'withdrawn';
  readonly expiresAt: Date;
  /** False where its registration was offered seats again later. */
  readonly isLatest: boolean;
}

/** The offer with this id; null once it is gone. */
export async function offerToNotify(db: DataSource, id: string): Promise<NoticeOffer | null> {
  const [row] = await db.query(
    `SELECT offer.status, offer.expires_at AS "expiresAt", NOT EXISTS (
       SELECT FROM offers later WHERE later.registration_id = offer.registration_id AND later.made_at > offer.made_at
     ) AS "isLatest"
     FROM offers offer WHERE offer.id = $1`,
    [id],
  );
  return row ?? null;
}

/** Most registrations that one mail lists. */
const MOST_LISTED = 20;

/**
 * The active registrations of a contact in an organization: those with something to come before those without, each the
 * newest first.
 */
export async function registrationsOfContact(
  db: DataSource,
  { contactKey, organizationId, now }: { contactKey: string; organizationId: string; now: Date },
): Promise<NoticeRegistration[]> {
  const rows = await db.query<{ id: string }[]>(
    `SELECT registration.id FROM registrations registration
     WHERE registration.contact_key = $1 AND registration.organization_id = $2 AND registration.status IN ${ACTIVE}
     ORDER BY registration.membership OR EXISTS (
         SELECT FROM places place JOIN sessions session ON session.id = place.session_id
         WHERE place.registration_id = registration.id AND place.status <> 'released' AND ${toCome('session', '$3')}
       ) DESC, registration.created_at DESC, registration.id
     LIMIT ${MOST_LISTED}`,
    [contactKey, organizationId, now],
  );
  const registrations = await Promise.all(rows.map(({ id }) => registrationToNotify(db, id)));
  return registrations.filter((registration) => registration !== null);
}

/** Columns that hold what people have written, for themselves or about what they run. */
const WRITTEN: ReadonlySet<string> = new Set([
  ...[
    'nickname',
    'programmeTitle',
    'programmeTitleEn',
    'organizationName',
    'organizationNameEn',
    'senderName',
  ],
  ...[
    'programmeTel',
    'programmeExtension',
    'contactTel',
    'title',
    'topic',
    'dateText',
    'cancelReason',
    'venueName',
    'venueNameEn',
    'venueAddress',
  ],
]);

/** What others have written, as a mail may quote it. */
export function quotableRow<Row extends object>(row: Row): Row {
  const quoted = Object.entries(row).map(([column, value]) => [
    column,
    WRITTEN.has(column) ? quotableOrNull(value as string | null) : value,
  ]);
  return Object.fromEntries(quoted) as Row;
}

function toRegistration(given: readonly NoticeRow[]): NoticeRegistration | null {
  const rows = given.map(quotableRow);
  const [first] = rows;
  if (!first) return null;
  return { ...first, places: rows.filter((row) => row.placeId !== null).map(toPlace) };
}

function toPlace(row: NoticeRow): NoticePlace {
  return {
    id: row.placeId as string,
    status: row.placeStatus,
    confirmedAt: row.confirmedAt,
    releasedAt: row.releasedAt,
    session: { ...row, id: row.sessionId, status: row.sessionStatus },
  };
}
