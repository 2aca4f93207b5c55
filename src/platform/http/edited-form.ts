import { DomainError } from '../../shared/domain-error.js';

/** A form as plain text by field name; blank is ''. */
export type FormValues = Readonly<Record<string, string>>;

/** Prefix of the hidden fields that hold what a field was when its page was made. */
const WAS = 'was.';

/** The largest pages have some hundred fields; a form of more than this is nobody's. */
const MOST_FIELDS = 5_000;

export interface MergedForm {
  /** What the second person is shown: their own entries, and the other's where they had changed nothing. */
  readonly values: FormValues;
  /** Fields that both changed, with what the other person saved. */
  readonly contested: FormValues;
  /** Fields taken from the other person. */
  readonly taken: readonly string[];
}

/**
 * Reads the flat fields of a form and what each was when its page was made. What is no text (a file, a field sent twice) is
 * read as blank.
 * @throws DomainError `invalid` for more fields than any page has
 */
export function readForm(body: unknown): { readonly values: FormValues; readonly base: FormValues } {
  const values: Record<string, string> = {};
  const base: Record<string, string> = {};
  const fields = Object.entries(typeof body === 'object' && body !== null ? body : {});
  if (fields.length > MOST_FIELDS) throw new DomainError('invalid');
  for (const [name, value] of fields) {
    const text = typeof value === 'string' ? value : '';
    if (name.startsWith(WAS)) base[name.slice(WAS.length)] = text;
    else values[name] = text;
  }
  return { values, base };
}

/**
 * Brings two forms together that started from the same page, so that neither person's entries are lost: a field that
 * only one changed has that change; a field that both changed differently keeps `mine` and is named as contested.
 */
export function mergeForms(base: FormValues, mine: FormValues, saved: FormValues): MergedForm {
  const values: Record<string, string> = {};
  const contested: Record<string, string> = {};
  const taken: string[] = [];
  for (const field of new Set([...Object.keys(saved), ...Object.keys(mine)])) {
    const [was, own, other] = [base[field] ?? '', mine[field] ?? '', saved[field] ?? ''];
    values[field] = own === was ? other : own;
    if (own === other) continue;
    if (own === was) taken.push(field);
    else if (other !== was) contested[field] = other;
  }
  return { values, contested, taken };
}
