import type { FormValues } from '../../platform/http/edited-form.js';
import type { StoredCourse } from '../../programmes/domain/course-copy.js';
import type { FileCourse, FilePool } from '../../programmes/domain/programme-file.js';
import type { Fault } from '../../shared/domain-error.js';
import { completionFields, completionIn } from './completion-form.js';
import { closeUp, numberIn, plain, prefixed, rowsIn, rowsOf, said, timeText } from './form-rows.js';
import { momentFields, momentIn, namesIn, namesText } from './moment-fields.js';
import { isOfChannels, registeringFields, registeringOfFields } from './registering-form.js';
import { closedUpRule, isBlankRule, ruleFields, ruleOfFields } from './rule-form.js';
import { sessionsOfRows } from './session-rows.js';

/** Fields of the form that are the course's defaults, under the names that a programme file has for them. */
export const DEFAULT_FIELDS = [
  'venue',
  'start',
  'end',
  'doorsOpen',
  'format',
  'lecturer',
  'durationText',
  'timeZone',
] as const;

/** Sorts of seats that have a name of their own; others are named on the form. */
export const USUAL_SEATS = ['onsite', 'online'] as const;

/** A form read as a course in the words of a programme file. */
export interface DraftedCourse {
  readonly draft: StoredCourse;
  /** What only a form can get wrong; the rest is found as in a file. */
  readonly faults: readonly Fault[];
  /** Rows of the form that the draft's `sessions` come from. */
  readonly sessionRows: readonly number[];
}

/** A course as flat fields of the form, blank ones left out; without its sessions. */
export function formOf(course: StoredCourse): Record<string, string> {
  const { mode, opens, closes, waitingList } = course.registration ?? {};
  const rules = [course.rule ?? []].flat();
  return {
    ...prefixedWithout({
      title: course.title,
      titleEn: course.titleEn,
      fiscalYear: course.fiscalYear,
      key: course.key,
      notes: course.notes,
      mode: mode ?? 'unstated',
      ...momentFields('opens', opens),
      ...momentFields('closes', closes),
      waitingList: waitingList === false ? '' : '1',
      ...registeringFields(course.registration),
      ...completionFields(course.completion),
      ...course.defaults,
    }),
    ...rows('seats', (course.pools ?? []).map(seatFields)),
    ...rows(
      'alsoFor',
      (course.alsoFor ?? []).map((programme) => ({ programme })),
    ),
    ...rows('rule', rules.map(ruleFields)),
  };
}

/** The form with its lists closed up: row 2 of the form is then entry 2 of the draft. Sessions written out keep their rows. */
export function closedUp(values: FormValues): Record<string, string> {
  const rules = Object.fromEntries(
    rowsOf(values, 'rule').flatMap(({ position, row }) =>
      Object.entries(prefixed(`rule.${position}`, closedUpRule(row))),
    ),
  );
  const others = Object.fromEntries(
    Object.entries(values).filter(([field, value]) => value !== '' && !field.startsWith('rule.')),
  );
  const isBlankSeat = (row: FormValues) =>
    Object.entries(row).every(([field, value]) => value === '' || field === 'unit');
  return closeUp(
    closeUp(closeUp({ ...others, ...rules }, 'rule', isBlankRule), 'seats', isBlankSeat),
    'alsoFor',
  );
}

/**
 * What a closed-up form says. Of `kept`, the course as it is, every part stays as it was written of which the form says the
 * same: a file may say a thing in more than one way.
 */
