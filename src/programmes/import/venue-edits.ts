import { fieldOf, isSame, type WithEdits, withStaffsEdits } from './asked.js';
import type { VenueRecord } from './year-records.js';

const POSITION: readonly string[] = ['latitude', 'longitude'];

/**
 * The wanted venue with what stays as staff put it. A position is one thing: where the file says a new one, both of its numbers
 * hold, or the venue would lie where neither the file nor staff put it.
 */
export function venueWithEdits(
  wanted: VenueRecord,
  stored: { readonly row: VenueRecord; readonly asked: object | null },
): WithEdits<VenueRecord> {
  const merged = withStaffsEdits(wanted, stored);
  const saysAnew = POSITION.some(
    (name) => !isSame(fieldOf(wanted, name), fieldOf(stored.asked ?? undefined, name)),
  );
  if (!saysAnew || !merged.kept.some((name) => POSITION.includes(name))) return merged;
  const { latitude, longitude } = wanted;
  return {
    row: { ...merged.row, latitude, longitude },
    kept: merged.kept.filter((name) => !POSITION.includes(name)),
  };
}
