import { civilDateOf } from '../../shared/civil-time.js';
import { isPresence, type Mark } from '../domain/attendance.js';
import { type Attendance, attendanceOf, type SessionStanding, standingOf } from '../domain/completion.js';
import type { CompletionCourse, CompletionRow, CourseSession, PlaceOfPerson } from './completion.queries.js';

export interface TableSession extends CourseSession {
  readonly standing: SessionStanding;
}

/** Somebody who may complete a course, with what stands against them in each of its sessions. */
export interface TablePerson extends Attendance {
  /** `<registration>.<member>` by which forms and clients name them: of their completion, else of their first registration. */
  readonly key: string;
  /** The same of all their registrations: each of these names them. */
  readonly keys: readonly string[];
  readonly registrationId: string;
  readonly member: number;
  /** Null: one of a party that is not named. */
  readonly nickname: string | null;
  readonly contact: string;
  /** 受付番号 of all their registrations. */
  readonly codes: readonly string[];
  readonly municipality: string | null;
  /** In the order of the sessions; `place`: a seat without a mark; null: no seat there. */
  readonly marks: readonly (Mark | 'place' | null)[];
  /** Null: not recognised. */
  readonly completion: CompletionRow | null;
  /** True where the marks of today do not say what was recognised: they were corrected, or more were added, since. */
  readonly differs: boolean;
}

export interface CompletionTable {
  readonly sessions: readonly TableSession[];
  readonly people: readonly TablePerson[];
  /** Numbers of people, by state; `completed` are in none of the others. */
  readonly sums: Readonly<Record<'completed' | 'fulfilled' | 'possible' | 'impossible' | 'no_rule', number>>;
}

/** Who may complete a course, each person once, whatever they registered by; in the order in which they registered. */
export function completionTable(
  course: CompletionCourse,
  {
    places,
    completions,
    now,
  }: { places: readonly PlaceOfPerson[]; completions: readonly CompletionRow[]; now: Date },
): CompletionTable {
  const sessions = course.sessions.map((session) => ({
    ...session,
    standing: standingOf(session, civilDateOf(now, session.timeZone)),
  }));
  const personOf = new Map(places.map((place) => [keyOf(place), place.person]));
  const recognised = new Map<string, CompletionRow>();
  for (const one of completions) {
    const person = personOf.get(keyOf(one)) ?? one.person;
    const known = recognised.get(person);
    // Of two that were recognised before they were found to be one, the one that is on the roll.
    if (!known || (known.enrolledOn === null && one.enrolledOn !== null)) recognised.set(person, one);
  }
  const held = Map.groupBy(places, ({ person }) => person);
  const people = [
    ...[...held].map(([person, own]) => tablePerson(course, sessions, own, recognised.get(person) ?? null)),
    // Whose places are gone since.
    ...[...recognised].flatMap(([person, completion]) =>
      held.has(person) ? [] : [tablePerson(course, sessions, [{ ...completion, ...NOWHERE }], completion)],
    ),
  ];
  const sums = { completed: 0, fulfilled: 0, possible: 0, impossible: 0, no_rule: 0 };
  for (const { completion, state } of people) sums[completion ? 'completed' : state] += 1;
  return { sessions, people, sums };
}

/** Of no session. */
const NOWHERE = { sessionId: '', mark: null } as const;

function keyOf({ registrationId, member }: Pick<PlaceOfPerson, 'registrationId' | 'member'>): string {
  return `${registrationId}.${member}`;
}

function tablePerson(
  course: CompletionCourse,
  sessions: readonly TableSession[],
  own: readonly PlaceOfPerson[],
  completion: CompletionRow | null,
): TablePerson {
  const first = own[0]!;
  const registration = completion ?? first;
  const bySession = Map.groupBy(own, ({ sessionId }) => sessionId);
  const marksOf = (id: string) => (bySession.get(id) ?? []).flatMap(({ mark }) => mark ?? []);
  const attendance = attendanceOf(
    course.rule,
    sessions,
    new Map(sessions.map(({ id }) => [id, marksOf(id)])),
  );
  return {
    ...attendance,
    key: keyOf(registration),
    keys: [...new Set([keyOf(registration), ...own.map(keyOf)])],
    registrationId: registration.registrationId,
    member: registration.member,
    nickname: first.nickname,
    contact: first.contact,
    codes: [...new Set(own.map(({ code }) => code))],
    municipality: own.find(({ municipality }) => municipality !== null)?.municipality ?? null,
    marks: sessions.map(({ id }) => {
      const marks = marksOf(id);
      return marks.find(isPresence) ?? marks[0] ?? (bySession.has(id) ? 'place' : null);
    }),
    completion,
    differs: completion !== null && completion.attended !== attendance.attended,
  };
}
