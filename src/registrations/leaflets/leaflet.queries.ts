import type { DataSource } from 'typeorm';
import { type PictureView, pictureSql } from '../../organizations/pictures/picture.queries.js';

/** What leaflets say of a programme beside its public page. */
export interface LeafletProgramme {
  readonly id: string;
  readonly organizationId: string;
  readonly slug: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly summaryEn: string | null;
  readonly summarySimple: string | null;
  readonly bring: string | null;
  readonly anonymous: boolean | null;
  readonly lookOnly: boolean | null;
  readonly cameraOff: boolean | null;
  /** Colour of the organization, `#rrggbb`; null: that of the site. */
  readonly accent: string | null;
  readonly logo: PictureView | null;
  /** A photograph; null: there is none. */
  readonly picture: PictureView | null;
}

/** @param slug of the programme */
export async function leafletProgramme(db: DataSource, slug: string): Promise<LeafletProgramme | undefined> {
  const [row]: LeafletProgramme[] = await db.query(
    `SELECT programme.id, programme.organization_id AS "organizationId", programme.slug, programme.title,
       programme.title_en AS "titleEn", programme.summary_en AS "summaryEn",
       programme.summary_simple AS "summarySimple", programme.bring, programme.anonymous,
       programme.look_only AS "lookOnly", programme.camera_off AS "cameraOff", organization.accent,
       ${pictureSql('organization.logo_id')} AS logo,
       ${pictureSql('programme.picture_id')} AS picture
     FROM programmes programme JOIN organizations organization ON organization.id = programme.organization_id
     WHERE programme.slug = $1`,
    [slug],
  );
  return row;
}

/** A course by its id. */
export async function courseOf(
  db: DataSource,
  id: string,
): Promise<{ readonly id: string; readonly slug: string } | undefined> {
  const [row] = await db.query(
    `SELECT course.id, programme.slug FROM courses course JOIN programmes programme ON programme.id = course.programme_id
     WHERE course.id = $1`,
    [id],
  );
  return row;
}
