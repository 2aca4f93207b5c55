import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { isOneAddress } from '../../platform/mail/addresses.js';
import { isCivilDate, isCivilTime, isEndTime, isTimeZone } from '../../shared/civil-time.js';
import { isDayOfYear } from '../domain/holidays.js';
import { nearestOf } from '../domain/nearest.js';
import type { FileFinding, FilePath } from '../domain/programme-file.js';
import { WEEKDAYS } from '../domain/recurrence.js';
import { isWithin } from '../domain/within.js';

/** The published schema is the one that validates: what organizers read cannot drift from what is checked. */
const SCHEMA = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../docs/programme-file.schema.json'), 'utf8'),
) as { readonly $id: string };

const MONTH = /^(19|20)\d\d-(0[1-9]|1[0-2])$/;
const MONTH_DAY = new RegExp(`^([1-5]|last) (${WEEKDAYS.join('|')})$`);

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  'tsudoi-month': (text) => MONTH.test(text),
  'tsudoi-months': isWithin,
  'tsudoi-month-or-date': (text) => (text.length === 7 ? MONTH.test(text) : isCivilDate(text)),
  'tsudoi-day-of-year': isDayOfYear,
  'tsudoi-time': isCivilTime,
  'tsudoi-end-time': isEndTime,
  'tsudoi-moment': (text) =>
    isCivilDate(text.slice(0, 10)) && (text.length === 10 || isTimeAfterT(text.slice(10))),
  'tsudoi-time-zone': isTimeZone,
  'tsudoi-month-day': (text) => MONTH_DAY.test(text),
  'tsudoi-url': isWebAddress,
  email: isOneAddress,
};

/** True for an absolute address on the web, http or https. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text);
}

function isTimeAfterT(text: string): boolean {
  return text.startsWith('T') && isCivilTime(text.slice(1));
}

const ajv = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true, strictRequired: false });
addFormats.default(ajv, ['date']);
for (const [name, validate] of Object.entries(FORMATS)) ajv.addFormat(name, validate);
const validate = ajv.compile(SCHEMA);
const listNumber = ajv.getSchema(`${SCHEMA.$id}#/$defs/session/properties/listNumber`)!;

/** True for what may be the NO of a session in a published list. */
export function isListNumber(text: string): boolean {
  return listNumber(text) as boolean;
}

/** What the schema finds wrong, each with its path and the code of its sentence. */
export function schemaFindings(data: unknown): FileFinding[] {
  if (validate(data)) return [];
  return (validate.errors ?? []).flatMap((error) => findingOf(error) ?? []);
}

/** What ajv tells about a violation; each keyword fills its own part. */
interface ErrorParams {
  readonly additionalProperty: string;
  readonly missingProperty: string;
  readonly passingSchemas: readonly number[] | null;
  readonly allowedValue: string;
  readonly allowedValues: readonly unknown[];
  readonly format: string;
  readonly limit: number;
  readonly i: number;
}

function findingOf(error: ErrorObject): FileFinding | undefined {
  const path = pathOf(error.instancePath);
  const params = error.params as ErrorParams;
  const value = shown(error.data);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(path, params.additionalProperty, error.parentSchema);
    case 'required':
      // The branches of a choice fail one by one; the choice itself says what is wrong.
      return error.schemaPath.includes('/oneOf/')
        ? undefined
        : { path, code: 'missing_key', params: { key: params.missingProperty } };
    case 'oneOf':
      // What is no group of keys at all is told so by its type.
      if (typeof error.data !== 'object') return undefined;
      return params.passingSchemas === null
        ? { path, code: 'no_date' }
        : {
            path: [...path, 'undated' in Object(error.data) ? 'undated' : 'within'],
            code: 'date_and_undated',
            atKey: true,
          };
    case 'anyOf':
    case 'if':
      // What fails within says more.
      return undefined;
    case 'type':
      return wrongType(path, error);
    case 'const':
      return { path, code: 'wrong_value', params: { value, allowed: String(params.allowedValue) } };
    case 'enum':
      return notOneOf(path, error.data, params.allowedValues);
    case 'format':
      return { path, code: codeOfFormat(params.format, error.data), params: { value } };
    case 'pattern':
      return { path, code: codeOfPattern(error), params: { value } };
    case 'maxLength':
      return { path, code: 'too_long', params: { limit: params.limit } };
    case 'minimum':
    case 'maximum':
      return {
        path,
        code: error.keyword === 'minimum' ? 'too_small' : 'too_big',
        params: { value, limit: params.limit },
      };
    case 'minItems':
      return { path, code: 'too_few_items', params: { limit: params.limit } };
    case 'maxItems':
      return { path, code: 'too_many_items', params: { limit: params.limit } };
    case 'uniqueItems':
      return {
        path: [...path, params.i],
        code: 'item_twice',
        params: { value: shown((error.data as unknown[])[params.i]) },
      };
    default:
      throw new Error(`The schema uses "${error.keyword}", for which there is no sentence`);
  }
}

