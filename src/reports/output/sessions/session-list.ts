import { addDays, addMonths, type CivilDate } from '../../../shared/civil-time.js';
import type { Selection } from '../../figures/picked.sql.js';
import type { ListedSession, SessionListQueries } from './session-list.queries.js';

/**
 * Every session of a selection in order of its day, a month at a time: a list of any length is never held as a whole, and the
 * database is asked for the next month only when somebody reads on.
 */
export async function* sessionsOf(
  queries: SessionListQueries,
  selection: Selection,
): AsyncGenerator<ListedSession> {
  const span = await queries.span(selection);
  if (!span) return;
  for (let from: CivilDate = span.first; from <= span.last; ) {
    const next = addMonths(`${from.slice(0, 7)}-01`, 1);
    const end = addDays(next, -1);
    yield* await queries.between(selection, from, [end, span.last].sort()[0] ?? end);
    from = next;
  }
}
