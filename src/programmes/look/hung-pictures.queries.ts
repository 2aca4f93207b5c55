import type { DataSource, EntityManager } from 'typeorm';
import type { PictureRole } from '../../organizations/pictures/picture.entity.js';
import { type PictureView, pictureSql } from '../../organizations/pictures/picture.queries.js';

/** Where a picture can hang: the table, the column that points to it, and what it is there. */
export interface PictureWall {
  readonly table: 'organizations' | 'programmes' | 'venues';
  readonly column: 'logo_id' | 'picture_id';
  readonly role: PictureRole;
  /** The organization's id, and what one calls the thing, in SQL. */
  readonly organization: string;
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string;
}

export const WALLS = {
  organization: {
    ...{ table: 'organizations', column: 'logo_id', role: 'logo', organization: 'thing.id' },
    ...{ slug: 'thing.slug', name: 'thing.name', nameEn: 'thing.name_en' },
  },
  programme: {
    ...{
      table: 'programmes',
      column: 'picture_id',
      role: 'photograph',
      organization: 'thing.organization_id',
    },
    ...{ slug: 'thing.slug', name: 'thing.title', nameEn: 'thing.title_en' },
  },
  venue: {
    ...{ table: 'venues', column: 'picture_id', role: 'photograph', organization: 'thing.organization_id' },
    ...{ slug: 'thing.id::text', name: 'thing.name', nameEn: 'thing.name_en' },
  },
} as const satisfies Record<string, PictureWall>;

export type WallName = keyof typeof WALLS;

/** What a picture hangs on, and the picture. */
export interface HungPicture {
  readonly id: string;
  /** By which its pages are addressed. */
  readonly slug: string;
  readonly organizationId: string;
  readonly organizationSlug: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly pictureId: string | null;
  readonly picture: PictureView | null;
}

/** Undefined where there is no such thing. `slugOrId`: by slug or id. */
export async function selectHung(
  db: DataSource | EntityManager,
  wall: PictureWall,
  slugOrId: string,
): Promise<HungPicture | undefined> {
  const [row]: HungPicture[] = await db.query(
    `SELECT thing.id, ${wall.slug} AS slug, town.id AS "organizationId", town.slug AS "organizationSlug",
       ${wall.name} AS name, ${wall.nameEn} AS "nameEn", thing.${wall.column} AS "pictureId",
       ${pictureSql(`thing.${wall.column}`)} AS picture
     FROM ${wall.table} thing JOIN organizations town ON town.id = ${wall.organization}
     WHERE ${wall.slug} = $1 OR thing.id::text = $1`,
    [slugOrId],
  );
  return row;
}

/** Hangs a picture up, or takes it down (null); what hung there before is erased by the database. */
export async function hang(
  tx: EntityManager,
  { table, column }: PictureWall,
  id: string,
  pictureId: string | null,
): Promise<void> {
  await tx.query(`UPDATE ${table} SET ${column} = $2 WHERE id = $1`, [id, pictureId]);
}
