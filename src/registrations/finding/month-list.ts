import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CivilDate } from '../../shared/civil-time.js';
import { conditionsOf } from '../sessions/session-conditions.js';
import type { SessionView } from '../sessions/session-view.js';
import { Sessions } from '../sessions/sessions.js';
import { FoundSessions, type Wanted } from './found-sessions.js';

/** A month as its table shows it. */
export interface MonthOfSessions {
  /** In their order; of those that begin on one day the first few, and all that last several days. */
  readonly sessions: readonly SessionView[];
  /** How many begin on each day. */
  readonly beginning: ReadonlyMap<CivilDate, number>;
  readonly count: number;
  /** Without a date, of which it is known that they are held in that month, or may be; the first of them. */
  readonly undated: readonly SessionView[];
  /** False where there are so many that the numbers are those of the first of them. */
  readonly isWhole: boolean;
}

type Dated = Omit<MonthOfSessions, 'undated'>;

/** Sessions of which one request looks at the seats: more than a month of all towns together has. */
const MOST_LOOKED_AT = 600;
/** What lasts several days, in one month. */
const MOST_LONG = 200;
/** Without a date, in one month. */
const MOST_UNDATED = 20;

/** What is on in a month, whatever the number: days are counted in the database, and only what the table names is read. */
@Injectable()
export class MonthList {
  constructor(
    private readonly db: DataSource,
    private readonly sessions: Sessions,
    private readonly found: FoundSessions,
  ) {}

  /**
   * @param perDay how many sessions the table names on one day
   * @param wanted with `from` and `to`, the first and last day of the month
   */
  async month(
    wanted: Wanted & { readonly from: CivilDate; readonly to: CivilDate },
    perDay: number,
  ): Promise<MonthOfSessions> {
    const dated = await (wanted.free ? this.freeOnes(wanted) : this.counted(wanted, perDay));
    const { from, to, gathered: _, ...others } = wanted;
    const undated = await this.found.all(
      { ...others, undatedWithin: { from, to }, includeUndated: true },
      MOST_UNDATED,
    );
    return { ...dated, undated: undated.sessions };
  }

  private async freeOnes(wanted: Wanted): Promise<Dated> {
    const { sessions, isWhole } = await this.found.all(wanted, MOST_LOOKED_AT);
    const beginning = new Map<CivilDate, number>();
    for (const { startsOn } of sessions) {
      if (startsOn) beginning.set(startsOn, (beginning.get(startsOn) ?? 0) + 1);
    }
    return { sessions, beginning, count: sessions.length, isWhole };
  }

  private async counted({ free: _, ...filter }: Wanted, perDay: number): Promise<Dated> {
    const parameters: unknown[] = [];
    const conditions = conditionsOf(filter, parameters);
    parameters.push(perDay, MOST_LONG);
    const rows: { id: string; startsOn: CivilDate; many: number }[] = await this.db.query(
      `SELECT id, starts_on::text AS "startsOn", many FROM (
         SELECT session.id, session.starts_on, session.ends_on, session.starts_at,
           (count(*) OVER (PARTITION BY session.starts_on))::int AS many,
           row_number() OVER (PARTITION BY session.starts_on ORDER BY session.starts_at, session.id) AS place,
           row_number() OVER (PARTITION BY session.ends_on > session.starts_on
             ORDER BY session.starts_at, session.id) AS place_of_long
         FROM sessions session WHERE ${conditions.join(' AND ')}) listed
       WHERE place <= $${parameters.length - 1}::int
         OR ends_on > starts_on AND place_of_long <= $${parameters.length}::int`,
      parameters,
    );
    const beginning = new Map(rows.map(({ startsOn, many }) => [startsOn, many]));
    const sessions = rows.length > 0 ? await this.sessions.list({ ids: rows.map(({ id }) => id) }) : [];
    const count = [...beginning.values()].reduce((sum, many) => sum + many, 0);
    return { sessions, beginning, count, isWhole: true };
  }
}
