import type { CivilDate } from '../../shared/civil-time.js';
import type { FileClosure } from './closure-file.js';
import { DEFAULT_YEAR_END } from './holidays.js';
import type { FileVenue } from './programme-file.js';

/** What the dates of a course depend on beyond the course itself. */
export interface Surroundings {
  /** 年末年始 as `MM-DD`, both included. */
  readonly yearEnd: { readonly from: string; readonly until: string };
  /** Days on which the organization is closed. */
  readonly closures: readonly FileClosure[];
  venue(key: string): Pick<FileVenue, 'closures' | 'closedOn'> | undefined;
  /** Dates of `programme` or `programme/course`; `unknown` where there is none, `circle` where it asks for ours. */
  datesOf(reference: string): readonly CivilDate[] | 'unknown' | 'circle';
  /** Last calendar year whose holidays are published; those after it are forecasts. Undefined: every year is. */
  readonly holidaysPublishedThrough?: number;
}

/** A course by itself. */
export const NO_SURROUNDINGS: Surroundings = {
  yearEnd: DEFAULT_YEAR_END,
  closures: [],
  venue: () => undefined,
  datesOf: () => 'unknown',
};
