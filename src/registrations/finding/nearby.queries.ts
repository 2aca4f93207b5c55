import type { DataSource } from 'typeorm';
import { conditionsOf, ORDINARY, type SessionFilter, sessionOfTown } from '../sessions/session-conditions.js';

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

/**
 * Counts what is held; what is cancelled, nobody misses.
 * @param filter of the page, without `near`
 * @param desks courses that the page has on one line, wherever they are: each counts once, and not day by day
 */
export async function countLeftOut(
  db: DataSource,
  filter: SessionFilter,
  { venueIds, town }: NonNullable<SessionFilter['near']>,
  desks: readonly string[],
): Promise<LeftOut> {
  const parameters: unknown[] = [];
  const conditions = conditionsOf(filter, parameters);
  parameters.push(venueIds, town, desks);
  const count = parameters.length;
  const [venues, own] = [`$${count - 2}::uuid[]`, sessionOfTown(`$${count - 1}`)];
  const entry = `CASE WHEN session.course_id = ANY($${count}::uuid[]) AND ${ORDINARY} THEN session.course_id ELSE session.id END`;
  const [row] = await db.query(
    `SELECT
       (count(DISTINCT ${entry}) FILTER (WHERE ${own} AND venue.latitude IS NOT NULL AND venue.id <> ALL(${venues})))::int AS far,
       (count(DISTINCT ${entry}) FILTER (WHERE NOT ${own} AND venue.latitude IS NULL AND NOT coalesce(venue.online, false)))::int
         AS unplaced
     FROM sessions session LEFT JOIN venues venue ON venue.id = session.venue_id
     WHERE session.status = 'scheduled' AND ${conditions.join(' AND ')}`,
    parameters,
  );
  return row;
}
