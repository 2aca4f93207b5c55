import type { Fault } from '../../shared/domain-error.js';
import type { Asked } from './asked.js';
import type { FormValues } from './register-form.js';
import type { Wording } from './registering-act.js';

/** A field of the form by its name, with what it is called. */
interface Field {
  readonly name: string;
  readonly label: string;
  /** True where one chooses instead of writing. */
  readonly isChoice?: boolean;
}

export interface ShownFault extends Fault {
  /** What the field is called; null: it is none of the form's own. */
  readonly label: string | null;
}

/** Rows for those who come along: what is filled in, and where someone is to be named an empty one. */
export function rowsShown(asked: Asked, values: FormValues, faults: readonly Fault[]): number {
  if (asked.companions === 'no') return 0;
  const missing = faults.find(({ field }) => field === 'companions')?.params?.count;
  const wanted = Math.max(values.rows, values.companions.length, Number(missing ?? 1));
  return Math.min(wanted, asked.maxPeople - 1);
}

/** Faults in the order of the form, each with the name of its field; that something was not chosen is said as that. */
export function shownFaults(
  faults: readonly Fault[],
  { asked, rows, hasSlots, wording }: { asked: Asked; rows: number; hasSlots: boolean; wording: Wording },
): ShownFault[] {
  const fields = fieldsOf(asked, { rows, hasSlots, wording });
  const position = ({ field }: Fault) => {
    const index = fields.findIndex(({ name }) => name === field);
    return index < 0 ? fields.length : index;
  };
  return [...faults]
    .sort((one, other) => position(one) - position(other))
    .map((fault) => {
      const field = fields.find(({ name }) => name === fault.field);
      const code = field?.isChoice && fault.code === 'isNotEmpty' ? 'choose' : fault.code;
      return { ...fault, code, label: field?.label ?? null };
    });
}

function fieldsOf(
  asked: Asked,
  { rows, hasSlots, wording }: { rows: number; hasSlots: boolean; wording: Wording },
): Field[] {
  const { t, language } = wording;
  const own = (name: string, isChoice = false) => ({ name, label: t(`public.field.${name}`), isChoice });
  const other = (name: string, isChoice = false) => ({
    name,
    label: t(`registering.field.${name}`),
    isChoice,
  });
  const isGrouped = asked.questions.length > 0;
  const questions = asked.questions.map(
    ({ key, text, textEn, type }): Field => ({
      name: `answers.${key}`,
      label: language === 'en' && textEn ? textEn : text,
      isChoice: type === 'choice',
    }),
  );
  return [
    ...(hasSlots ? [other('session', true)] : []),
    ...asked.declarations.map(({ key, text }): Field => ({ name: `declares.${key}`, label: text })),
    ...[own('nickname'), own('people'), other('companions')],
    ...Array.from({ length: rows }, (_, index) => index).flatMap((index) =>
      (['nickname', 'relation', 'age'] as const).map((part) => ({
        name: `companions.${index}.${part}`,
        label: t(`registering.companion.${part}`, { number: index + 1 }),
        isChoice: part === 'relation',
      })),
    ),
    own('pool', true),
    // As the groups have it: who comes, the questions, how to reach them; without groups the relation stands beside the language.
    ...(isGrouped ? [own('relation', true)] : []),
    other('age'),
    other('municipality', (asked.municipality?.named.length ?? 0) > 0),
    ...(isGrouped ? questions : [own('email'), own('language', true), own('relation', true)]),
    ...(isGrouped ? [own('email'), own('language', true)] : questions),
    own('discreet'),
  ];
}
