import type { Fault } from '../../shared/domain-error.js';

/** 出席, 遅刻, 早退, オンライン, 欠席（連絡あり）, 欠席. */
export const MARKS = ['attended', 'late', 'left_early', 'online', 'excused', 'absent'] as const;
export type Mark = (typeof MARKS)[number];

/** 本人, 家族, 支援者, その他: whom a head count counts. */
export const CATEGORIES = ['self', 'family', 'supporter', 'other'] as const;
export type Category = (typeof CATEGORIES)[number];

/** What stands against one place. `people` is how many of its party came, 0 exactly where nobody did. */
export interface Marked {
  readonly mark: Mark;
  readonly people: number;
}

/** What someone wants to stand against a place; `mark` null leaves it unmarked, `people` null means the whole party. */
export interface MarkRequest {
  readonly place: string;
  readonly mark: Mark | null;
  readonly people: number | null;
}

/** Whether this mark counts into 延べ. */
export function isPresence(mark: Mark): boolean {
  return mark !== 'excused' && mark !== 'absent';
}

/**
 * The marks that a request asks for, by place id, or what is wrong with it.
 * @param parties people in the party of each place that may be marked, by place id.
 */
export function decideMarks(
  requests: readonly MarkRequest[],
  parties: ReadonlyMap<string, number>,
): { readonly marks: ReadonlyMap<string, Marked>; readonly faults: readonly Fault[] } {
  const marks = new Map<string, Marked>();
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const [index, { place, mark, people }] of requests.entries()) {
    const party = parties.get(place);
    if (party === undefined) {
      faults.push({ field: `marks.${index}.place`, code: 'unknownPlace' });
    } else if (seen.has(place)) {
      faults.push({ field: `marks.${index}.place`, code: 'repeated' });
    } else if (mark && isPresence(mark) && people !== null && (people < 1 || people > party)) {
      faults.push({ field: `marks.${index}.people`, code: 'partOfParty', params: { max: party } });
    } else if (mark) {
      marks.set(place, { mark, people: isPresence(mark) ? (people ?? party) : 0 });
    }
    seen.add(place);
  }
  return { marks, faults };
}

/** Why attendance of a session cannot be recorded now; null where it can. */
export type RecordingObstacle = 'cancelled' | 'undated' | 'not_yet';

/**
 * Attendance is recorded from the day of the session on: a mark made earlier would make a session look held and
 * recorded before anyone could come.
 * @param today the date on a wall calendar in the session's zone.
 */
export function recordingObstacle(
  session: { readonly status: 'scheduled' | 'cancelled'; readonly startsOn: string | null },
  today: string,
): RecordingObstacle | null {
  if (session.status === 'cancelled') return 'cancelled';
  if (session.startsOn === null) return 'undated';
  return session.startsOn > today ? 'not_yet' : null;
}
