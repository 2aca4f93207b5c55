import { randomUUID } from 'node:crypto';

const FIELDS = ['course', 'session', 'pool', 'people', 'nickname', 'email', 'relation', 'discreet'] as const;

/** What stands in the fields of the form, as typed. */
export type FormValues = Readonly<Record<(typeof FIELDS)[number], string>>;

/** The form before anyone has typed; discretion is the default. */
export const EMPTY_FORM: FormValues = {
  course: '',
  session: '',
  pool: '',
  people: '1',
  nickname: '',
  email: '',
  relation: '',
  discreet: 'true',
};

/** The fields as they were sent. What was not sent as text has its first value again. */
export function valuesOf(body: unknown): FormValues {
  const sent = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const entries = FIELDS.map((field) => [field, lastText(sent[field]) ?? EMPTY_FORM[field]]);
  return Object.fromEntries(entries) as FormValues;
}

/** Of a field sent twice, as a box is with the hidden field before it, the last counts. */
function lastText(sent: unknown): string | undefined {
  const last = Array.isArray(sent) ? sent.at(-1) : sent;
  return typeof last === 'string' ? last : undefined;
}

/** The key that makes a double tap one request; a form without a proper one gets its own. */
export function keyOf(body: unknown): string {
  const key = (body as { key?: unknown } | null | undefined)?.key;
  return typeof key === 'string' && /^[\w-]{16,64}$/.test(key) ? key : randomUUID();
}
