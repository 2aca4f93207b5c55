/** A session as its number depends on it. */
export interface NumberedSession {
  readonly id: string;
  readonly number: number | null;
  readonly status: 'scheduled' | 'cancelled';
  readonly startsOn: string | null;
  readonly startTime: string | null;
  /** Last day of the months in which an undated one will be. */
  readonly withinUntil: string | null;
}

export interface Renumbered<Session extends NumberedSession> {
  readonly session: Session;
  readonly number: number | null;
}

/**
 * Numbers the sessions of a course by date: those that take place 1, 2, 3 and so on, undated ones by the months that are
 * known, and last where none are. One that fell out keeps its number only where no other has it now, as towns do who say
 * 「第4回は中止」 and go on with the fifth; else it has none.
 * @returns all of them, in that order
 */
export function renumbered<Session extends NumberedSession>(
  sessions: readonly Session[],
): Renumbered<Session>[] {
  const inOrder = [...sessions].sort((one, other) => compare(orderOf(one), orderOf(other)));
  const held = inOrder.filter(({ status }) => status === 'scheduled');
  const numberById = new Map(held.map(({ id }, index) => [id, index + 1]));
  const taken = new Set<number | null>(numberById.values());
  return inOrder.map((session) => {
    const kept = taken.has(session.number) ? null : session.number;
    return { session, number: numberById.get(session.id) ?? kept };
  });
}

/** A date that comes after all others, for what is known of none. */
const LAST = '9999-12-31';

function orderOf({ id, number, startsOn, startTime, withinUntil }: NumberedSession): readonly string[] {
  const day = startsOn ?? withinUntil ?? LAST;
  const isUndated = startsOn === null ? '1' : '0';
  return [day, isUndated, startTime ?? '', String(number ?? 0).padStart(6, '0'), id];
}

function compare(one: readonly string[], other: readonly string[]): number {
  const at = one.findIndex((part, index) => part !== other[index]);
  if (at < 0) return 0;
  return one[at]! < other[at]! ? -1 : 1;
}
