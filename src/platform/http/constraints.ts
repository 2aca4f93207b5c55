import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy, type ValidationOptions } from 'class-validator';
import { isCivilDate, isCivilTime } from '../../shared/civil-time.js';
import { asMailbox, hasForeignLocalPart, isOneAddress } from '../mail/addresses.js';

/** No control characters (C0, DEL, C1), no line or paragraph separators, no characters that turn the direction of a line. */
const PLAIN_TEXT = /^[^\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]*$/u;

/** One line of text that is harmless in a mail header, a CSV cell and a calendar entry. */
export function IsPlainText(options?: ValidationOptions): PropertyDecorator {
  return textThat('isPlainText', (text) => PLAIN_TEXT.test(text), options);
}

/** A real date, `YYYY-MM-DD`. */
export function IsCivilDate(options?: ValidationOptions): PropertyDecorator {
  return textThat('isCivilDate', isCivilDate, options);
}

/** A clock time, `HH:mm`. */
export function IsCivilTime(options?: ValidationOptions): PropertyDecorator {
  return textThat('isCivilTime', isCivilTime, options);
}

/**
 * One mail address, read as `asMailbox` writes it. Where only the script of its local part is at fault, that is what is
 * said: the address is right, and yet nothing could be sent to it.
 */
export function IsMailbox(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }) => (typeof value === 'string' ? asMailbox(value.trim()) : value)),
    textThat('isEmail', (text) => isOneAddress(text) || hasForeignLocalPart(text)),
    textThat('isAsciiMailbox', (text) => !hasForeignLocalPart(text)),
  );
}

function textThat(
  name: string,
  holds: (text: string) => boolean,
  options?: ValidationOptions,
): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && holds(value);
  return ValidateBy({ name, validator: { validate } }, options);
}

/** Trims, and takes an empty field of a form as not given. */
export function EmptyAsUndefined(): PropertyDecorator {
  return Transform(({ value }) => {
    if (typeof value !== 'string') return value;
    return value.trim() === '' ? undefined : value.trim();
  });
}

/** A checkbox (`on`, `true`) or a JSON boolean. */
export function Checkbox(): PropertyDecorator {
  return Transform(({ value }) => (typeof value === 'string' ? value === 'on' || value === 'true' : value));
}

/** A number from a form field or from JSON; anything else stays as it is, for the validator to refuse. */
export function NumberField(): PropertyDecorator {
  return Transform(({ value }) =>
    typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value,
  );
}

/** Several values in a query: separated by commas, or under the same name again. Sorted and each once, so that one wish has one form. */
export function ListInQuery(): PropertyDecorator {
  return Transform(({ value }) => {
    if (value === undefined) return value;
    const values = [value].flat().flatMap((one) => (typeof one === 'string' ? one.split(',') : [one]));
    return [...new Set(values)].sort();
  });
}
