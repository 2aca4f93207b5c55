import type { FormValues } from '../../platform/http/edited-form.js';
import { FORMATS } from '../../platform/views/formats.js';
import type { Language, Translate } from '../../platform/views/messages.js';
import { WEEKDAYS } from '../../programmes/domain/weekdays.js';
import { isCivilDate } from '../../shared/civil-time.js';
import { COMPLETION_RULES } from './completion-form.js';
import type { Edited } from './course-editor.js';
import { USUAL_SEATS } from './course-form.js';
import { fieldLabel } from './field-labels.js';
import { rowsIn, rowsOf } from './form-rows.js';
import { type PreviewView, previewView, skipText } from './preview-view.js';
import { ALLOCATIONS, CHANNELS, JOINING, PRIORITIES } from './registering-form.js';
import { MONTHS, ORDINALS } from './rule-form.js';
import { restOf } from './session-rows.js';

interface Tools {
  readonly t: Translate;
  readonly language: Language;
}

const MODES = ['course', 'session', 'both', 'none', 'members', 'elsewhere', 'unstated'] as const;
/** Blank rows where nothing is written yet; else one. */
const FIRST_BLANKS: Readonly<Record<string, number>> = { slots: 3, turns: 2 };
const MORE_ROWS = 3;

/** What templates/staff/course-edit.eta shows. */
export function courseEditData(edited: Edited, tools: Tools) {
  const { editing, values, merged, base, obstacles } = edited;
  const { t, language } = tools;
  const { town, kept, target } = editing;
  const rules = rowsIn(values, 'rule');
  const positions = rules.length === 0 || edited.more === 'rule' ? [...rules, rules.length] : rules;
  return {
    ...previewData(edited, tools),
    programme: town.programme,
    isNew: kept === null,
    action: addressOf(edited),
    courseId: 'courseId' in target ? target.courseId : null,
    values: { ...values, key: values.key ?? editing.proposedKey },
    was: JSON.stringify(base),
    contested: merged?.contested,
    labelOf: labelOf(edited, tools),
    modes: MODES,
    registering: {
      allocations: ALLOCATIONS,
      priorities: PRIORITIES,
      channels: CHANNELS,
      joining: withOwn(JOINING, values.joinUntil),
      completion: COMPLETION_RULES,
    },
    months: MONTHS,
    weekdays: WEEKDAYS,
    ordinals: ORDINALS,
    venueOptions: withCurrent(
      town.venues.map(({ key, name }) => [key, name] as const),
      values,
      /(^|\.)venue$/,
    ),
    programmeOptions: withCurrent(
      town.programmes
        .filter(({ id }) => id !== town.programme.id)
        .map(({ key, title }) => [key, title] as const),
      values,
      /(^rule\.\d+\.sameDatesAs|^alsoFor\.\d+\.programme)$/,
    ),
    seatKeys: [...new Set([...USUAL_SEATS, ...seatKeysIn(values)])],
    rules: positions.map((position) => ({
      position,
      isFilled: (...fields: readonly string[]) => isFilled(edited, `rule.${position}`, fields),
      rows: (list: string) => rowsFor(edited, `rule.${position}.${list}`),
    })),
    rowsFor: (list: string) => rowsFor(edited, list),
    isFilled: (...fields: readonly string[]) => isFilled(edited, '', fields),
    copied: rowsOf(values, 'sessions').map(({ position, row }) => {
      const obstacle = obstacles.get(position);
      const rest = restOf(row.rest);
      const inWords = (date: string | undefined) =>
        date && isCivilDate(date) ? FORMATS[language].date(date) : null;
      return {
        day: inWords(row.date) ?? row.date,
        copiedFrom: inWords(row.original),
        position,
        ...row,
        isUsed: row.use === '1',
        number: typeof rest.number === 'number' ? rest.number : null,
        words: [rest.undated, rest.within].filter((word) => typeof word === 'string').join(' '),
        obstacle: obstacle ? { ...obstacle, text: skipText(obstacle, t, language) } : null,
      };
    }),
  };
}

/** What templates/partials/course-preview.eta shows, by itself or within the page. */
export function previewData(edited: Edited, tools: Tools) {
  const { t, language } = tools;
  const { preview, faults, decisions } = edited;
  const view: PreviewView | null = preview && previewView(preview, t, language);
  return {
    preview: view,
    faults,
    decisions,
    labelOf: labelOf(edited, tools),
    hasFaults: faults.size > 0 && [...faults.keys()].some((field) => !field.startsWith('decide.')),
  };
}

function addressOf({ editing: { target, town } }: Edited): string {
  return 'courseId' in target
    ? `/staff/courses/${target.courseId}/schedule`
    : `/staff/programmes/${town.programme.slug}/courses/new`;
}

function labelOf({ preview }: Edited, { t, language }: Tools) {
  return (field: string): string => {
    if (!field.startsWith('decide.')) return fieldLabel(field, t);
    const one = preview?.undecided.find(({ session }) => field === `decide.${session.id}`);
    const { startsOn = null, dateText = null } = one?.session ?? {};
    return t('planning.decide.of', { date: startsOn ? FORMATS[language].date(startsOn) : (dateText ?? '') });
  };
}

/** Positions of a list's rows, with blank ones at the end. */
function rowsFor({ values, more }: Edited, list: string): number[] {
  const filled = rowsIn(values, list).length;
  const blanks = filled === 0 ? (FIRST_BLANKS[list.split('.').at(-1)!] ?? 1) : 1;
  const count = filled + blanks + (more === list ? MORE_ROWS : 0);
  return Array.from({ length: count }, (_, position) => position);
}

/** True where one of these fields says something, is at fault, or was asked to have more rows. */
function isFilled({ values, faults, more }: Edited, block: string, fields: readonly string[]): boolean {
  const names = fields.map((field) => (block === '' ? field : `${block}.${field}`));
  const isOne = (field: string) => names.some((name) => field === name || field.startsWith(`${name}.`));
  return (
    Object.entries(values).some(([field, value]) => value !== '' && isOne(field)) ||
    [...faults.keys()].some(isOne) ||
    (more !== null && isOne(more))
  );
}

/** The choices, and what the form says beyond them: a file may name a later session. */
function withOwn(choices: readonly string[], own: string | undefined): readonly string[] {
  return !own || choices.includes(own) ? choices : [...choices, own];
}

/** The choices, and whatever the form names that is not among them: a field must show what it says. */
function withCurrent(
  options: readonly (readonly [string, string])[],
  values: FormValues,
  isField: RegExp,
): (readonly [string, string])[] {
  const known = new Set(options.map(([key]) => key));
  const named = Object.entries(values).filter(([field, value]) => isField.test(field) && !known.has(value));
  return [...options, ...[...new Set(named.map(([, value]) => value))].map((key) => [key, key] as const)];
}

function seatKeysIn(values: FormValues): string[] {
  return rowsIn(values, 'seats').flatMap((position) => {
    const key = values[`seats.${position}.key`] ?? '';
    return key === '' || key === 'other' ? [] : [key];
  });
}
