import { CHANNELS } from '../../registrations/domain/statuses.js';
import type { Axis, Label } from './breakdown.js';

/** Something with a name of its own that lines stand for. */
export interface Named {
  readonly key: string;
  readonly text: string;
  readonly textEn: string | null;
}

/** What names and orders the lines of axes that the catalogue does not know. */
export interface Names {
  readonly bands: readonly number[];
  readonly programmes: readonly Named[];
  readonly venues: readonly Named[];
  /** Categories of head counts of the organizations' own. */
  readonly categories: readonly Named[];
}

/** One line of an axis: the values that are counted in it, and where it has parts, theirs. */
export interface AxisLine {
  readonly key: string;
  readonly label: Label;
  readonly parts: readonly { readonly key: string; readonly label: Label }[];
}

export const RELATIONS = ['self', 'family', 'supporter', 'other'] as const;
const FORMATS = ['onsite', 'online'] as const;
const SLOTS = ['morning', 'afternoon', 'evening', 'unknown'] as const;

/**
 * The lines of an axis in their order. Relations, bands, channels and formats are all there, 0 too; municipalities, venues, weekdays
 * and the organizations' own categories only where there is something.
 * @param present values that were counted
 */
export function axisLines(axis: Axis, names: Names, present: ReadonlyMap<string, number>): AxisLine[] {
  const plain = (key: string, label: Label): AxisLine => ({ key, label, parts: [] });
  const worded = (keys: readonly string[]) =>
    keys.map((key) => plain(key, { key: `breakdowns.${axis}.${key}` }));
  const named = (all: readonly Named[]) =>
    all.filter(({ key }) => present.has(key)).map(({ key, text, textEn }) => plain(key, { text, textEn }));
  const others = (known: readonly { readonly key: string }[]) =>
    [...present.keys()].filter((key) => !known.some((one) => one.key === key)).toSorted();
  switch (axis) {
    case 'relation': {
      const usual = worded(RELATIONS);
      const own = named(names.categories.filter(({ key }) => !usual.some((line) => line.key === key)));
      const gone = others([...usual, ...own]).map((key) => plain(key, { text: key }));
      return [...usual, ...own, ...gone];
    }
    case 'age':
      return ageLines(names.bands);
    case 'channel':
      return worded(present.has('heads') ? [...CHANNELS, 'heads'] : CHANNELS);
    case 'format':
      return worded(FORMATS);
    case 'municipality':
      return [...present]
        .toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
        .map(([key]) => plain(key, { text: key }));
    case 'venue': {
      const lines = named(names.venues);
      return [...lines, ...others(lines).map((key) => plain(key, { key: 'breakdowns.venue.elsewhere' }))];
    }
    case 'programme':
      return names.programmes.map(({ key, text, textEn }) => plain(key, { text, textEn }));
    case 'weekday':
      return weekdayLines([...present.keys()]);
  }
}

/** Bands by their number: 0 is below the first. */
function ageLines(bands: readonly number[]): AxisLine[] {
  const starts = [null, ...bands];
  return starts.map((from, index) => {
    const next = bands[index];
    const to = next === undefined ? null : next - 1;
    return { key: String(index), label: bandLabel(from, to), parts: [] };
  });
}

function bandLabel(from: number | null, to: number | null): Label {
  if (from === null) return { key: 'breakdowns.age.below', params: { to: (to ?? -1) + 1 } };
  if (to === null) return { key: 'breakdowns.age.from', params: { from } };
  if (from > 0 && from % 10 === 0 && to === from + 9)
    return { key: 'breakdowns.age.decade', params: { from } };
  return { key: 'breakdowns.age.between', params: { from, to } };
}

/** Weekdays on which something was, from Monday, each with its times of day. */
function weekdayLines(values: readonly string[]): AxisLine[] {
  const days = [...new Set(values.map((value) => value.slice(0, 1)))].toSorted();
  return days.map((day) => ({
    key: day,
    label: { key: `breakdowns.weekday.${day}` },
    parts: SLOTS.filter((slot) => values.includes(`${day}:${slot}`)).map((slot) => ({
      key: `${day}:${slot}`,
      label: { key: `breakdowns.slot.${slot}` },
    })),
  }));
}
