import type { FileClosure } from './closure-file.js';
import type { Weekday } from './recurrence.js';

/** Dates by a rule, as a programme file says it. */
export interface FileRule {
  readonly daily?: boolean;
  readonly weekly?: readonly Weekday[];
  /** With `weekly`: every second week is 2; weeks are counted from the one of `from`, or of `anchor`. */
  readonly everyWeeks?: number;
  readonly anchor?: string;
  readonly monthly?: readonly string[];
  /** Days of the month, 1 to 31; -1 is the last. */
  readonly monthDays?: readonly number[];
  /** `programme` or `programme/course` of the same file: its dates, whatever they are. */
  readonly sameDatesAs?: string;
  readonly months?: readonly number[];
  readonly exceptMonths?: readonly number[];
  /** `YYYY-MM` or `YYYY-MM-DD`. */
  readonly from?: string;
  readonly until?: string;
  /** No more than so many dates, those left out not counted. */
  readonly count?: number;
  readonly except?: {
    readonly holidays?: boolean;
    readonly yearEnd?: boolean;
    /** Closures of the venue and of the organization; default true. */
    readonly closures?: boolean;
    readonly dates?: readonly string[];
    readonly periods?: readonly FileClosure[];
  };
  readonly start?: string;
  /** `24:00` is the end of the day. */
  readonly end?: string;
  readonly doorsOpen?: string;
  readonly durationText?: string;
  readonly slots?: readonly { readonly start: string; readonly end?: string }[];
  readonly venue?: string;
  readonly topic?: string;
  /** Formats, topics or lecturers in turn: from date to date, or from month to month. */
  readonly alternate?: {
    readonly by?: 'session' | 'month';
    readonly turns: readonly {
      readonly format?: string;
      readonly topic?: string;
      readonly lecturer?: string;
    }[];
  };
  /** Sessions are numbered in order, from 1. */
  readonly numbered?: boolean;
}
