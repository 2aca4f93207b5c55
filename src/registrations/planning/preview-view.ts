import type { Language, Translate } from '../../platform/views/messages.js';
import type { SkippedDate } from '../../programmes/domain/recurrence.js';
import { conflictSentence } from '../../programmes/year/conflict-words.js';
import { groupsOfConflicts } from '../../programmes/year/found-conflicts.js';
import type { CoursePreview, PreviewAct, PreviewSession } from './course-preview.js';

/** A date of the preview: a session, or a date that the rule leaves out with the reason. */
export type PreviewLine =
  | { readonly session: PreviewSession; readonly skipped?: undefined }
  | { readonly skipped: SkippedDate; readonly reason: string; readonly session?: undefined };

/** A preview as the page shows it. */
export interface PreviewView extends Omit<CoursePreview, 'conflicts' | 'skipped'> {
  /** In the order of the dates; sessions without a date come last. */
  readonly lines: readonly PreviewLine[];
  readonly counts: Readonly<Record<PreviewAct | 'skipped', number>>;
  /** Conflicts that nobody has accepted yet, those of one sort together: a sentence for each. */
  readonly conflicts: readonly (readonly string[])[];
  readonly conflictCount: number;
  readonly accepted: number;
}

export function previewView(preview: CoursePreview, t: Translate, language: Language): PreviewView {
  const skipped = onceEach(preview.skipped);
  const lines: PreviewLine[] = [
    ...preview.sessions.map((session) => ({ session })),
    ...skipped.map((one) => ({ skipped: one, reason: skipText(one, t, language) })),
  ];
  const counts = { new: 0, same: 0, changed: 0, removed: 0, undecided: 0, kept: 0, skipped: skipped.length };
  for (const { act } of preview.sessions) counts[act] += 1;
  const { conflicts = [], rows } = preview.conflicts ?? {};
  const open = conflicts.filter(({ acceptance }) => acceptance === null);
  return {
    ...preview,
    lines: lines.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)),
    counts,
    conflicts: rows
      ? groupsOfConflicts({ conflicts: open, rows }).map((group) =>
          group.map((conflict) => conflictSentence(conflict, rows, { t, language })),
        )
      : [],
    conflictCount: open.length,
    accepted: conflicts.length - open.length,
  };
}

/** Why a date is left out: 秋分の日, 年末年始, or the organizer's words for a closure. */
export function skipText({ reason, holiday, words }: SkippedDate, t: Translate, language: Language): string {
  if (holiday) return language === 'en' ? holiday.nameEn : holiday.name;
  const said = t(`planning.skip.${reason}`);
  return words ? t('planning.skip.because', { reason: said, words }) : said;
}

/** Two rules may leave out one date for one reason. */
function onceEach(skipped: readonly SkippedDate[]): SkippedDate[] {
  return [...new Map(skipped.map((one) => [`${one.date} ${one.reason} ${one.words ?? ''}`, one])).values()];
}

function placeOf({ session, skipped }: PreviewLine): string {
  return session ? `${session.startsOn ?? '9999'} ${session.startTime ?? ''} ${session.key}` : skipped!.date;
}
