import { randomUUID } from 'node:crypto';
import type { Language } from '../../platform/views/messages.js';

const FIELDS = [
  'course',
  'session',
  'pool',
  'people',
  'nickname',
  'email',
  'relation',
  'municipality',
  'age',
  'otherMunicipality',
  'language',
  'discreet',
] as const;

/** Chosen in the list of municipalities by whoever writes one themselves. */
export const OTHER_MUNICIPALITY = '-';
/** As many rows as the form ever shows; more than may come. */
const MOST_ROWS = 20;
const MOST_ANSWERS = 60;

export interface CompanionValues {
  readonly nickname: string;
  readonly relation: string;
  readonly age: string;
}

/** What stands in the fields of the form, as typed. */
export interface FormValues extends Readonly<Record<(typeof FIELDS)[number], string>> {
  /** The rows that have something in them. */
  readonly companions: readonly CompanionValues[];
  /** Rows that were on the page, filled or not. */
  readonly rows: number;
  /** Keys of the conditions that are ticked. */
  readonly declares: readonly string[];
  /** By the key of the question. */
  readonly answers: Readonly<Record<string, string>>;
}

/** The form before anyone has typed; discretion is the default, and mails in the language of the page. */
export const EMPTY_FORM: FormValues = {
  course: '',
  session: '',
  pool: '',
  people: '1',
  nickname: '',
  email: '',
  relation: '',
  municipality: '',
  age: '',
  otherMunicipality: '',
  language: '',
  discreet: 'true',
  companions: [],
  rows: 0,
  declares: [],
  answers: {},
};

/** The fields as they were sent. What was not sent as text has its first value again. */
export function valuesOf(body: unknown): FormValues {
  const sent = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const texts = FIELDS.map((field) => [field, lastText(sent[field]) ?? EMPTY_FORM[field]]);
  const rows = rowsOf(sent);
  return {
    ...(Object.fromEntries(texts) as Record<(typeof FIELDS)[number], string>),
    companions: rows.filter(
      ({ nickname, relation, age }) => nickname.trim() !== '' || relation !== '' || age.trim() !== '',
    ),
    rows: rows.length,
    declares: [sent.declares].flat().filter((key): key is string => typeof key === 'string'),
    answers: answersOf(sent),
  };
}

/**
 * What the form asks for, as `RegisterDto` reads it. Who names others and leaves the number of people at one has not counted
 * them: then the names count.
 * @param language of the page, in which mails are written unless another was chosen
 */
export function requestOf(values: FormValues, language: Language): Record<string, unknown> {
  const { municipality, otherMunicipality, rows: _rows, ...request } = values;
  const isOwn = municipality === OTHER_MUNICIPALITY || municipality === '';
  const hasUncounted = values.people.trim() === '1' && values.companions.length > 0;
  return {
    ...request,
    language: values.language || language,
    people: hasUncounted ? '' : values.people,
    municipality: isOwn ? otherMunicipality : municipality,
  };
}

/** True for the button that asks for one more row, and registers nobody. */
export function isForMoreRows(body: unknown): boolean {
  return (body as { act?: unknown } | null | undefined)?.act === 'more';
}

/** The key that makes a double tap one request; a form without a proper one gets its own. */
export function keyOf(body: unknown): string {
  const key = (body as { key?: unknown } | null | undefined)?.key;
  return typeof key === 'string' && /^[\w-]{16,64}$/.test(key) ? key : randomUUID();
}

function rowsOf(sent: Readonly<Record<string, unknown>>): CompanionValues[] {
  const rows: CompanionValues[] = [];
  for (let index = 0; index < MOST_ROWS; index++) {
    const parts = ['nickname', 'relation', 'age'].map((part) =>
      lastText(sent[`companions.${index}.${part}`]),
    );
    if (parts.every((part) => part === undefined)) break;
    const [nickname = '', relation = '', age = ''] = parts;
    rows.push({ nickname, relation, age });
  }
  return rows;
}

/** What was answered; a box without text is no answer. Browsers send line breaks as CR LF. */
function answersOf(sent: Readonly<Record<string, unknown>>): Record<string, string> {
  const answers = Object.entries(sent).flatMap(([name, value]): [string, string][] => {
    if (!name.startsWith('answers.')) return [];
    const text = (lastText(value) ?? '').replaceAll('\r\n', '\n').trim();
    return text === '' ? [] : [[name.slice('answers.'.length), text]];
  });
  return Object.fromEntries(answers.slice(0, MOST_ANSWERS));
}

/** Of a field sent twice, as a box is with the hidden field before it, the last counts. */
function lastText(sent: unknown): string | undefined {
  const last = Array.isArray(sent) ? sent.at(-1) : sent;
  return typeof last === 'string' ? last : undefined;
}
