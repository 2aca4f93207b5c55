import type { FilePool } from '../../programmes/domain/programme-file.js';
import type { FileChannels, FileRegistration } from '../../programmes/domain/registering-file.js';
import { addDays } from '../../shared/civil-time.js';

/** How one registers for a copy whose dates lie so many days after the original's (negative: before). */
export function movedRegistration(registration: FileRegistration, days: number): FileRegistration {
  const { channels } = registration;
  return {
    ...movedWindow(registration, days),
    ...(channels && { channels: movedChannels(channels, days) }),
  };
}

/** The seats of such a copy. */
export function movedPools(pools: readonly FilePool[], days: number): FilePool[] {
  return pools.map((pool) => {
    const { keptUntil } = pool;
    return keptUntil === undefined ? pool : { ...pool, keptUntil: movedMoment(keptUntil, days) };
  });
}

function movedChannels(channels: FileChannels, days: number): FileChannels {
  const { web, telephone, desk } = channels;
  return {
    ...(web && { web: movedWindow(web, days) }),
    ...(telephone && { telephone: movedWindow(telephone, days) }),
    ...(desk && { desk: movedWindow(desk, days) }),
  };
}

function movedWindow<Window extends { readonly opens?: string; readonly closes?: string }>(
  window: Window,
  days: number,
): Window {
  const { opens, closes } = window;
  return {
    ...window,
    ...(opens !== undefined && { opens: movedMoment(opens, days) }),
    ...(closes !== undefined && { closes: movedMoment(closes, days) }),
  };
}

/** A date, or a date with a clock time. */
function movedMoment(moment: string, days: number): string {
  return `${addDays(moment.slice(0, 10), days)}${moment.slice(10)}`;
}
