import type { DataSource } from 'typeorm';
import type { CivilDate } from '../../shared/civil-time.js';
import type { TallyFacts } from '../domain/tally.js';

/**
 * Whether figures are of a period: what came about within it; what there was on one of its days, or had added up until then; what
 * goes on and has begun by its end.
 */
export function isInPeriod(
  { startsOn, endsOn, cumulative, kind }: Pick<TallyFacts, 'startsOn' | 'endsOn' | 'cumulative' | 'kind'>,
  period: { readonly from: CivilDate; readonly to: CivilDate },
  asOf: CivilDate,
): boolean {
  if (endsOn === null) return startsOn !== null && startsOn <= period.to && asOf >= period.from;
  const ends = endsOn >= period.from && endsOn <= period.to;
  return kind === 'stock' || cumulative || startsOn === null ? ends : ends && startsOn >= period.from;
}

/** A programme and everything that is a part of it. */
export async function wholeNamed(db: DataSource, programmeId: string): Promise<string[]> {
  const rows: { id: string }[] = await db.query(
    `WITH RECURSIVE part AS (
       SELECT id FROM programmes WHERE id = $1
       UNION SELECT p.id FROM part JOIN programmes p ON p.part_of_id = part.id)
     SELECT id FROM part`,
    [programmeId],
  );
  return rows.map(({ id }) => id);
}