export function draftOfForm(values: FormValues, kept?: StoredCourse): DraftedCourse {
  const faults: Fault[] = [];
  const defaults = said({
    ...Object.fromEntries(DEFAULT_FIELDS.map((field) => [field, values[field]?.trim()])),
    start: timeText(values.start),
    end: timeText(values.end),
    doorsOpen: timeText(values.doorsOpen),
  });
  const rules = rowsOf(values, 'rule').map(({ row }) => ruleOfFields(row));
  const pools = seatsOf(values, faults);
  const alsoFor = rowsIn(values, 'alsoFor').map((position) => values[`alsoFor.${position}.programme`] ?? '');
  const { sessions, sessionRows } = sessionsOfRows(values);
  const draft = said({
    key: plain(values.key),
    title: values.title?.trim() ?? '',
    titleEn: values.titleEn?.trim(),
    fiscalYear: numberIn(values.fiscalYear),
    notes: values.notes?.trim(),
    registration: said({
      mode: values.mode || 'unstated',
      opens: momentIn(values.opensOn, values.opensAt),
      closes: momentIn(values.closesOn, values.closesAt),
      waitingList: Boolean(values.waitingList),
      ...registeringOfFields(values, faults),
    }),
    completion: completionIn(values, faults),
    ...(pools.length > 0 && { pools }),
    ...(Object.keys(defaults).length > 0 && { defaults }),
    ...(rules.length > 0 && { rule: rules.length === 1 ? rules[0] : rules }),
    ...(alsoFor.length > 0 && { alsoFor }),
    ...(sessions.length > 0 && { sessions }),
  }) as StoredCourse;
  const written = kept ? asItWasWritten(draft, values, kept) : draft;
  // Blank, not left out: what must be there is then told at its field.
  return {
    draft: { ...written, title: values.title?.trim() ?? '', key: plain(values.key) },
    faults,
    sessionRows,
  };
}

function asItWasWritten(draft: StoredCourse, values: FormValues, kept: StoredCourse): StoredCourse {
  const was = formOf(kept);
  const isSame = (isPart: (field: string) => boolean) => partOf(values, isPart) === partOf(was, isPart);
  const parts = {
    rule: isSame((field) => field.startsWith('rule.')),
    pools: isSame((field) => field.startsWith('seats.')),
    alsoFor: isSame((field) => field.startsWith('alsoFor.')),
    defaults: isSame((field) => (DEFAULT_FIELDS as readonly string[]).includes(field)),
  };
  const same = Object.entries(parts)
    .filter(([, holds]) => holds)
    .map(([part]) => [part, kept[part as keyof FileCourse]]);
  const channels = isSame(isOfChannels) ? kept.registration?.channels : draft.registration?.channels;
  const registration = said({ ...draft.registration, channels });
  return said({ ...draft, registration, ...Object.fromEntries(same) });
}

function partOf(values: FormValues, isPart: (field: string) => boolean): string {
  return JSON.stringify(
    Object.entries(values)
      .filter(([field, value]) => isPart(field) && value !== '')
      .sort(),
  );
}

function seatFields({ key, label, labelEn, unit, capacity, keptFor, kept, keptUntil }: FilePool) {
  return {
    key,
    label,
    labelEn,
    unit: unit ?? 'people',
    capacity: typeof capacity === 'number' ? capacity : '',
    unlimited: capacity === 'none' ? '1' : '',
    keptFor: namesText(keptFor),
    kept,
    ...momentFields('keptUntil', keptUntil),
  };
}

function seatsOf(values: FormValues, faults: Fault[]): FilePool[] {
  const rows = rowsOf(values, 'seats');
  const taken = new Set(rows.map(({ row }) => row.key ?? ''));
  return rows.map(({ position, row }) => {
    if (row.capacity && row.unlimited) {
      faults.push({ field: `seats.${position}.capacity`, code: 'planning.capacity_and_unlimited' });
    }
    const keptFor = namesIn(row.keptFor);
    return said({
      key: seatKey(row.key ?? '', taken),
      label: row.label?.trim(),
      labelEn: row.labelEn?.trim(),
      unit: row.unit || 'people',
      capacity: row.unlimited ? 'none' : numberIn(row.capacity),
      ...(keptFor.length > 0 && { keptFor }),
      kept: numberIn(row.kept),
      keptUntil: momentIn(row.keptUntilOn, row.keptUntilAt),
    }) as FilePool;
  });
}

/** Seats that are called by a name on the form get a key of their own. */
function seatKey(key: string, taken: Set<string>): string {
  if (key !== '' && key !== 'other') return key;
  const wish = key === '' ? USUAL_SEATS.find((usual) => !taken.has(usual)) : undefined;
  let free = wish ?? 'seats';
  for (let number = 2; taken.has(free); number++) free = `seats-${number}`;
  taken.add(free);
  return free;
}

function rows(list: string, entries: readonly object[]): Record<string, string> {
  return Object.assign(
    {},
    ...entries.map((entry, position) => prefixed(`${list}.${position}`, entry as Record<string, unknown>)),
  );
}

function prefixedWithout(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
    ),
  );
}
