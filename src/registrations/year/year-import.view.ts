import type { Change } from '../../programmes/import/differences.js';
import type { SkippedSession } from '../../programmes/import/year-records.js';
import { isCivilDate } from '../../shared/civil-time.js';
import type { ImportNames } from './year-import.names.js';
import type { ImportReport } from './year-import.report.js';
import { type ImportWording, valueWords } from './year-import.words.js';

/** One thing of the report in words. */
export interface ImportItem {
  readonly text: string;
  /** What is different; without `before` where the thing is new. */
  readonly fields: readonly { readonly label: string; readonly before?: string; readonly after: string }[];
  /** Course on whose page staff decide. */
  readonly courseId?: string;
}

/** Things of one programme that one thing happens to. */
export interface ImportList {
  readonly action: Change['action'];
  readonly items: readonly ImportItem[];
}

/** What happens to one programme, or to the organization and its venues (without `title`). */
export interface ImportGroup {
  readonly title: string | null;
  readonly lists: readonly ImportList[];
  /** Dates that rules leave out, each with its reason. */
  readonly skipped: readonly string[];
}

/** How many things of which kind one thing happens to. */
export interface ImportSum {
  readonly action: Change['action'];
  readonly count: number;
  readonly kinds: readonly { readonly kind: Change['kind']; readonly count: number }[];
}

/** In which order people are told: what needs them first. */
const ACTIONS = ['undecided', 'change', 'create', 'remove', 'keep', 'missing'] as const;
/** What a new session says of itself, in this order; of other new things the name is enough. */
const OF_NEW_SESSION: readonly string[] = ['startTime', 'endTime', 'venue', 'topic', 'format', 'lecturer'];

export function sumsOf({ changes }: ImportReport): ImportSum[] {
  const byAction = Map.groupBy(changes, ({ action }) => action);
  return ACTIONS.flatMap((action) => {
    const own = byAction.get(action);
    if (!own) return [];
    const kinds = [...Map.groupBy(own, ({ kind }) => kind)].map(([kind, { length }]) => ({
      kind,
      count: length,
    }));
    return [{ action, count: own.length, kinds }];
  });
}

/** The report by programme, in the order of the files. */
export function groupsOf(
  { changes, skipped }: ImportReport,
  names: ImportNames,
  wording: ImportWording,
): ImportGroup[] {
  const created = new Set(
    changes.flatMap(({ action, kind, key }) => (action === 'create' && kind === 'session' ? [key] : [])),
  );
  // The seats of a new session go without saying.
  const told = changes.filter(
    ({ action, kind, key }) => !(kind === 'pool' && action === 'create' && created.has(parentOf(key))),
  );
  const byGroup = Map.groupBy(told, groupKeyOf);
  const skippedBy = Map.groupBy(skipped, ({ course }) => parentOf(course));
  return [...new Set([...byGroup.keys(), ...skippedBy.keys()])].map((key) => {
    const own = Map.groupBy(byGroup.get(key) ?? [], ({ action }) => action);
    return {
      title: key === '' ? null : (names.programme.get(key) ?? key),
      lists: ACTIONS.flatMap((action) => {
        const items = own.get(action)?.map((change) => itemOf(change, names, wording));
        return items ? [{ action, items }] : [];
      }),
      skipped: (skippedBy.get(key) ?? []).map((date) => skippedWords(date, names, wording)),
    };
  });
}

function groupKeyOf({ kind, key }: Change): string {
  return kind === 'organization' || kind === 'venue' ? '' : key.split('/').slice(0, 2).join('/');
}

function parentOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/'));
}

function itemOf(change: Change, names: ImportNames, wording: ImportWording): ImportItem {
  const { action, kind, key, fields } = change;
  const courseId = names.courseIds.get(key.split('/').slice(0, 3).join('/'));
  const told = Object.entries(fields).filter(
    ([field]) => action !== 'create' || (kind === 'session' && OF_NEW_SESSION.includes(field)),
  );
  return {
    text: wording.t(`import.thing.${kind}`, { name: nameOf(change, names, wording) }),
    fields: told
      .sort(([one], [other]) => OF_NEW_SESSION.indexOf(one) - OF_NEW_SESSION.indexOf(other))
      .map(([field, { before, after }]) => ({
        label: wording.t(`import.field.${field}`),
        ...(action !== 'create' && { before: valueWords(field, before, wording) }),
        after: valueWords(field, after, wording),
      })),
    ...(action === 'undecided' && courseId !== undefined && { courseId }),
  };
}

/** What people call the thing; its programme is named above it. */
function nameOf({ kind, key, label }: Change, names: ImportNames, { format, t }: ImportWording): string {
  const steps = key.split('/');
  const programme = names.programme.get(steps.slice(0, 2).join('/')) ?? '';
  const course = names.course.get(steps.slice(0, 3).join('/')) ?? '';
  switch (kind) {
    case 'organization':
    case 'venue':
    case 'programme':
      return label;
    case 'course':
      return course || label;
    case 'host':
      return steps.slice(3).join('/');
    case 'plan':
    case 'result':
      return t('import.fiscalYear', { year: steps[2] ?? '' });
    default: {
      const rest = label.replace(`${programme} ${course} `, '');
      const day = /\d{4}-\d\d-\d\d/.exec(rest)?.[0];
      const session = day && isCivilDate(day) ? rest.replace(day, format.date(day)) : rest;
      return `${course} ${session}`;
    }
  }
}

function skippedWords(
  { course, date, reason, holiday, words, forecast }: SkippedSession,
  names: ImportNames,
  { t, format, holidayName }: ImportWording,
): string {
  const named = holiday && holidayName(holiday);
  const sure = named ?? t(`planning.skip.${reason}`);
  const why = words === undefined ? sure : t('planning.skip.because', { reason: sure, words });
  return t('import.leftOut', {
    date: format.date(date),
    reason: forecast ? t('year.holidayForecast', { name: why }) : why,
    course: names.course.get(course) ?? '',
  });
}
