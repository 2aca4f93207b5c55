import type { DataSource, EntityManager } from 'typeorm';
import type { StaffScope } from '../../programmes/programme-access.js';
import type { TallyFacts } from '../domain/tally.js';

/** One typed-in table, and whose it is. */
export interface TallyRow extends TallyFacts {
  readonly id: string;
  readonly organization: {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly nameEn: string | null;
  };
  /** Null: of the organization as a whole. */
  readonly programme: {
    readonly id: string;
    readonly slug: string;
    readonly title: string;
    readonly titleEn: string | null;
  } | null;
  readonly changedAt: Date;
  /** Name of who changed it last; null: the account is gone. */
  readonly changedBy: string | null;
}

/** Which tables, among those of the reader; what is left out does not restrict. */
export interface TallyFilter {
  readonly organizationId?: string;
  /** Ids of programmes; tables of the organization as a whole are then left out. */
  readonly programmeIds?: readonly string[];
  readonly id?: string;
}

type Db = DataSource | EntityManager;

/** Lines in their order, each with its parts: `within` is the position of the line of which one is a part. */
const LINES = `(
    SELECT coalesce(jsonb_agg(jsonb_build_object('label', line.label, 'value', line.value,
             'approximate', line.approximate, 'outOf', line.out_of, 'parts', (
               SELECT coalesce(jsonb_agg(jsonb_build_object('label', part.label, 'value', part.value,
                        'approximate', part.approximate, 'outOf', part.out_of) ORDER BY part.position), '[]')
                 FROM tally_lines part WHERE part.tally_id = line.tally_id AND part.within = line.position))
             ORDER BY line.position), '[]')
      FROM tally_lines line WHERE line.tally_id = t.id AND line.within IS NULL)`;

const TALLIES = `
  SELECT t.id, jsonb_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'nameEn', o.name_en) AS organization,
         CASE WHEN p.id IS NOT NULL THEN jsonb_build_object('id', p.id, 'slug', p.slug, 'title', p.title,
           'titleEn', p.title_en) END AS programme,
         t.axis, t.unit, t.qualifier, t.kind, t.starts_on AS "startsOn", t.ends_on AS "endsOn", t.cumulative, t.total,
         t.exhaustive, t.note, t.source, t.changed_at AS "changedAt", coalesce(m.name, token.label) AS "changedBy",
         ${LINES} AS lines
    FROM tallies t
    JOIN organizations o ON o.id = t.organization_id
    LEFT JOIN programmes p ON p.id = t.programme_id
    LEFT JOIN staff_members m ON t.changed_by = 'staff:' || m.id
    LEFT JOIN api_tokens token ON t.changed_by = 'token:' || token.id
   WHERE (t.organization_id = ANY ($1::uuid[]) OR t.programme_id = ANY ($2::uuid[]))
     AND ($3::uuid IS NULL OR t.organization_id = $3)
     AND ($4::uuid[] IS NULL OR t.programme_id = ANY ($4))
     AND ($5::text IS NULL OR t.id::text = $5)
   ORDER BY o.name, o.id, p.position NULLS FIRST, p.title, p.id, t.axis COLLATE "C", t.unit COLLATE "C", t.qualifier, t.kind,
            t.ends_on DESC NULLS FIRST, t.starts_on DESC NULLS LAST, t.id`;

/** Tables of the scope, the organization's own first, then by programme; the latest period of each first. */
export function talliesOf(db: Db, scope: StaffScope, filter: TallyFilter = {}): Promise<TallyRow[]> {
  return db.query(TALLIES, [
    scope.organizations,
    scope.programmes,
    filter.organizationId ?? null,
    filter.programmeIds ?? null,
    filter.id ?? null,
  ]);
}

/** What is asked of a table that somebody wants to change: whose it is; the row waits until the act is over. */
export async function lockTally(
  tx: EntityManager,
  id: string,
): Promise<{ readonly organizationId: string; readonly programmeId: string | null } | undefined> {
  const [row]: { organizationId: string; programmeId: string | null }[] = await tx.query(
    `SELECT organization_id AS "organizationId", programme_id AS "programmeId"
       FROM tallies WHERE id::text = $1 FOR UPDATE`,
    [id],
  );
  return row;
}
