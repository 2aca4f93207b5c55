import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SharedLooks } from '../shared-looks.js';
import { prepared } from './prepared.js';

/**
 * The snapshot: below its `xmax`, which transactions are over and which are not. Every write has a transaction id, and becomes
 * visible in the moment in which its id leaves this list or falls below `xmax`: equal snapshots see equal data, and none
 * comes back, for `xmax` (64 bits) never falls and the list below it only shrinks. Of a transaction within a transaction nothing
 * is seen before the outer one, whose id is in the text. A standby's text does not name what is under way there: it gets no
 * mark. The start of the server tells one server from another that took its place with a shorter history.
 */
const MARK = prepared(`SELECT CASE WHEN NOT pg_is_in_recovery()
  THEN pg_current_snapshot() || '@' || extract(epoch FROM pg_postmaster_start_time()) END AS mark`);

/** What the database says of itself: whether anything at all was committed since somebody looked. */
@Injectable()
export class DatabaseMarks {
  private readonly looks = new SharedLooks<string | undefined>();

  constructor(private readonly db: DataSource) {}

  /**
   * A text that is the same as long as nothing is committed, and never again afterwards; it is read after this call. Whoever
   * reads data must look before. Undefined where the server cannot tell.
   * @throws what the database throws while it is away
   */
  current(): Promise<string | undefined> {
    return this.looks.look('', async () => {
      const [row]: { mark: string | null }[] = await this.db.query(MARK, []);
      return row?.mark ?? undefined;
    });
  }
}
