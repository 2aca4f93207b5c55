import type { DataSource } from 'typeorm';
import type { NoticePlace, NoticeRegistration, NoticeSession } from './notice.js';

interface NoticeRow extends Omit<NoticeRegistration, 'places'>, Omit<NoticeSession, 'id' | 'status'> {
  readonly placeId: string | null;
  readonly placeStatus: NoticePlace['status'];
  readonly releasedAt: Date | null;
  readonly sessionId: string;
  readonly sessionStatus: NoticeSession['status'];
}

const SELECT_NOTICE = `
  SELECT r.id, r.code, r.status, r.people, r.nickname, r.language, r.discreet,
    g.title AS "programmeTitle", g.title_en AS "programmeTitleEn",
    o.name AS "organizationName", o.name_en AS "organizationNameEn", o.sender_name AS "senderName",
    o.contact_email AS "contactEmail", o.contact_tel AS "contactTel",
    p.id AS "placeId", p.status AS "placeStatus", p.released_at AS "releasedAt",
    s.id AS "sessionId", s.status AS "sessionStatus", s.number, s.title, s.topic, s.date_text AS "dateText",
    s.within_from AS "withinFrom", s.within_until AS "withinUntil",
    s.starts_on AS "startsOn", s.ends_on AS "endsOn", s.start_time AS "startTime", s.end_time AS "endTime",
    s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.cancel_reason AS "cancelReason",
    v.name AS "venueName", v.name_en AS "venueNameEn", v.address AS "venueAddress"
  FROM registrations r
  JOIN organizations o ON o.id = r.organization_id
  JOIN programmes g ON g.id = r.programme_id
  LEFT JOIN places p ON p.registration_id = r.id
  LEFT JOIN sessions s ON s.id = p.session_id
  LEFT JOIN venues v ON v.id = s.venue_id`;

const BY_DATE = 'ORDER BY s.starts_at NULLS LAST, s.number, s.id';

/** A registration with everything that its mails may say; null once it is gone. */
export async function registrationToNotify(db: DataSource, id: string): Promise<NoticeRegistration | null> {
  return toRegistration(await db.query<NoticeRow[]>(`${SELECT_NOTICE} WHERE r.id = $1 ${BY_DATE}`, [id]));
}

/** The registration that holds this place; null once it is gone. */
export async function registrationOfPlace(
  db: DataSource,
  placeId: string,
): Promise<NoticeRegistration | null> {
  const holder = '(SELECT registration_id FROM places WHERE id = $1)';
  return toRegistration(
    await db.query<NoticeRow[]>(`${SELECT_NOTICE} WHERE r.id = ${holder} ${BY_DATE}`, [placeId]),
  );
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

function toRegistration(rows: readonly NoticeRow[]): NoticeRegistration | null {
  const [first] = rows;
  if (!first) return null;
  return { ...first, places: rows.filter((row) => row.placeId !== null).map(toPlace) };
}

function toPlace(row: NoticeRow): NoticePlace {
  return {
    id: row.placeId as string,
    status: row.placeStatus,
    releasedAt: row.releasedAt,
    session: { ...row, id: row.sessionId, status: row.sessionStatus },
  };
}
