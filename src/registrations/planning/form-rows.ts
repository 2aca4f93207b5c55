import type { FormValues } from '../../platform/http/edited-form.js';

/** Positions of the rows of a list in a flat form: `slots.0.start`, `slots.2.end` give 0 and 2. */
export function rowsIn(values: FormValues, list: string): number[] {
  const positions = Object.keys(values).flatMap((field) => {
    if (!field.startsWith(`${list}.`)) return [];
    const position = field.slice(list.length + 1).split('.')[0]!;
    return /^\d{1,4}$/.test(position) ? [Number(position)] : [];
  });
  return [...new Set(positions)].sort((a, b) => a - b);
}

/** The fields of one row, by the name they have within it. */
export function rowOf(values: FormValues, row: string): Record<string, string> {
  const own = Object.entries(values).filter(([field]) => field.startsWith(`${row}.`));
  return Object.fromEntries(own.map(([field, value]) => [field.slice(row.length + 1), value]));
}

/** The same form, with empty rows of the list taken out and the others counted from 0. */
export function closeUp(
  values: FormValues,
  list: string,
  isEmpty: (row: FormValues) => boolean = (row) => Object.values(row).every((value) => value === ''),
): Record<string, string> {
  const others = Object.entries(values).filter(([field]) => !field.startsWith(`${list}.`));
  const rows = rowsIn(values, list)
    .map((position) => rowOf(values, `${list}.${position}`))
    .filter((row) => !isEmpty(row));
  return {
    ...Object.fromEntries(others),
    ...Object.assign({}, ...rows.map((row, position) => prefixed(`${list}.${position}`, row))),
  };
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
