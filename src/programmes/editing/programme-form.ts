import type { FormValues } from '../../platform/http/edited-form.js';
import { AUDIENCES } from '../domain/kinds.js';
import { DEFAULT_REMINDERS } from '../import/programme-records.js';
import { checked, checksOf, linesOf, numberOrText, withoutBlanks, yesOrNo } from './form-fields.js';
import type { ProgrammeDto } from './programme.dto.js';
import { TERMS_LISTS, termsForm, termsRequest } from './programme-terms-form.js';
import type { ListShapes } from './row-merging.js';
import { filledRows } from './submitted-form.js';

export const PROGRAMME_LISTS = {
  relations: { fields: ['kind', 'programme', 'text'], identity: ['kind', 'programme'] },
  hosts: { fields: ['role', 'name', 'organization', 'rights'], identity: ['role', 'name'] },
  reminders: {
    fields: ['daysBefore', 'at', 'hoursBefore'],
    identity: ['hoursBefore', 'daysBefore'],
    blanks: 1,
  },
  ...TERMS_LISTS,
} as const satisfies ListShapes;

/** Fields that are a text each, in the order of the page. */
export const TEXTS = [
  'title',
  'titleEn',
  'titleKana',
  'kind',
  'status',
  'partOf',
  'audience',
  'summary',
  'summaryEn',
  'summarySimple',
  'description',
  'neutralTitle',
  'fee',
  'bring',
  'contact',
  'contactTel',
  'contactExtension',
  'scheduleText',
  'registrationText',
] as const;

/** Fields that are true, false or not known. */
const YES_OR_NO = ['lookOnly', 'cameraOff', 'anonymous'] as const;

const THANKS_FIELDS = ['daysAfter', 'at'] as const;
const FREQUENCY_FIELDS = ['per', 'times', 'timesMax', 'qualifier', 'text'] as const;

/** A programme as plain text by field. */
export function programmeForm(programme: Partial<ProgrammeDto>): FormValues {
  const frequency = programme.frequency ?? {};
  return {
    ...Object.fromEntries(TEXTS.map((field) => [field, programme[field] ?? ''])),
    ...Object.fromEntries(YES_OR_NO.map((field) => [field, yesOrNo(programme[field])])),
    ...checksOf('audiences', AUDIENCES, programme.audiences ?? []),
    notes: (programme.notes ?? []).join('\n'),
    sourceDoubt: (programme.sourceDoubt ?? []).join('\n'),
    ...Object.fromEntries(
      FREQUENCY_FIELDS.map((field) => [`frequency.${field}`, String(frequency[field as never] ?? '')]),
    ),
    ...rowValues('relations', programme.relations ?? []),
    ...rowValues('hosts', programme.hosts ?? []),
    ...rowValues('reminders', programme.reminders ?? []),
    ...Object.fromEntries(
      THANKS_FIELDS.map((field) => [`thanks.${field}`, String(programme.thanks?.[field] ?? '')]),
    ),
    ...termsForm(programme),
  };
}

/** What the DTO reads of a form: only the parts of which one of the `touched` fields is a part. */
export function programmeRequest(values: FormValues, touched: readonly string[]): Record<string, unknown> {
  const parts = new Set(touched.map((field) => field.split('.')[0] ?? field));
  const read: Record<string, () => unknown> = {
    ...Object.fromEntries([...TEXTS, ...YES_OR_NO].map((field) => [field, () => values[field] ?? ''])),
    audiences: () => checked('audiences', AUDIENCES, values),
    notes: () => linesOf(values.notes),
    sourceDoubt: () => linesOf(values.sourceDoubt),
    frequency: () => frequencyIn(values),
    relations: () => filledRows(values, 'relations', PROGRAMME_LISTS).map(({ row }) => withoutBlanks(row)),
    hosts: () => filledRows(values, 'hosts', PROGRAMME_LISTS).map(({ row }) => withoutBlanks(row)),
    reminders: () =>
      filledRows(values, 'reminders', PROGRAMME_LISTS).map(({ row }) => ({
        ...withoutBlanks(row),
        ...(row.daysBefore?.trim() ? { daysBefore: numberOrText(row.daysBefore) } : {}),
        ...(row.hoursBefore?.trim() ? { hoursBefore: numberOrText(row.hoursBefore) } : {}),
      })),
    thanks: () => thanksIn(values),
    ...termsRequest(values),
  };
  return Object.fromEntries(
    Object.entries(read).flatMap(([part, value]) => (parts.has(part) ? [[part, value()]] : [])),
  );
}

function frequencyIn(values: FormValues): object | null {
  const row = withoutBlanks(
    Object.fromEntries(FREQUENCY_FIELDS.map((field) => [field, values[`frequency.${field}`] ?? ''])),
  );
  if (Object.keys(row).length === 0) return null;
  const numbers = ['times', 'timesMax'].flatMap((field) =>
    row[field] === undefined ? [] : [[field, numberOrText(row[field])]],
  );
  return { ...row, ...Object.fromEntries(numbers) };
}

/** Nobody is thanked where neither field says anything. */
function thanksIn(values: FormValues): object | null {
  const { daysAfter, at } = withoutBlanks({
    daysAfter: values['thanks.daysAfter'] ?? '',
    at: values['thanks.at'] ?? '',
  });
  if (daysAfter === undefined && at === undefined) return null;
  return { ...(daysAfter !== undefined && { daysAfter: numberOrText(daysAfter) }), at };
}

function rowValues(list: keyof typeof PROGRAMME_LISTS, rows: readonly object[]): FormValues {
  return Object.fromEntries(
    rows.flatMap((row, index) =>
      PROGRAMME_LISTS[list].fields.map((field) => [
        `${list}.${index}.${field}`,
        String((row as Record<string, unknown>)[field] ?? ''),
      ]),
    ),
  );
}

/** The form of a programme that is not there yet. */
export function newProgrammeForm({
  kind = '',
  key,
  organization,
}: {
  readonly kind?: string;
  readonly key: string;
  readonly organization: string;
}): FormValues {
  return { ...programmeForm({ kind, status: 'new', reminders: [...DEFAULT_REMINDERS] }), key, organization };
}

/** What the DTO of a new programme reads of a form: everything that it says. */
export function newProgrammeRequest(values: FormValues): Record<string, unknown> {
  const names = Object.keys({ ...programmeForm({}), ...values });
  const lists = Object.keys(PROGRAMME_LISTS);
  return {
    ...programmeRequest(values, [...names, ...lists]),
    organization: values.organization ?? '',
    key: values.key ?? '',
  };
}
