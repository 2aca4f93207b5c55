import type { Fault } from '../../shared/domain-error.js';

/** 出席, 遅刻, 早退, オンライン, 欠席（連絡あり）, 欠席. */
export const MARKS = ['attended', 'late', 'left_early', 'online', 'excused', 'absent'] as const;
export type Mark = (typeof MARKS)[number];

/** Most people of one party. */
export const MOST_MEMBERS = 20;

/**
 * What stands against the people of one place, each at the number by which its party knows them: 0 the contact, 1 and up who
 * come along. Null: not marked, which says nothing of them.
 */
export type PartyMarks = readonly (Mark | null)[];

/** One place that may be marked: people in its party as registered, and what stands against them now. */
export interface MarkedParty {
  readonly people: number;
  readonly marks: PartyMarks;
}

/**
 * What someone wants to stand against a place: either one `mark` for the first `people` of its party (null: all of it) while the
 * others are absent, or `members`, each with their own; who is left out there is not marked. Neither: nobody of it is marked.
 */
export interface MarkRequest {
  readonly place: string;
  readonly mark: Mark | null;
  readonly people: number | null;
  readonly members: readonly { readonly member: number; readonly mark: Mark }[] | null;
}

/** Whether this mark counts into 延べ. */
export function isPresence(mark: Mark): boolean {
  return mark !== 'excused' && mark !== 'absent';
}

/** What is said of a place in one word: how those who came did so, else why nobody did; and how many came. */
export function summaryOf(marks: PartyMarks): { readonly mark: Mark | null; readonly people: number | null } {
  const present = marks.filter((mark): mark is Mark => mark !== null && isPresence(mark));
  const mark = present[0] ?? marks.find((one) => one !== null) ?? null;
  return { mark, people: mark && present.length };
}

/**
 * The marks that a request asks for, by place id, or what is wrong with it. A place of which it says in one word what stands
 * already keeps the marks that each of its party has.
 * @param parties each place that may be marked, by its id.
 */
export function decideMarks(
  requests: readonly MarkRequest[],
  parties: ReadonlyMap<string, MarkedParty>,
): { readonly marks: ReadonlyMap<string, PartyMarks>; readonly faults: readonly Fault[] } {
  const marks = new Map<string, PartyMarks>();
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const [index, request] of requests.entries()) {
    const { place } = request;
    const party = parties.get(place);
    const fault = !party
      ? { field: 'place', code: 'unknownPlace' }
      : seen.has(place)
        ? { field: 'place', code: 'repeated' }
        : faultOf(request, party);
    seen.add(place);
    if (fault) faults.push({ ...fault, field: `marks.${index}.${fault.field}` });
    else if (party) marks.set(place, asked(request, party));
  }
  for (const [place, party] of marks) if (party.every((mark) => mark === null)) marks.delete(place);
  return { marks, faults };
}

function faultOf({ mark, people, members }: MarkRequest, party: MarkedParty): Fault | null {
  if (members === null) {
    const isPart = people === null || (people >= 1 && people <= party.people);
    if (!mark || !isPresence(mark) || isPart) return null;
    return { field: 'people', code: 'partOfParty', params: { max: party.people } };
  }
  if (mark !== null) return { field: 'members', code: 'markOrMembers' };
  const largest = Math.max(party.people, party.marks.length) - 1;
  for (const [index, { member }] of members.entries()) {
    if (member > largest)
      return { field: `members.${index}.member`, code: 'unknownMember', params: { max: largest } };
    if (members.findIndex((other) => other.member === member) < index)
      return { field: `members.${index}.member`, code: 'repeated' };
  }
  return null;
}

function asked({ mark, people, members }: MarkRequest, party: MarkedParty): PartyMarks {
  if (members !== null) {
    const length = Math.max(party.people, ...members.map(({ member }) => member + 1));
    const byMember = new Map(members.map((one) => [one.member, one.mark]));
    return Array.from({ length }, (_, member) => byMember.get(member) ?? null);
  }
  if (mark === null) return [];
  const came = isPresence(mark) ? (people ?? party.people) : 0;
  const standing = summaryOf(party.marks);
  if (standing.mark === mark && standing.people === came) return party.marks;
  return Array.from({ length: party.people }, (_, member) => (came === 0 || member < came ? mark : 'absent'));
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
