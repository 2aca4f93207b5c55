import type { FormValues } from '../../platform/http/edited-form.js';

/** Positions from here on are no rows: no form of ours counts so far. */
const MOST_ROWS = 200;
/** Dates that a course has written out: a whole year of them may be copied. */
const MOST_SESSIONS = 1_000;

/** One row of a list in a flat form: its position, and its fields by the name they have within it. */
export interface FormRow {
  readonly position: number;
  readonly row: Readonly<Record<string, string>>;
}

/** The rows of a list in a flat form by position: `slots.0.start`, `slots.2.end` give rows 0 and 2. One walk over the form. */
export function rowsOf(values: FormValues, list: string): FormRow[] {
  const beginning = `${list}.`;
  const most = list === 'sessions' ? MOST_SESSIONS : MOST_ROWS;
  const rows = new Map<number, Map<string, string>>();
  for (const [field, value] of Object.entries(values)) {
    if (!field.startsWith(beginning)) continue;
    const [, digits, name] = /^(\d{1,4})(?:\.(.*))?$/s.exec(field.slice(beginning.length)) ?? [];
    if (digits === undefined || Number(digits) >= most) continue;
    const position = Number(digits);
    const row = rows.get(position) ?? new Map<string, string>();
    rows.set(position, row);
    // `slots.02.start` is a row, but not one that any page has made: what it says is not read.
    if (name !== undefined && digits === String(position)) row.set(name, value);
  }
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([position, row]) => ({ position, row: Object.fromEntries(row) }));
}

/** Positions of the rows of a list. */
export function rowsIn(values: FormValues, list: string): number[] {
  return rowsOf(values, list).map(({ position }) => position);
}

/** The same form, with empty rows of the list taken out and the others counted from 0. */
export function closeUp(
  values: FormValues,
  list: string,
  isEmpty: (row: FormValues) => boolean = (row) => Object.values(row).every((value) => value === ''),
): Record<string, string> {
  const others = Object.entries(values).filter(([field]) => !field.startsWith(`${list}.`));
  const rows = rowsOf(values, list).filter(({ row }) => !isEmpty(row));
  return Object.fromEntries([
    ...others,
    ...rows.flatMap(({ row }, position) => Object.entries(prefixed(`${list}.${position}`, row))),
  ]);
}

/** Fields under a common beginning; blank ones are left out. */
export function prefixed(
  beginning: string,
  fields: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined || value === null || value === '' ? [] : [[`${beginning}.${name}`, String(value)]],
    ),
  );
}

/** Full-width digits and signs as ASCII, without space around. */
export function plain(text: string | undefined): string {
  return (text ?? '').normalize('NFKC').trim();
}

/** `9:30`, `９：３０`, `9時30分`, `9時` as `09:30`; anything else stays as it is, to be refused where it is read. */
export function timeText(text: string | undefined): string {
  const said = plain(text);
  const [, hour, minute] = /^(\d{1,2})(?::|時)(\d{1,2})?分?$/.exec(said) ?? [];
  if (hour === undefined || (minute === undefined && !said.endsWith('時'))) return said;
  return `${hour.padStart(2, '0')}:${(minute ?? '0').padStart(2, '0')}`;
}

/** `2025/4/9`, `2025年4月9日`, `2025年4月` as `2025-04-09`, `2025-04`; anything else stays as it is. */
export function dateText(text: string | undefined): string {
  const said = plain(text);
  const [, year, month, day] = /^(\d{4})[-/.年](\d{1,2})(?:月?$|[-/.月](\d{1,2})日?$)/.exec(said) ?? [];
  if (year === undefined || month === undefined) return said;
  return [year, month.padStart(2, '0'), ...(day === undefined ? [] : [day.padStart(2, '0')])].join('-');
}

/** A whole number as number; other text stays text, to be refused where it is read. Blank: undefined. */
export function numberIn(text: string | undefined): number | undefined {
  const said = plain(text);
  if (said === '') return undefined;
  return (/^-?\d{1,9}$/.test(said) ? Number(said) : said) as number;
}

/** Without the keys that say nothing. */
export function said<T extends object>(values: T): T {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ''),
  ) as T;
}
