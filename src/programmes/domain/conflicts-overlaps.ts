import { type CivilDate, type CivilTime, shortTime } from '../../shared/civil-time.js';
import { type Booking, type Conflict, type ConflictKind, lastDayOf } from './conflicts-kinds.js';
import { lecturersOf } from './conflicts-lecturers.js';

/** The time that a session takes for certain, half open. */
interface Stretch<Of> {
  readonly of: Of;
  readonly from: number;
  readonly until: number;
}

/**
 * Sessions that meet in a room, in a lecturer, or in a programme. A session takes its room from its start to its end,
 * over several days without a break: what stands there in the evening stands in the way. Where no end is stated it
 * takes its start alone, since nobody said how long; where not even the start is known, its days: that is `room_day`.
 */
export function overlapConflicts(sessions: readonly Booking[]): Conflict[] {
  const timed = sessions.filter(({ startTime }) => startTime !== null).map(stretchOf);
  const rooms = groupsOf(timed, ({ of }) => (of.venueId === null ? [] : [of.venueId]));
  const found: Conflict[] = [];
  const inOneRoom = new Set<string>();
  for (const [venueId, group] of rooms) {
    forEachMeeting(group, (a, b) => {
      const conflict = meeting('room', a, b, venueId, { venueId });
      inOneRoom.add(pairOf(conflict));
      found.push(conflict);
    });
  }
  const apart = (conflict: Conflict) => {
    if (!inOneRoom.has(pairOf(conflict))) found.push(conflict);
  };
  const named = groupsOf(timed, ({ of }) =>
    lecturersOf(of.lecturer).map(({ key }) => `${of.organizationId} ${key}`),
  );
  for (const [group, members] of named) {
    const key = group.slice(group.indexOf(' ') + 1);
    forEachMeeting(members, (a, b) => {
      const lecturer = lecturersOf(a.of.lecturer).find((one) => one.key === key)?.name ?? key;
      apart(meeting('lecturer', a, b, key, { lecturer }));
    });
  }
  for (const [programmeId, group] of groupsOf(timed, ({ of }) => [
    ...new Set([of.programmeId, ...of.alsoForIds]),
  ])) {
    forEachMeeting(group, (a, b) => apart(meeting('programme', a, b, programmeId, { programmeId })));
  }
  return [...found, ...possibleRoomConflicts(sessions)];
}

/** One of the two has no time: they share a room on a day. */
function possibleRoomConflicts(sessions: readonly Booking[]): Conflict[] {
  const found: Conflict[] = [];
  const rooms = groupsOf(sessions, ({ venueId }) => (venueId === null ? [] : [venueId]));
  for (const [venueId, group] of rooms) {
    if (group.every(({ startTime }) => startTime !== null)) continue;
    const days = group.map((of) => ({
      of,
      from: dayNumber(of.startsOn!),
      until: dayNumber(lastDayOf(of)) + 1,
    }));
    const untimed = days.filter(({ of }) => of.startTime === null);
    const report = (a: Stretch<Booking>, b: Stretch<Booking>) => {
      found.push(pair('room_day', a.of, b.of, venueId, { venueId }));
    };
    forEachMeeting(untimed, report);
    forEachMeetingAcross(
      untimed,
      days.filter(({ of }) => of.startTime !== null),
      report,
    );
  }
  return found;
}

/** Calls back for every two that overlap; sorted here, so that each is compared only with those still running. */
function forEachMeeting<Of>(
  items: readonly Stretch<Of>[],
  each: (a: Stretch<Of>, b: Stretch<Of>) => void,
): void {
  let running: Stretch<Of>[] = [];
  for (const item of [...items].sort((a, b) => a.from - b.from)) {
    running = running.filter(({ until }) => until > item.from);
    for (const other of running) each(other, item);
    running.push(item);
  }
}

/** The same for every two of which one is from each list. */
function forEachMeetingAcross<Of>(
  one: readonly Stretch<Of>[],
  other: readonly Stretch<Of>[],
  each: (a: Stretch<Of>, b: Stretch<Of>) => void,
): void {
  const running: { one: Stretch<Of>[]; other: Stretch<Of>[] } = { one: [], other: [] };
  const arrivals = [
    ...one.map((item) => ({ item, own: 'one' as const, opposite: 'other' as const })),
    ...other.map((item) => ({ item, own: 'other' as const, opposite: 'one' as const })),
  ].sort((a, b) => a.item.from - b.item.from);
  for (const { item, own, opposite } of arrivals) {
    running[opposite] = running[opposite].filter(({ until }) => until > item.from);
    for (const match of running[opposite]) each(match, item);
    running[own].push(item);
  }
}

function stretchOf(of: Booking): Stretch<Booking> {
  const from = of.startsAt!.getTime();
  const isOpen = of.endTime === null && lastDayOf(of) === of.startsOn;
  return { of, from, until: Math.max(isOpen ? from : (of.endsAt?.getTime() ?? from), from + 1) };
}

function meeting(
  kind: ConflictKind,
  a: Stretch<Booking>,
  b: Stretch<Booking>,
  about: string,
  facts: Conflict['facts'],
): Conflict {
  const until = Math.min(...[a, b].filter(({ until, from }) => until > from + 1).map((one) => one.until));
  const overlap = {
    from: new Date(Math.max(a.from, b.from)),
    until: Number.isFinite(until) && until > Math.max(a.from, b.from) ? new Date(until) : null,
  };
  return pair(kind, a.of, b.of, about, { ...facts, overlap });
}

function pair(kind: ConflictKind, a: Booking, b: Booking, about: string, facts: Conflict['facts']): Conflict {
  const both = a.id < b.id ? [a, b] : [b, a];
  return {
    kind,
    sessionIds: both.map(({ id }) => id),
    fact: [about, ...both.map((session) => `${session.id} ${civilSpan(session)}`)].join(' | '),
    facts,
  };
}

function pairOf({ sessionIds }: Conflict): string {
  return sessionIds.join(' ');
}

function civilSpan({ startsOn, startTime, endsOn, endTime }: Booking): string {
  const time = (value: CivilTime | null) => (value === null ? '?' : shortTime(value));
  return `${startsOn} ${time(startTime)}/${endsOn ?? startsOn} ${time(endTime)}`;
}

function dayNumber(date: CivilDate): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

function groupsOf<Item>(
  items: readonly Item[],
  keysOf: (item: Item) => readonly string[],
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
  }
  return groups;
}
