import { type FormValues, readForm } from '../../platform/http/edited-form.js';
import type { Fault } from '../../shared/domain-error.js';
import { isPresence, MARKS, type Mark } from '../domain/attendance.js';
import { categoriesOnSheet } from '../domain/head-categories.js';
import type { Roster } from './attendance.service.js';

/** What the attendance form sent: every entry, what each was before, and the sheet's version. */
export interface SentForm {
  readonly sheet: FormValues;
  readonly base: FormValues;
  readonly version: string;
}

/** The saved sheet in the words of the form. */
export function sheetOf({ session, places, counts }: Roster): FormValues {
  const sheet: Record<string, string> = {};
  for (const { place, mark, markPeople, people, markable } of places) {
    if (!markable) continue;
    sheet[`mark.${place}`] = mark ?? '';
    if (people > 1) sheet[`people.${place}`] = mark && isPresence(mark) ? String(markPeople) : '';
  }
  for (const { key } of categoriesOnSheet(session.ownCategories, counts.keys()))
    sheet[`count.${key}`] = counts.get(key)?.toString() ?? '';
  sheet.approximate = session.record?.approximate ? 'on' : '';
  return sheet;
}

/**
 * Reads the form's flat fields. How many of a party came means nothing beside a mark that says that nobody did, so it is
 * taken as blank there. With the button 「残りは出席」 every place without a mark has `attended`.
 */
export function readSheet(body: unknown): SentForm {
  const { values, base } = readForm(body);
  const rest = values.rest === 'attended' ? 'attended' : '';
  const sheet: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (name.startsWith('mark.')) sheet[name] = value || rest;
    if (name.startsWith('people.')) sheet[name] = plainNumber(value);
    if (name.startsWith('count.')) sheet[name] = plainNumber(value);
  }
  sheet.approximate = values.approximate === 'on' ? 'on' : '';
  for (const name of Object.keys(sheet)) {
    if (name.startsWith('people.') && !isMarkedPresent(sheet[`mark.${name.slice(7)}`])) sheet[name] = '';
  }
  return { sheet, base, version: values.version ?? '' };
}

/** The request that the shared DTO reads, and the name of the form field for each of its list entries. */
export function requestOf({ sheet, version }: SentForm) {
  const marks: { place: string; mark: string; people?: string | number }[] = [];
  const counts: { category: string; people: string | number }[] = [];
  const fieldOf = new Map<string, string>();
  for (const [name, value] of Object.entries(sheet)) {
    const [kind, subject] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];
    if (value === '') continue;
    if (kind === 'mark') {
      const people = sheet[`people.${subject}`];
      fieldOf.set(`marks.${marks.length}.people`, `people.${subject}`);
      fieldOf.set(`marks.${marks.length}.mark`, name);
      fieldOf.set(`marks.${marks.length}.place`, name);
      marks.push({ place: subject, mark: value, ...(people ? { people: numberOrText(people) } : {}) });
    } else if (kind === 'count') {
      for (const part of ['people', 'category']) fieldOf.set(`counts.${counts.length}.${part}`, name);
      counts.push({ category: subject, people: numberOrText(value) });
    }
  }
  return { request: { marks, counts, version, approximate: sheet.approximate === 'on' }, fieldOf };
}

/** Faults by the name of the form field that they stand beside; what belongs to no field is under ''. */
export function faultsByField(
  faults: readonly Fault[],
  fieldOf: ReadonlyMap<string, string>,
): ReadonlyMap<string, Fault> {
  return new Map(faults.map((fault) => [fieldOf.get(fault.field) ?? '', fault]));
}

/** Who came to the session as it is saved: by mark, by head, and how many places have no mark. */
export function totalsOf({ places, counts }: Roster) {
  const markable = places.filter((place) => place.markable);
  const named = markable.reduce((sum, place) => sum + (place.markPeople ?? 0), 0);
  const heads = [...counts.values()].reduce((sum, people) => sum + people, 0);
  return { named, heads, total: named + heads, unmarked: markable.filter((place) => !place.mark).length };
}

/** How many people of places that can be marked are not. */
export function unmarkedPeople({ places }: Roster): number {
  return places
    .filter(({ markable }) => markable)
    .reduce((sum, { members }) => sum + members.filter(({ mark }) => mark === null).length, 0);
}

function isMarkedPresent(mark: string | undefined): boolean {
  return (MARKS as readonly string[]).includes(mark ?? '') && isPresence(mark as Mark);
}

/** Digits as Japanese keyboards write them (１２) are digits. */
function plainNumber(value: string): string {
  return value.normalize('NFKC').trim();
}

function numberOrText(value: string): number | string {
  return /^-?\d{1,9}$/.test(value) ? Number(value) : value;
}
