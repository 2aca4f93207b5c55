import type { FormValues } from '../../platform/http/edited-form.js';
import { checked, linesOf, namesOf, numberOrText, withoutBlanks } from './form-fields.js';
import type { ProgrammeDto } from './programme.dto.js';
import type { ListShapes } from './row-merging.js';
import { filledRows } from './submitted-form.js';

/** Who may come, and a programme's own questions, as lists of the form. */
export const TERMS_LISTS = {
  eligibility: {
    fields: ['rule', 'as', 'text', 'textEn', 'min', 'max', 'of', 'municipalities', 'programme'],
    identity: ['rule'],
    blanks: 1,
  },
  questions: {
    fields: ['key', 'text', 'textEn', 'type', 'choices', 'required', 'sensitive'],
    identity: ['key'],
    manners: ['key', 'type', 'required', 'sensitive'],
    blanks: 1,
  },
} as const satisfies ListShapes;

/** Whose answers may be erased with their question: a box for each question. */
const ERASE = 'eraseAnswersTo';
const ASKED = ['relation', 'companions', 'municipality', 'age'] as const;
/** What holds where nothing is said; the municipality is asked then where something needs it. */
const USUAL: Readonly<Record<string, string>> = { relation: 'optional', companions: 'optional', age: 'no' };

/** Who may come and what is asked, as plain text by field. */
export function termsForm({ eligibility, asks, questions }: Partial<ProgrammeDto>): FormValues {
  return {
    ...rows(
      'eligibility',
      (eligibility ?? []).map(({ municipalities, ...rule }) => ({
        ...rule,
        as: rule.as === 'enforced' ? rule.as : '',
        of: rule.of === 'relative' ? rule.of : '',
        municipalities: (municipalities ?? []).join('、'),
      })),
    ),
    // What stands where nothing is said has no word of its own.
    ...Object.fromEntries(
      ASKED.map((name) => {
        const asking = asks?.[name] ?? '';
        return [`asks.${name}`, asking === USUAL[name] ? '' : asking];
      }),
    ),
    ...rows(
      'questions',
      (questions ?? []).map(({ choices, required, sensitive, type, ...question }) => ({
        ...question,
        type: type === 'short' ? '' : type,
        choices: (choices ?? []).join('\n'),
        required: required ? '1' : '',
        sensitive: sensitive ? '1' : '',
      })),
    ),
    ...Object.fromEntries((questions ?? []).map(({ key }) => [`${ERASE}.${key}`, ''])),
  };
}

/** What the DTO reads of it, part by part. */
export function termsRequest(values: FormValues): Record<string, () => unknown> {
  return {
    eligibility: () =>
      filledRows(values, 'eligibility', TERMS_LISTS).map(({ row }) => {
        const { min, max, municipalities, ...words } = withoutBlanks(row);
        return {
          ...words,
          ...(min !== undefined && { min: numberOrText(min) }),
          ...(max !== undefined && { max: numberOrText(max) }),
          ...(municipalities !== undefined && { municipalities: namesOf(municipalities) }),
        };
      }),
    asks: () => withoutBlanks(Object.fromEntries(ASKED.map((name) => [name, values[`asks.${name}`] ?? '']))),
    questions: () =>
      filledRows(values, 'questions', TERMS_LISTS).map(({ row }) => {
        const { key, text, textEn, type = 'short', choices, required, sensitive } = withoutBlanks(row);
        return {
          ...{ key, text, textEn, type },
          ...(choices !== undefined && { choices: linesOf(choices) }),
          ...(required && { required: true }),
          ...(sensitive && { sensitive: true }),
        };
      }),
    [ERASE]: () => {
      const keys = Object.keys(values).flatMap((field) =>
        field.startsWith(`${ERASE}.`) ? [field.slice(ERASE.length + 1)] : [],
      );
      return checked(ERASE, keys, values);
    },
  };
}

function rows(list: keyof typeof TERMS_LISTS, entries: readonly object[]): FormValues {
  return Object.fromEntries(
    entries.flatMap((entry, index) =>
      TERMS_LISTS[list].fields.map((field) => [
        `${list}.${index}.${field}`,
        String((entry as Record<string, unknown>)[field] ?? ''),
      ]),
    ),
  );
}