function unknownKey(path: FilePath, key: string, parent: ErrorObject['parentSchema']): FileFinding {
  const near = nearestOf(key, Object.keys((parent as { properties?: object }).properties ?? {}));
  const at = { path: [...path, key], atKey: true };
  return near
    ? { ...at, code: 'unknown_key_near', params: { key, near } }
    : { ...at, code: 'unknown_key', params: { key } };
}

function notOneOf(path: FilePath, data: unknown, values: readonly unknown[]): FileFinding {
  const words = values.filter((word) => typeof word === 'string');
  const near = typeof data === 'string' ? nearestOf(data, words) : undefined;
  // The one choice without words: a rule's days of the month.
  if (words.length === 0) return { path, code: 'not_a_day_of_month', params: { value: shown(data) } };
  const params = { value: shown(data), allowed: words.join(', ') };
  return near
    ? { path, code: 'not_one_of_near', params: { ...params, near } }
    : { path, code: 'not_one_of', params };
}

function wrongType(path: FilePath, error: ErrorObject): FileFinding | undefined {
  const wanted = [(error.params as { type: string | string[] }).type]
    .flat()
    .filter((type) => type !== 'null');
  const value = shown(error.data);
  // An enumeration says the same, and which words there are.
  if ((error.parentSchema as { enum?: unknown[] }).enum) return undefined;
  const isWord = typeof error.data === 'number' || typeof error.data === 'boolean';
  const { format } = error.parentSchema as { format?: string };
  if (format && isWord) return { path, code: codeOfFormat(format, error.data), params: { value } };
  if (wanted.includes('string') && isWord && !wanted.includes('integer')) {
    return { path, code: 'needs_quotes', params: { value } };
  }
  const first = wanted[0] ?? 'string';
  return { path, code: `not_a_${first}`, params: { value } };
}

function codeOfFormat(format: string, data: unknown): string {
  if (format === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(String(data)) ? 'impossible_date' : 'not_a_date';
  if (format === 'email') return 'not_an_email';
  return `not_a_${format.replace('tsudoi-', '').replaceAll('-', '_')}`;
}

function codeOfPattern(error: ErrorObject): string {
  const pattern = String((error.params as { pattern: string }).pattern);
  if (pattern.startsWith('^[a-z0-9]')) return 'bad_key';
  if (pattern.startsWith('^[A-Za-z0-9]')) return 'bad_session_key';
  if (pattern === '^none$') return 'bad_capacity';
  if (pattern.startsWith('^[^\\s')) return 'bad_list_number';
  if (pattern === '^[0-9]{6}$') return 'bad_municipality_code';
  return String(error.data).trim() === '' ? 'blank' : 'control_characters';
}

function pathOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/** A value as a sentence may quote it. */
function shown(value: unknown): string {
  const isTree = typeof value === 'object' && value !== null;
  const text = isTree ? (Array.isArray(value) ? '[…]' : '{…}') : String(value ?? '');
  const clean = text.replace(/\p{Cc}/gu, '?');
  return clean.length > 60 ? `${clean.slice(0, 60)}…` : clean;
}
