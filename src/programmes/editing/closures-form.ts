import type { FormValues } from '../../platform/http/edited-form.js';
import type { ClosureDto, ClosuresDto } from './closures.dto.js';
import { withoutBlanks } from './form-fields.js';
import type { ListShapes } from './row-merging.js';
import { filledRows } from './submitted-form.js';

export const CLOSURE_LISTS = {
  closures: { fields: ['from', 'until', 'reason'], identity: ['from'] },
} as const satisfies ListShapes;

const DAYS = ['from', 'until'] as const;

/** When an organization is closed, as plain text by field; month and day of each end are fields of their own. */
export function closuresForm({ yearEnd, closures }: ClosuresDto): FormValues {
  return {
    ...Object.fromEntries(
      DAYS.flatMap((day) => [
        [`yearEnd.${day}.month`, yearEnd[day].slice(0, 2)],
        [`yearEnd.${day}.day`, yearEnd[day].slice(3)],
      ]),
    ),
    ...closureRows(closures),
  };
}

/** What the DTO reads of a form: only the parts of which one of the `touched` fields is a part. */
export function closuresRequest(values: FormValues, touched: readonly string[]): Record<string, unknown> {
  const has = (part: string) => touched.some((field) => field.startsWith(`${part}.`));
  const day = (name: string) => `${values[`yearEnd.${name}.month`]}-${values[`yearEnd.${name}.day`]}`;
  return {
    ...(has('yearEnd') && { yearEnd: { from: day('from'), until: day('until') } }),
    ...(has('closures') && { closures: closuresIn(values) }),
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
