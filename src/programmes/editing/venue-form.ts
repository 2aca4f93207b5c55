import type { FormValues } from '../../platform/http/edited-form.js';
import { WEEKDAYS } from '../domain/weekdays.js';
import { closureRows, closuresIn } from './closures-form.js';
import { checked, checksOf, decimalOrText, yesOrNo } from './form-fields.js';
import type { VenueDto } from './venue.dto.js';

export const VENUE_TEXTS = [
  ...(['name', 'nameEn', 'nameKana', 'address', 'building'] as const),
  ...(['access', 'discreetEntrance', 'parking', 'url'] as const),
] as const;
const DEGREES = ['latitude', 'longitude'] as const;

/** A venue as plain text by field. */
export function venueForm(venue: Partial<VenueDto>): FormValues {
  return {
    ...Object.fromEntries(VENUE_TEXTS.map((field) => [field, venue[field] ?? ''])),
    ...Object.fromEntries(DEGREES.map((field) => [field, String(venue[field] ?? '')])),
    stepFree: yesOrNo(venue.stepFree),
    online: venue.online ? '1' : '',
    ...checksOf('closedOn', WEEKDAYS, venue.closedOn ?? []),
    ...closureRows(venue.closures),
  };
}

/** What the DTO reads of a form: only the parts of which one of the `touched` fields is a part. */
export function venueRequest(values: FormValues, touched: readonly string[]): Record<string, unknown> {
  const parts = new Set(touched.map((field) => field.split('.')[0] ?? field));
  const read: Record<string, () => unknown> = {
    ...Object.fromEntries(VENUE_TEXTS.map((field) => [field, () => values[field] ?? ''])),
    ...Object.fromEntries(DEGREES.map((field) => [field, () => decimalOrText(values[field] ?? '')])),
    stepFree: () => values.stepFree ?? '',
    online: () => values.online === '1',
    closedOn: () => checked('closedOn', WEEKDAYS, values),
    closures: () => closuresIn(values),
  };
  return Object.fromEntries(
    Object.entries(read).flatMap(([part, value]) => (parts.has(part) ? [[part, value()]] : [])),
  );
}

/** What the DTO of a new venue reads of a form: everything that it says. */
export function newVenueRequest(values: FormValues): Record<string, unknown> {
  const names = [...Object.keys({ ...venueForm({}), ...values }), 'closures'];
  return { ...venueRequest(values, names), organization: values.organization ?? '', key: values.key ?? '' };
}
