import type { DataSource } from 'typeorm';
import type { ProgrammePage } from '../public/programme-pages.queries.js';

/** What whoever comes should know beside when and where. */
export interface ComingNotes {
  /** 持ち物, in the organizer's words; null: the source does not say. */
  readonly bring: string | null;
  /** Whether one may come without giving a name; null: the source does not say. */
  readonly anonymous: boolean | null;
  /** True where mails go out ahead of its sessions. */
  readonly remindsAhead: boolean;
  /** Whom to ask, as `partials/contact.eta` reads it. */
  readonly programme: Pick<ProgrammePage, 'contact' | 'contactTel' | 'contactExtension'> & {
    readonly organization: Pick<ProgrammePage['organization'], 'contactName' | 'contactTel' | 'contactEmail'>;
  };
}

/** Of the course that a registration is for. */
export async function comingNotes(db: DataSource, courseId: string): Promise<ComingNotes> {
  const [row]: ComingNotes[] = await db.query(
    `SELECT programme.bring, programme.anonymous, jsonb_array_length(programme.reminders) > 0 AS "remindsAhead",
       json_build_object('contact', programme.contact, 'contactTel', programme.contact_tel,
         'contactExtension', programme.contact_extension, 'organization', json_build_object(
           'contactName', organization.contact_name, 'contactTel', organization.contact_tel,
           'contactEmail', organization.contact_email)) AS programme
     FROM courses course JOIN programmes programme ON programme.id = course.programme_id
     JOIN organizations organization ON organization.id = programme.organization_id
     WHERE course.id = $1`,
    [courseId],
  );
  return row as ComingNotes;
}

/**
 * Links of online rooms by id of the session: of a registration's confirmed places in sessions that are held and not over. They are
 * for its holder alone.
 */
export async function roomsOf(
  db: DataSource,
  registrationId: string,
  now: Date,
): Promise<ReadonlyMap<string, string>> {
  const rows: { id: string; url: string }[] = await db.query(
    `SELECT session.id, venue.url
     FROM places place
     JOIN sessions session ON session.id = place.session_id AND session.status = 'scheduled'
       AND (session.ends_at IS NULL OR session.ends_at > $2)
     JOIN venues venue ON venue.id = session.venue_id AND venue.url IS NOT NULL
     WHERE place.registration_id = $1 AND place.status = 'confirmed'`,
    [registrationId, now],
  );
  return new Map(rows.map(({ id, url }) => [id, url]));
}
