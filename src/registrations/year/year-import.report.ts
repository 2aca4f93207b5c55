import { type Change, changesOf } from '../../programmes/import/differences.js';
import type { FileFault } from '../../programmes/import/file-fault.js';
import { changesOfPlan, differencesOf } from '../../programmes/import/year-plan.js';
import type { SkippedSession } from '../../programmes/import/year-records.js';
import type { FoundConflicts } from '../../programmes/year/found-conflicts.js';
import type { ImportPlan } from './year-import.plan.js';

/** What an import did, or would do. */
export interface ImportReport {
  readonly dryRun: boolean;
  /** Names of the files. */
  readonly files: readonly string[];
  readonly changes: readonly Change[];
  readonly counts: {
    readonly create: number;
    readonly change: number;
    /** Hosts that the file names no more, sessions that a rule gives no more. */
    readonly remove: number;
    /** In the database but not in the file: left alone. */
    readonly missing: number;
    /** Left as staff changed it, though the file says otherwise. */
    readonly keep: number;
    /** Left to staff: people hold places in it, or staff edited it. */
    readonly undecided: number;
    readonly unchanged: number;
    /** The same but for their place in the file. */
    readonly reordered: number;
  };
  /** Dates that rules leave out, each with its reason. */
  readonly skipped: readonly SkippedSession[];
  /** Mails to holders of places in sessions that move or fall out. */
  readonly notices: number;
  /** Clashes that sessions to come would have, found in a dry run; they hinder nothing. */
  readonly conflicts: readonly FoundConflicts[];
  /** What staff should know of a list of events; it hinders nothing. */
  readonly notes: readonly FileFault[];
  /** Registrations that come up from the queue; in a dry run not known, hence 0. */
  readonly promoted: number;
}

export function reportOf(
  plans: readonly ImportPlan[],
  {
    dryRun,
    promoted = 0,
    conflicts = [],
  }: {
    readonly dryRun: boolean;
    readonly promoted?: number;
    readonly conflicts?: readonly FoundConflicts[];
  },
): ImportReport {
  const changes = plans.flatMap((plan) => changesOfImport(plan));
  const differences = plans.flatMap(({ programmes, pools }) => [
    ...differencesOf(programmes),
    pools.difference,
  ]);
  const count = (action: Change['action']) => changes.filter((change) => change.action === action).length;
  return {
    dryRun,
    files: plans.map(({ file }) => file.name),
    changes,
    counts: {
      create: count('create'),
      change: count('change'),
      remove: count('remove'),
      missing: count('missing'),
      keep: count('keep'),
      undecided: count('undecided'),
      unchanged: differences.reduce((sum, { unchanged }) => sum + unchanged, 0),
      reordered: differences.reduce((sum, { reordered }) => sum + reordered.length, 0),
    },
    skipped: plans.flatMap(({ programmes }) => programmes.year.skipped),
    notices: plans.flatMap(({ notices }) => notices).reduce((sum, { contacts }) => sum + contacts, 0),
    conflicts,
    notes: plans.flatMap(({ file }) => file.notes ?? []),
    promoted,
  };
}

function changesOfImport({ programmes, pools }: ImportPlan): Change[] {
  return [...changesOfPlan(programmes), ...changesOf(pools.difference)];
}

/** The report for a terminal: a line for each change, each date left out and each clash, then the sums. */
export function reportLines(
  { dryRun, changes, counts, skipped, notices, promoted }: ImportReport,
  conflicts: readonly { readonly kind: string; readonly sentences: readonly string[] }[] = [],
): string[] {
  const show = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return [
    ...changes.map(({ action, kind, key, label, fields }) => {
      const changed = Object.entries(fields).map(
        ([name, { before, after }]) => `${name}: ${show(before)} -> ${show(after)}`,
      );
      return `${action} ${kind} ${key} ${label}${changed.length > 0 && action !== 'create' ? ` (${changed.join('; ')})` : ''}`;
    }),
    ...skipped.map(({ course, date, reason, holiday, words, forecast }) => {
      const why = holiday?.name ?? words ?? reason.replaceAll('_', ' ');
      return `left out ${course} ${date} (${why}${forecast ? ', 見込み' : ''})`;
    }),
    ...conflicts.flatMap(({ kind, sentences }) =>
      sentences.map((sentence) => `clash (${kind.replaceAll('_', ' ')}) ${sentence}`),
    ),
    `${dryRun ? 'would be: ' : ''}${counts.create} created, ${counts.change} changed, ${counts.remove} removed, ` +
      `${counts.unchanged} unchanged, ${counts.keep} kept as staff changed them, ` +
      `${counts.undecided} for staff to decide, ${counts.missing} not in the file and left alone; ` +
      `${notices} mail(s) to holders of places, ${promoted} up from the queue`,
  ];
}
