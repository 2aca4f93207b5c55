import type { CourseSchedule } from '../domain/programme-file.js';

/** The order in which people write what the database keeps in an order of its own. */
const ORDER = [
  'daily',
  'weekly',
  'everyWeeks',
  'anchor',
  'monthly',
  'monthDays',
  'sameDatesAs',
  'months',
  'exceptMonths',
  'from',
  'until',
  'count',
  'except',
  'venue',
  'start',
  'end',
  'slots',
  'doorsOpen',
  'durationText',
  'key',
  'label',
  'labelEn',
  'unit',
  'capacity',
  'keptFor',
  'kept',
  'keptUntil',
];

/** A course's schedule as it is kept, its keys in the order of the documentation; those not named there come last. */
export function scheduleFile(schedule: CourseSchedule | null): CourseSchedule {
  return inOrder(schedule ?? {}) as CourseSchedule;
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const place = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  const entries = Object.entries(value).sort(([one], [other]) => place(one) - place(other));
  return Object.fromEntries(entries.map(([name, own]) => [name, inOrder(own)]));
}
