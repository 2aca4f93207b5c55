import type { FormValues } from '../../platform/http/edited-form.js';
import { WEEKDAYS } from '../domain/weekdays.js';
import type { ClosureDto, ClosuresDto } from './closures.dto.js';
import { checked, checksOf, numberOrText, withoutBlanks } from './form-fields.js';
import type { ListShapes } from './row-merging.js';
import { filledRows } from './submitted-form.js';

export const CLOSURE_LISTS = {
  closures: { fields: ['from', 'until', 'reason'], identity: ['from'] },
} as const satisfies ListShapes;

const DAYS = ['from', 'until'] as const;

/** When an organization is closed and when it answers, as plain text by field; month and day of each end are fields of their own. */
export function closuresForm({ yearEnd, closures, desk, sensitiveAnswersDays }: ClosuresDto): FormValues {
  return {
    ...Object.fromEntries(
      DAYS.flatMap((day) => [
        [`yearEnd.${day}.month`, yearEnd[day].slice(0, 2)],
        [`yearEnd.${day}.day`, yearEnd[day].slice(3)],
      ]),
    ),
    ...closureRows(closures),
    'desk.quietFrom': desk.quietFrom ?? '',
    'desk.quietUntil': desk.quietUntil ?? '',
    ...checksOf('desk.closedOn', WEEKDAYS, desk.closedOn ?? []),
    'desk.closedOnHolidays': desk.closedOnHolidays ? '1' : '',
    sensitiveAnswersDays: String(sensitiveAnswersDays),
  };
}

/** What the DTO reads of a form: only the parts of which one of the `touched` fields is a part. */
export function closuresRequest(values: FormValues, touched: readonly string[]): Record<string, unknown> {
  const has = (part: string) => touched.some((field) => field === part || field.startsWith(`${part}.`));
  const day = (name: string) => `${values[`yearEnd.${name}.month`]}-${values[`yearEnd.${name}.day`]}`;
  return {
    ...(has('yearEnd') && { yearEnd: { from: day('from'), until: day('until') } }),
    ...(has('closures') && { closures: closuresIn(values) }),
    ...(has('desk') && {
      desk: {
        quietFrom: values['desk.quietFrom'] ?? '',
        quietUntil: values['desk.quietUntil'] ?? '',
        closedOn: checked('desk.closedOn', WEEKDAYS, values),
        closedOnHolidays: values['desk.closedOnHolidays'] === '1',
      },
    }),
    ...(has('sensitiveAnswersDays') && {
      sensitiveAnswersDays: numberOrText(values.sensitiveAnswersDays ?? ''),
    }),
  };
}

/** Closures as rows of a form. */
export function closureRows(closures: readonly ClosureDto[] | null | undefined): FormValues {
  return Object.fromEntries(
    (closures ?? []).flatMap(({ from, until, reason }, index) => [
      [`closures.${index}.from`, from],
      [`closures.${index}.until`, until ?? ''],
      [`closures.${index}.reason`, reason ?? ''],
    ]),
  );
}

/** Closures from the rows of a form. */
export function closuresIn(values: FormValues): object[] {
  return filledRows(values, 'closures', CLOSURE_LISTS).map(({ row }) => withoutBlanks(row));
}
