import type { Weekday } from './recurrence.js';

/** How one registers for a course. Left out: `unstated`, a queue that passes, seats at once, no limits of its own. */
export interface FileRegistration {
  readonly mode?: 'course' | 'session' | 'both' | 'none' | 'members' | 'elsewhere' | 'unstated';
  readonly opens?: string;
  readonly closes?: string;
  /** Default: as `waitsByDefault` says. */
  readonly waitingList?: boolean;
  /** `holds`: who does not fit holds those behind; default `passes`. */
  readonly queue?: 'passes' | 'holds';
  /** Hours to accept an offered seat, 1 to 720; left out: who is next has it at once. */
  readonly offerHours?: number;
  readonly approval?: boolean;
  readonly lottery?: FileLottery;
  readonly closesWhenFull?: boolean;
  /** Number of the session until whose beginning the whole course can be joined. */
  readonly joinUntil?: number;
  readonly maxPeople?: number;
  /** Fewer than this many people so many days before a session, and staff are told. */
  readonly minimum?: FileMinimum;
  readonly channels?: FileChannels;
}

/** How few are too few: staff hear of it at 10:00 on the day that is `daysBefore` the session. */
export interface FileMinimum {
  readonly people: number;
  readonly daysBefore: number;
}

/** Ways of registering that have windows of their own. */
export type FileChannelName = 'web' | 'telephone' | 'desk';

/** When one way of registering is open, within the course's window. Clock times are the organization's. */
export interface FileChannel {
  /** As in `registration`: a date or a moment. */
  readonly opens?: string;
  readonly closes?: string;
  /** Ends before each session: so many days before it, at this clock time (`{days: 1, at: "17:00"}`). */
  readonly closesBefore?: { readonly days: number; readonly at: string };
  /** Weekdays and hours at which somebody answers; for people to read. */
  readonly weekdays?: readonly Weekday[];
  readonly from?: string;
  readonly until?: string;
}

/** A way that is not named is not offered; without any `channels` the web is open as long as registration is. */
export type FileChannels = { readonly [Name in FileChannelName]?: FileChannel };

/** How places are drawn. Priorities come in this order; within the same, the draw decides. */
export interface FileLottery {
  readonly priorities?: readonly ('residents' | 'first_timers')[];
  /** Municipalities whose residents come first; default: those of the eligibility rule, else the organization's own name. */
  readonly residents?: readonly string[];
}

export type EligibilityRule =
  | 'age'
  | 'residence'
  | 'women'
  | 'self'
  | 'family'
  | 'completed'
  | 'consulted'
  | 'other';

/** One condition for coming. */
export interface FileEligibility {
  readonly rule: EligibilityRule;
  /** `guidance` (default): shown. `enforced`: who does not say that it is met cannot register; staff may let them. */
  readonly as?: 'guidance' | 'enforced';
  /** The source's words; default: made from the rule. Required for `other`. */
  readonly text?: string;
  readonly textEn?: string;
  /** `age`: in years, both included; of the one who comes, or of the relative on whose account they come. */
  readonly min?: number;
  readonly max?: number;
  readonly of?: 'participant' | 'relative';
  /** `residence`: municipalities; default the organization's name. */
  readonly municipalities?: readonly string[];
  /** `completed`, `consulted`: key of the programme of this organization that must have been attended before. */
  readonly programme?: string;
}

/** What is asked of a registrant; what is left out is `relation: optional`, `companions: optional`, `age: no`. */
export interface FileAsks {
  readonly relation?: 'no' | 'optional' | 'required';
  /** Nicknames and relations of those who come along. */
  readonly companions?: 'no' | 'optional' | 'required';
  readonly municipality?: 'no' | 'optional' | 'required';
  /** Years, of the registrant and of those who come along. */
  readonly age?: 'no' | 'optional' | 'required';
}

export interface FileQuestion {
  readonly key: string;
  readonly text: string;
  readonly textEn?: string;
  readonly type: 'short' | 'long' | 'choice';
  readonly choices?: readonly string[];
  readonly required?: boolean;
  /** Kept apart, seen by organizers only, erased first. */
  readonly sensitive?: boolean;
}

/** From when until when nothing that wants an answer arrives, where an organization does not say. */
export const DEFAULT_DESK = { quietFrom: '21:00', quietUntil: '08:00' } as const;

/** Days for which answers to sensitive questions are kept where an organization does not say. */
export const DEFAULT_SENSITIVE_ANSWERS_DAYS = 30;

/** Whether a full course queues where it does not say: one that closes when full has nobody to queue. */
export function waitsByDefault({ closesWhenFull }: Pick<FileRegistration, 'closesWhenFull'>): boolean {
  return closesWhenFull !== true;
}

/** When an organization answers. Clock times `HH:mm` are its own. */
export interface FileDesk {
  readonly quietFrom?: string;
  readonly quietUntil?: string;
  readonly closedOn?: readonly Weekday[];
  readonly closedOnHolidays?: boolean;
}
