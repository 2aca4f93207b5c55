import { weekdayOf } from '../../shared/civil-time.js';
import type { DeskDay, OpenDesk } from './open-desks.queries.js';

/** Next days that a desk names. */
const DESK_DAYS_SHOWN = 3;

/** Weekdays (Monday 1 to Sunday 7) on which something is open at the same hours. */
export interface DeskSlot {
  readonly weekdays: readonly number[];
  readonly startTime: string | null;
  readonly endTime: string | null;
}

/** The hours of a desk by weekday, from its days; a holiday that is missing changes nothing. Earlier weekdays first. */
export function deskSlots(days: readonly DeskDay[]): DeskSlot[] {
  const slots = new Map<
    string,
    { weekdays: Set<number>; startTime: string | null; endTime: string | null }
  >();
  for (const { startsOn, startTime, endTime } of days) {
    const hours = `${startTime}-${endTime}`;
    const slot = slots.get(hours) ?? { weekdays: new Set(), startTime, endTime };
    slot.weekdays.add(weekdayOf(startsOn));
    slots.set(hours, slot);
  }
  return [...slots.values()]
    .map(({ weekdays, ...hours }) => ({ weekdays: [...weekdays].sort(), ...hours }))
    .sort(
      (a, b) =>
        (a.weekdays[0] ?? 0) - (b.weekdays[0] ?? 0) ||
        (a.startTime ?? '').localeCompare(b.startTime ?? '', 'en'),
    );
}

/** Weekdays as runs: Monday to Friday and Sunday is [[1, 5], [7, 7]]. Two days in a row are two, not a run. */
export function weekdayRuns(weekdays: readonly number[]): (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const day of weekdays) {
    const last = runs.at(-1);
    if (last && last[1] === day - 1) last[1] = day;
    else runs.push([day, day]);
  }
  return runs.flatMap(([from, to]): [number, number][] =>
    to === from + 1
      ? [
          [from, from],
          [to, to],
        ]
      : [[from, to]],
  );
}

/**
 * Courses whose ordinary days stand on the one line of their desk, and so nowhere else: desks with a day in the time looked at. One that
 * opens later has no line there, and its days are listed like all others.
 */
export function gatheredOf(desks: readonly OpenDesk[]): string[] {
  return desks.filter(isOpenThen).map(({ courseId }) => courseId);
}

/** Desks with a day in the time looked at, with their hours by weekday and their next days that are not over. */
export function desksOf(desks: readonly OpenDesk[], now: Date) {
  return desks.filter(isOpenThen).map((desk) => ({
    ...desk,
    slots: deskSlots(desk.days).map((slot) => ({ ...slot, runs: weekdayRuns(slot.weekdays) })),
    next: desk.days.filter(({ endsAt }) => new Date(endsAt) > now).slice(0, DESK_DAYS_SHOWN),
  }));
}

function isOpenThen({ days }: OpenDesk): boolean {
  return days.length > 0;
}
