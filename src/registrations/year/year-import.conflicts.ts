import { conflictSentence, type Wording } from '../../programmes/year/conflict-words.js';
import { groupsOfConflicts } from '../../programmes/year/found-conflicts.js';
import type { PlanDraft } from '../../programmes/year/plan-draft.js';
import type { PlanSession } from '../../programmes/year/plan-rows.js';
import type { Fault } from '../../shared/domain-error.js';
import type { ImportPlan } from './year-import.plan.js';
import type { ImportReport } from './year-import.report.js';

/** The sessions to come that an import makes or changes, to be held against the rest of the year; null where there are none. */
export function draftOfImport({ programmes }: ImportPlan, now: Date): PlanDraft | null {
  const { year, sessions } = programmes;
  const rows = [...sessions.created, ...sessions.changed.map(({ wanted }) => wanted)].map(({ row }) => row);
  const toCome = rows.filter(({ startsAt }) => startsAt !== null && startsAt > now);
  if (toCome.length === 0) return null;
  return {
    organizationId: year.organization.row.id,
    sessions: toCome as PlanSession[],
    gone: sessions.removed.map(({ row }) => row.id),
    courses: year.courses.map(({ row }) => row),
    programmes: year.programmes.map(({ row }) => row),
    venues: year.venues.map(({ row }) => row),
    organization: year.organization.row,
  };
}

/** Conflicts that nobody has accepted, in words; those of one sort together. */
export function conflictsInWords(
  { conflicts }: Pick<ImportReport, 'conflicts'>,
  wording: Wording,
): { readonly kind: string; readonly sentences: readonly string[] }[] {
  return conflicts.flatMap(({ conflicts: found, rows }) => {
    const open = found.filter(({ acceptance }) => acceptance === null);
    return groupsOfConflicts({ conflicts: open, rows }).map((group) => ({
      kind: group[0]!.kind,
      sentences: group.map((conflict) => conflictSentence(conflict, rows, wording)),
    }));
  });
}

/** The report for programs: what is a table of rows inside, and what a list makes one think of, becomes sentences. */
export function importJson(report: ImportReport, wording: Wording, wordsOf: (note: Fault) => object) {
  return {
    ...report,
    notes: report.notes.map((note) => ({
      file: note.file,
      line: note.line,
      code: note.code,
      ...wordsOf(note),
    })),
    conflicts: conflictsInWords(report, wording),
  };
}
