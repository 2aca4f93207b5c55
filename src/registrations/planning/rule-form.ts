import type { FormValues } from '../../platform/http/edited-form.js';
import type { FileClosure } from '../../programmes/domain/closure-file.js';
import type { FileRule } from '../../programmes/domain/rule-file.js';
import { WEEKDAYS, type Weekday } from '../../programmes/domain/weekdays.js';
import { closeUp, dateText, numberIn, plain, prefixed, rowsOf, said, timeText } from './form-rows.js';

/** Columns of the grid 第1–第5・最終. */
export const ORDINALS = ['1', '2', '3', '4', '5', 'last'] as const;
export const MONTHS = [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3] as const;

/** Fields of a rule that say nothing by themselves: a block in which only these are filled is an empty one. */
const MANNERS = /^(except\.|numbered$|turnsBy$|monthsMode$)/;
/** Lists of rows within a rule. */
const LISTS = ['slots', 'turns', 'periods'] as const;

/** What a new rule's block says: towns leave out holidays, the year's end and closed days. */
export const NEW_RULE: FormValues = { 'except.holidays': '1', 'except.yearEnd': '1', 'except.closures': '1' };

/** Whether nothing is said in a rule's block. */
export function isBlankRule(row: FormValues): boolean {
  return Object.entries(row).every(([field, value]) => value === '' || MANNERS.test(field));
}

/** The fields of one rule, by their names within its block. */
export function ruleFields(rule: FileRule): Record<string, string> {
  const { months, exceptMonths, except = {}, alternate } = rule;
  const only = months?.filter((month) => !exceptMonths?.includes(month));
  const monthDays = rule.monthDays?.map((day) => (day === -1 ? '末日' : String(day)));
  return said({
    daily: rule.daily ? '1' : '',
    ...ticks('weekly', rule.weekly ?? []),
    everyWeeks: text(rule.everyWeeks),
    anchor: text(rule.anchor),
    ...ticks(
      'monthly',
      (rule.monthly ?? []).map((words) => words.replace(' ', '-')),
    ),
    monthDays: text(monthDays?.join('、')),
    sameDatesAs: text(rule.sameDatesAs),
    monthsMode: only ? 'only' : exceptMonths ? 'except' : '',
    ...ticks('months', (only ?? exceptMonths ?? []).map(String)),
    from: text(rule.from),
    until: text(rule.until),
    count: text(rule.count),
    start: text(rule.start),
    end: text(rule.end),
    doorsOpen: text(rule.doorsOpen),
    durationText: text(rule.durationText),
    venue: text(rule.venue),
    topic: text(rule.topic),
    numbered: rule.numbered ? '1' : '',
    ...rows('slots', rule.slots ?? []),
    turnsBy: alternate ? (alternate.by ?? 'session') : '',
    ...rows('turns', alternate?.turns ?? []),
    'except.holidays': except.holidays ? '1' : '',
    'except.yearEnd': except.yearEnd ? '1' : '',
    'except.closures': except.closures === false ? '' : '1',
    exceptDates: text(except.dates?.join('\n')),
    ...rows('periods', except.periods ?? []),
  });
}

/** The block with its lists closed up. */
export function closedUpRule(row: FormValues): FormValues {
  return LISTS.reduce((values: FormValues, list) => closeUp(values, list), row);
}

/** The rule that a closed-up block says; what cannot be read stays as typed, and is refused as a file's would be. */
export function ruleOfFields(row: FormValues): FileRule {
  const weekly = WEEKDAYS.filter((weekday) => row[`weekly.${weekday}`]);
  const monthly = WEEKDAYS.flatMap((weekday) =>
    ORDINALS.filter((ordinal) => row[`monthly.${ordinal}-${weekday}`]).map(
      (ordinal) => `${ordinal} ${weekday}`,
    ),
  ).sort((a, b) => ORDINALS.indexOf(firstWord(a)) - ORDINALS.indexOf(firstWord(b)));
  const months = MONTHS.filter((month) => row[`months.${month}`]).toSorted((a, b) => a - b);
  const monthDays = items(row.monthDays).map((item) =>
    /^(末日?|月末|last|-1)$/i.test(item) ? -1 : (numberIn(item.replace(/日$/, '')) ?? 0),
  );
  const slots = listOf(row, 'slots', ({ start, end }) =>
    said({ start: timeText(start), end: timeText(end) }),
  );
  const turns = listOf(row, 'turns', ({ format, topic, lecturer }) =>
    said({ format: format?.trim(), topic: topic?.trim(), lecturer: lecturer?.trim() }),
  );
  // Where months are ticked but nobody said what for, they are the ones in which it is held.
  const mode = months.length === 0 ? '' : row.monthsMode || 'only';
  return said({
    ...(row.daily && { daily: true }),
    ...(weekly.length > 0 && { weekly: weekly as Weekday[] }),
    everyWeeks: numberIn(row.everyWeeks),
    anchor: dateText(row.anchor),
    ...(monthly.length > 0 && { monthly }),
    ...(monthDays.length > 0 && { monthDays }),
    sameDatesAs: row.sameDatesAs,
    ...(mode === 'only' && { months }),
    ...(mode === 'except' && { exceptMonths: months }),
    from: dateText(row.from),
    until: dateText(row.until),
    count: numberIn(row.count),
    start: timeText(row.start),
    end: timeText(row.end),
    doorsOpen: timeText(row.doorsOpen),
    durationText: row.durationText?.trim(),
    venue: row.venue,
    topic: row.topic?.trim(),
    ...(slots.length > 0 && { slots }),
    ...(turns.length > 0 && {
      alternate: { by: row.turnsBy === 'month' ? ('month' as const) : ('session' as const), turns },
    }),
    ...(row.numbered && { numbered: true }),
    except: exceptOf(row),
  }) as FileRule;
}

function exceptOf(row: FormValues): NonNullable<FileRule['except']> {
  const dates = items(row.exceptDates, /[\s、,]+/).map(dateText);
  const periods = listOf(row, 'periods', ({ from, until, reason }) =>
    said({ from: dateText(from), until: dateText(until), reason: reason?.trim() }),
  ) as FileClosure[];
  return {
    holidays: Boolean(row['except.holidays']),
    yearEnd: Boolean(row['except.yearEnd']),
    closures: Boolean(row['except.closures']),
    ...(dates.length > 0 && { dates }),
    ...(periods.length > 0 && { periods }),
  };
}

function listOf<T>(row: FormValues, list: string, read: (fields: FormValues) => T): T[] {
  return rowsOf(row, list).map((one) => read(one.row));
}

function items(value: string | undefined, between = /[\s、,・]+/): string[] {
  return plain(value).split(between).filter(Boolean);
}

function ticks(beginning: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`${beginning}.${name}`, '1']));
}

function rows(list: string, entries: readonly object[]): Record<string, string> {
  return Object.assign(
    {},
    ...entries.map((entry, position) => prefixed(`${list}.${position}`, entry as Record<string, unknown>)),
  );
}

function text(value: string | number | undefined): string {
  return value === undefined ? '' : String(value);
}

function firstWord(words: string): (typeof ORDINALS)[number] {
  return words.split(' ')[0] as (typeof ORDINALS)[number];
}
