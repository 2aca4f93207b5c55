import { isDeepStrictEqual } from 'node:util';

/** The fields of a session that staff may change, as they are told to people (civil values in its time zone). */
export interface ChangeableSession {
  readonly number: number | null;
  readonly title: string | null;
  readonly topic: string | null;
  readonly format: string | null;
  readonly lecturer: string | null;
  readonly venueId: string | null;
  readonly startsOn: string | null;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly endsOn: string | null;
  readonly dateText: string | null;
  readonly withinFrom: string | null;
  readonly withinUntil: string | null;
  readonly doorsOpen: string | null;
  readonly durationText: string | null;
  readonly segments: readonly { readonly start: string; readonly topic: string }[];
  readonly alsoForIds: readonly string[];
  readonly status: 'scheduled' | 'cancelled';
  readonly cancelReason: string | null;
}

export type ChangeableField = keyof ChangeableSession;

export interface SessionDifference {
  /** Names of the fields that differ. */
  readonly fields: readonly ChangeableField[];
  /** The mail that its holders must get, if any (I6). */
  readonly notice: 'changed' | 'cancelled_session' | null;
}

/** True for a change that holders of a place must hear of; of an undated session, what is known of its date is its when. */
const IS_WHEN_OR_WHERE: Readonly<Record<ChangeableField, boolean>> = {
  number: false,
  title: false,
  topic: false,
  format: false,
  lecturer: false,
  venueId: true,
  startsOn: true,
  startTime: true,
  endTime: true,
  endsOn: true,
  dateText: true,
  withinFrom: true,
  withinUntil: true,
  doorsOpen: false,
  durationText: false,
  segments: false,
  alsoForIds: false,
  status: false,
  cancelReason: false,
};

/** All of them, in the order in which people are told. */
export const CHANGEABLE_FIELDS = Object.keys(IS_WHEN_OR_WHERE) as readonly ChangeableField[];

/** What a change does: which fields, and whether the people who hold a place must hear of it. */
export function sessionDifference(before: ChangeableSession, after: ChangeableSession): SessionDifference {
  const fields = CHANGEABLE_FIELDS.filter((field) => !isDeepStrictEqual(before[field], after[field]));
  if (fields.includes('status')) {
    return { fields, notice: after.status === 'cancelled' ? 'cancelled_session' : 'changed' };
  }
  const moved = after.status === 'scheduled' && fields.some((field) => IS_WHEN_OR_WHERE[field]);
  return { fields, notice: moved ? 'changed' : null };
}

/** When a session ends; null: not known. */
interface Ending {
  readonly endsAt: Date | null;
}

/** True where the session is over before and after a change: history being put right, of which nobody need hear. */
export function isHistory(before: Ending, after: Ending, now: Date): boolean {
  return [before, after].every(({ endsAt }) => endsAt !== null && endsAt <= now);
}

/** What the audit log keeps of a change: its name, and what each field was and is; null where no field differs. */
export function recordedChange(before: ChangeableSession, after: ChangeableSession) {
  const { fields } = sessionDifference(before, after);
  if (fields.length === 0) return null;
  const picked = (session: ChangeableSession) =>
    Object.fromEntries(fields.map((field) => [field, session[field]]));
  const acts = { scheduled: 'session.restored', cancelled: 'session.cancelled' } as const;
  const action = fields.includes('status') ? acts[after.status] : 'session.changed';
  return { action, before: picked(before), after: picked(after) };
}

/** The part of a session that its holders were told, to be kept with the notice of a change. */
export function announced(session: ChangeableSession) {
  const { startsOn, endsOn, startTime, endTime, dateText, withinFrom, withinUntil } = session;
  const known = startsOn === null ? { dateText, withinFrom, withinUntil } : {};
  const calledOff = session.status === 'cancelled' ? { wasCancelled: true } : {};
  return { startsOn, endsOn, startTime, endTime, ...known, ...calledOff };
}
