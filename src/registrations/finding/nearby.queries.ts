import type { DataSource } from 'typeorm';
import { conditionsOf, type SessionFilter } from '../sessions/session-conditions.js';

/** What a printed line says of a programme, in the source's words; null: the source does not say. */
export interface LineFacts {
  readonly slug: string;
  readonly audience: string | null;
  readonly audiences: readonly string[];
  readonly fee: string | null;
  readonly contact: string | null;
  readonly tel: string | null;
  readonly extension: string | null;
}

/** @param slugs of the programmes */
export function selectLineFacts(db: DataSource, slugs: readonly string[]): Promise<LineFacts[]> {
  return db.query(
    `SELECT programme.slug, programme.audience, programme.audiences, programme.fee,
       coalesce(programme.contact, organization.contact_name) AS contact,
       coalesce(programme.contact_tel, organization.contact_tel) AS tel,
       CASE WHEN programme.contact_tel IS NOT NULL THEN programme.contact_extension END AS extension
     FROM programmes programme JOIN organizations organization ON organization.id = programme.organization_id
     WHERE programme.slug = ANY($1::text[])`,
    [slugs],
  );
}

/** Sessions that a page about the surroundings of a venue does not have. */
export interface LeftOut {
  /** Of the organization itself: too far away. */
  readonly far: number;
  /** Of other organizations: in places of which nobody knows how far they are. Online rooms are none. */
  readonly unplaced: number;
}

/** @param filter of the page, without `near` */
export async function countLeftOut(
  db: DataSource,
  filter: SessionFilter,
  { venueIds, organization }: NonNullable<SessionFilter['near']>,
): Promise<LeftOut> {
  const parameters: unknown[] = [];
  const conditions = conditionsOf(filter, parameters);
  parameters.push(venueIds, organization);
  const [venues, own] = [`$${parameters.length - 1}::uuid[]`, `$${parameters.length}::text`];
  const [row] = await db.query(
    `SELECT
       (count(*) FILTER (WHERE town.slug = ${own} AND venue.latitude IS NOT NULL AND venue.id <> ALL(${venues})))::int AS far,
       (count(*) FILTER (WHERE town.slug <> ${own} AND venue.latitude IS NULL AND NOT coalesce(venue.online, false)))::int
         AS unplaced
     FROM sessions session JOIN organizations town ON town.id = session.organization_id
     LEFT JOIN venues venue ON venue.id = session.venue_id
     WHERE ${conditions.join(' AND ')}`,
    parameters,
  );
  return row;
}
