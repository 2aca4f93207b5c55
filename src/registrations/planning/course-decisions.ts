import { askedOf } from '../../programmes/import/asked.js';
import type { Changed, Undecided } from '../../programmes/import/differences.js';
import { settled } from '../../programmes/import/session-plan.js';
import type { SessionRecord, Wanted } from '../../programmes/import/year-records.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';

/**
 * What staff decided on a session that a changed rule does not give as it is: `keep` it, `apply` the rule, `cancel` it, or
 * `move:<id of a new session>` to a new date.
 */
export type Decision = string;

/** Decisions by session id, and the reason that the mails about cancelled ones give. */
export interface Decisions {
  readonly bySession: Readonly<Record<string, Decision>>;
  readonly cancelReason: string | null;
}

/** What the decisions come to. */
export interface DecidedSessions {
  /** Sessions that change; their holders are told where they must. */
  readonly changed: readonly (Changed<SessionRecord> & { readonly ruled: object | null })[];
  /** Sessions that stay as they are; from now on this is what the rule gives them (null: they stand for themselves). */
  readonly kept: readonly { readonly id: string; readonly ruled: object | null }[];
  /** Ids of new sessions that are not made, because another was moved there. */
  readonly replaced: ReadonlySet<string>;
}

/** @throws DomainError `invalid` with a fault for each session that is not decided on */
export function decide(
  undecided: readonly Undecided<SessionRecord>[],
  created: readonly Wanted<SessionRecord>[],
  { bySession, cancelReason }: Decisions,
): DecidedSessions {
  const newById = new Map(created.map((one) => [one.row.id, one]));
  const changed: (Changed<SessionRecord> & { ruled: object | null })[] = [];
  const kept: { id: string; ruled: object | null }[] = [];
  const replaced = new Set<string>();
  const faults: Fault[] = [];
  for (const { stored, wanted, fields } of undecided) {
    const { row } = stored;
    const decision = bySession[row.id] ?? '';
    const target = newById.get(decision.replace(/^move:/, ''));
    const isCancelled = row.status === 'cancelled';
    const to = (after: SessionRecord, ruled: object | null, names: readonly string[]) =>
      changed.push({ wanted: { ...stored, path: [], row: after }, before: row, fields: names, ruled });
    // What is cancelled already keeps its reason, and takes no place that a new session would have.
    if (decision === 'keep' || (decision === 'cancel' && !wanted && isCancelled))
      kept.push({ id: row.id, ruled: wanted ? askedOf(wanted.row) : null });
    else if (decision === 'apply' && wanted) to(wanted.row, askedOf(wanted.row), fields);
    else if (decision === 'cancel' && !wanted) {
      to({ ...row, status: 'cancelled', cancelReason }, null, ['status', 'cancelReason']);
    } else if (
      decision.startsWith('move:') &&
      target &&
      !wanted &&
      !isCancelled &&
      !replaced.has(target.row.id)
    ) {
      replaced.add(target.row.id);
      const { startsOn, endsOn, startTime, endTime } = target.row;
      // It takes the place of the new session in the numbering too, or two would have one number.
      const number = row.number === null ? null : target.row.number;
      const span = ['startsOn', 'endsOn', 'startTime', 'endTime', 'number'];
      to(settled({ ...row, startsOn, endsOn, startTime, endTime, number }), null, span);
    } else {
      const isTaken = target !== undefined && replaced.has(target.row.id);
      faults.push({ field: `decide.${row.id}`, code: isTaken ? 'dateTaken' : 'decisionNeeded' });
    }
  }
  if (faults.length > 0) throw new DomainError('invalid', { faults });
  return { changed, kept, replaced };
}
