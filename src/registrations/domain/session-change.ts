/** The fields of a session that staff may change, as they are told to people (civil values in its time zone). */
export interface ChangeableSession {
  readonly startsOn: string | null;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly endsOn: string | null;
  readonly venueId: string | null;
  readonly topic: string | null;
  readonly lecturer: string | null;
  readonly status: 'scheduled' | 'cancelled';
  readonly cancelReason: string | null;
}

export interface SessionDifference {
  /** Names of the fields that differ. */
  readonly fields: readonly (keyof ChangeableSession)[];
  /** The mail that its holders must get, if any (I6). */
  readonly notice: 'changed' | 'cancelled_session' | null;
}

const WHEN_AND_WHERE: readonly (keyof ChangeableSession)[] = [
  'startsOn',
  'startTime',
  'endTime',
  'endsOn',
  'venueId',
];

/** What a change does: which fields, and whether the people who hold a place must hear of it. */
export function sessionDifference(before: ChangeableSession, after: ChangeableSession): SessionDifference {
  const fields = (Object.keys(after) as (keyof ChangeableSession)[]).filter(
    (field) => before[field] !== after[field],
  );
  if (fields.includes('status')) {
    return { fields, notice: after.status === 'cancelled' ? 'cancelled_session' : 'changed' };
  }
  const moved = after.status === 'scheduled' && fields.some((field) => WHEN_AND_WHERE.includes(field));
  return { fields, notice: moved ? 'changed' : null };
}
