import type { Fault } from '../../shared/domain-error.js';
import type { Mark } from '../domain/attendance.js';

/** Everything that can be done at the door of a session. */
export const ACTS = [
  'mark',
  'markParty',
  'unmark',
  'count',
  'setCount',
  'walkIn',
  'undo',
  'approximate',
  'close',
  'reopen',
] as const;
export type ActName = (typeof ACTS)[number];

/** What becomes of who is not marked when a sheet is closed: they are absent, or stay unmarked. */
export const RESTS = ['absent', 'leave'] as const;
export type Rest = (typeof RESTS)[number];

/**
 * Why an act was not done. `words.<code>` of the catalogue says what to do about it.
 *
 * `not_yet`, `undated`, `cancelled`: nothing can be recorded of the session (now). `sheet_closed`: somebody closed the sheet.
 * `unknown_place`, `unknown_member`, `unknown_category`: the list has changed; read it again. `below_zero`: fewer were counted
 * than are taken away. `unmarked_left`: say what becomes of who is not marked. `nothing_recorded`: there is nothing to close or
 * to call an estimate. `changed_since`: somebody (`by`) has changed the same thing after the act that is to be undone.
 * `unknown_act`, `already_undone`, `not_undoable`: about the act that is to be undone. `past`: let in by name on the day only.
 * `no_seats`: nobody can be let in by name; count them. `id_reused`: another act has this id. `invalid`: see `faults`.
 * `forbidden`, `unknown`: no longer theirs to record. `busy`: keep it and send it again.
 */
export const REFUSALS = [
  'not_yet',
  'undated',
  'cancelled',
  'sheet_closed',
  'unknown_place',
  'unknown_member',
  'unknown_category',
  'below_zero',
  'unmarked_left',
  'nothing_recorded',
  'changed_since',
  'unknown_act',
  'already_undone',
  'not_undoable',
  'past',
  'no_seats',
  'id_reused',
  'invalid',
  'forbidden',
  'unknown',
  'busy',
] as const;
export type RefusalCode = (typeof REFUSALS)[number];

/** What became of one act. */
export interface ActOutcome {
  readonly id: string;
  /** `repeated`: done before, under the same id; nothing has changed. */
  readonly result: 'done' | 'repeated' | 'refused';
  readonly code?: RefusalCode;
  /** Who changed it since, where that is why it was refused. */
  readonly by?: string | null;
  /** What is wrong with its fields, where it is `invalid`. */
  readonly faults?: readonly Fault[];
  /** True where the same act can be sent again as it is and may then be done. */
  readonly again?: true;
  /** People or parties that are not marked, where it is `unmarked_left`. */
  readonly unmarked?: number;
  /** The place of who was let in by name. */
  readonly place?: string;
}

/** One mark that an act changed: what it found, and what it left; null: not marked. */
export interface MarkChange {
  readonly place: string;
  readonly member: number;
  readonly before: { readonly mark: Mark; readonly at: string; readonly by: string } | null;
  readonly after: { readonly mark: Mark; readonly at: string } | null;
}

/**
 * One count that an act changed. `by`: how many more; null: the figure itself was said. `said`: the figure that it left was told
 * by somebody, and is not only a sum of taps: a 0 of it is a 0, and not nothing.
 */
export interface CountChange {
  readonly category: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly by: number | null;
  readonly said: boolean;
  readonly saidBefore: boolean;
}

/** Kept with each act, so that it can be undone: ids and figures, no names. */
export interface Recorded {
  readonly marks?: readonly MarkChange[];
  readonly count?: CountChange;
  readonly approximate?: { readonly before: boolean; readonly after: boolean };
  readonly closed?: { readonly before: boolean; readonly after: boolean };
  /** Who was let in by name. */
  readonly walkIn?: { readonly registration: string; readonly place: string };
}
