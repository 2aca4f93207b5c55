import type { Translate } from '../../platform/views/messages.js';
import type { ListedSeats } from './listed-event.js';

/**
 * The capacity of a session as a number of people, where all of its seats have one; else what is said of them in words: 「定員：8組」,
 * 「定員：会場20人、オンライン定員なし」. Both null where the source says nothing.
 */
export function listedSeats(
  pools: readonly ListedSeats[],
  t: Translate,
): { readonly capacity: number | null; readonly words: string | null } {
  const isCounted =
    pools.length > 0 && pools.every(({ capacity, unit }) => capacity !== null && unit === 'people');
  if (isCounted) return { capacity: pools.reduce((sum, { capacity }) => sum + capacity!, 0), words: null };
  const stated = pools.filter(({ capacityStated }) => capacityStated);
  const words = stated.map(({ label, unit, capacity }) => {
    const value = capacity === null ? t('openData.noLimit') : t(`openData.${unit}`, { count: capacity });
    return pools.length === 1 ? value : t('openData.seatsOf', { label, value });
  });
  return {
    capacity: null,
    words: words.length > 0 ? t('openData.seats', { seats: words.join(t('openData.separator')) }) : null,
  };
}
