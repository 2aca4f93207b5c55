import type { SessionView } from '../../registrations/sessions/session-view.js';
import type { Month } from '../domain/digest-month.js';

/** What a digest has to say, at the moment it is written. */
export interface DigestContent {
  readonly month: Month;
  /** By day, then undated ones; none that is over, cancelled ones as such. */
  readonly sessions: readonly SessionView[];
  /** Undated sessions that may be held in this month, or in another. */
  readonly perhaps: number;
}

/** Days in a month from which on something is told of as open, not day by day: twice a week. */
const OFTEN = 8;

/** What is open again and again in the month, on one line instead of on every day. */
export interface OpenOften {
  readonly first: SessionView;
  /** Its days, in their order; the same clock times on all, or null. */
  readonly days: readonly string[];
  readonly hasOneTime: boolean;
}

export interface DigestOverview {
  /** Dated sessions by the day on which they start. */
  readonly days: readonly { readonly date: string; readonly sessions: readonly SessionView[] }[];
  readonly undated: readonly SessionView[];
  readonly often: readonly OpenOften[];
}

/** Sorts what a digest lists: by day; what is open often and has nothing to be said of each day, apart. */
export function overviewOf(sessions: readonly SessionView[]): DigestOverview {
  const dated = sessions.filter(({ startsOn }) => startsOn !== null);
  const plain = new Map<string, SessionView[]>();
  for (const session of dated.filter(isPlain)) {
    plain.set(session.course.id, [...(plain.get(session.course.id) ?? []), session]);
  }
  const often = [...plain.values()].filter((held) => held.length >= OFTEN);
  const gathered = new Set(often.flat());
  const days = new Map<string, SessionView[]>();
  for (const session of dated.filter((one) => !gathered.has(one))) {
    const date = session.startsOn as string;
    days.set(date, [...(days.get(date) ?? []), session]);
  }
  return {
    days: [...days].map(([date, held]) => ({ date, sessions: held })),
    undated: sessions.filter(({ startsOn }) => startsOn === null),
    often: often.map((held) => {
      const first = held[0] as SessionView;
      return {
        first,
        days: held.map(({ startsOn }) => startsOn as string),
        hasOneTime: held.every(
          ({ startTime, endTime }) => startTime === first.startTime && endTime === first.endTime,
        ),
      };
    }),
  };
}

/** True where nothing is to be said of this session but when and where: nobody registers for it. */
function isPlain({ status, title, topic, registration }: SessionView): boolean {
  const { mode } = registration;
  const isFree = mode !== 'course' && mode !== 'session' && mode !== 'both';
  return status === 'scheduled' && title === null && topic === null && isFree;
}
