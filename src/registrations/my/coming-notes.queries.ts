import type { DataSource } from 'typeorm';
import type { ProgrammePage } from '../public/programme-pages.queries.js';

/** What whoever comes should know beside when and where. */
export interface ComingNotes {
  /** 持ち物, in the organizer's words; null: the source does not say. */
  readonly bring: string | null;
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
    `SELECT programme.bring, jsonb_array_length(programme.reminders) > 0 AS "remindsAhead",
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
