import type { FormValues } from '../../platform/http/edited-form.js';

/** A group of checkboxes, one field for each choice: '1' or ''. */
export function checksOf(group: string, choices: readonly string[], chosen: readonly string[]): FormValues {
  return Object.fromEntries(
    choices.map((choice) => [`${group}.${choice}`, chosen.includes(choice) ? '1' : '']),
  );
}

/** The choices that are ticked, in the order in which the page shows them. */
export function checked<Choice extends string>(
  group: string,
  choices: readonly Choice[],
  values: FormValues,
): Choice[] {
  return choices.filter((choice) => values[`${group}.${choice}`] === '1');
}

/** What is true, false or not known, as a list has it: `yes`, `no` or nothing. */
export function yesOrNo(value: boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  return value ? 'yes' : 'no';
}

/** One text for each line that is not empty. */
export function linesOf(text = ''): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Names in one line, with 、 or a comma between them; each once. */
export function namesOf(text: string): string[] {
  const names = text.split(/[、，,\n]/).map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

/** A row without its blank fields: what is not said is not sent. */
export function withoutBlanks(row: FormValues): Record<string, string> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value.trim() !== ''));
}

/** Digits as Japanese keyboards write them (１２) are digits; anything else stays, for the validator to refuse. */
export function numberOrText(value: string): number | string {
  const plain = value.normalize('NFKC').trim();
  return /^-?\d{1,9}$/.test(plain) ? Number(plain) : value;
}

/** The same of decimal fractions, as maps give degrees (35.0116); at most 15 digits, beyond which nothing is exact. */
export function decimalOrText(value: string): number | string {
  const plain = value.normalize('NFKC').trim();
  return /^-?\d{1,3}(\.\d{1,12})?$/.test(plain) ? Number(plain) : value;
}
