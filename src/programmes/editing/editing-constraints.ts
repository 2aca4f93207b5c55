import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, IsString, MaxLength, ValidateBy } from 'class-validator';
import { IsPlainText } from '../../platform/http/constraints.js';
import { isColour } from '../../shared/accent.js';
import { isDayOfYear } from '../domain/holidays.js';
import { isWebAddress } from '../import/schema-findings.js';

/** Limits of the programme file (docs/programme-file.schema.json): what one may hold, the other may. */
export const MOST_OF_LINE = 300;
export const MOST_OF_TEXT = 10_000;
export const MOST_TEXTS = 100;
export const MOST_TIMES = 10_000_000;

/** Several lines: tabs and line feeds, but no other control characters and none that turn the direction of a line. */
const PLAIN_LINES = /^(?:[^\p{Cc}\u202A-\u202E\u2066-\u2069]|[\t\n])*$/u;

/** Trims the end of what is one text, and takes an empty one as "the source does not say": null. */
export function EmptyAsNull(): PropertyDecorator {
  return Transform(({ value }) => {
    if (typeof value !== 'string') return value;
    const text = value.replaceAll('\r\n', '\n').trim();
    return text === '' ? null : text;
  });
}

/** A line that must not be empty, up to 300 characters. */
export function Line(): PropertyDecorator {
  return applyDecorators(
    EmptyAsNull(),
    IsString(),
    MaxLength(MOST_OF_LINE, { context: { max: MOST_OF_LINE } }),
    IsPlainText(),
  ) as PropertyDecorator;
}

/** A line, or null where the source does not say. */
export function OptionalLine(description?: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ nullable: true, type: String, maxLength: MOST_OF_LINE, description }),
    IsOptional(),
    Line(),
  ) as PropertyDecorator;
}

/** Text of one or more lines, or null where the source does not say. */
export function OptionalText(description?: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ nullable: true, type: String, maxLength: MOST_OF_TEXT, description }),
    EmptyAsNull(),
    IsOptional(),
    IsString(),
    MaxLength(MOST_OF_TEXT, { context: { max: MOST_OF_TEXT } }),
    textThat('isPlainLines', (text) => PLAIN_LINES.test(text)),
  ) as PropertyDecorator;
}

const YES_OR_NO: Readonly<Record<string, boolean | null>> = { yes: true, no: false, '': null };

/** True, false, or null where nobody says; a form's list sends `yes`, `no` or nothing. */
export function OptionalYesOrNo(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ nullable: true, type: Boolean, description }),
    Transform(({ value }) => (typeof value === 'string' && value in YES_OR_NO ? YES_OR_NO[value] : value)),
    IsOptional(),
    IsBoolean(),
  ) as PropertyDecorator;
}

/** Each of a list of texts is one that `OptionalText` would take. */
export function ArePlainLines(): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isPlainLines',
      validator: { validate: (value) => typeof value === 'string' && PLAIN_LINES.test(value) },
    },
    { each: true },
  );
}

/** A day of any year, `MM-DD`. */
export function IsDayOfYear(): PropertyDecorator {
  return textThat('isDayOfYear', isDayOfYear);
}

/** An address on the web, http or https. */
export function IsWebAddress(): PropertyDecorator {
  return textThat('isWebAddress', isWebAddress);
}

/** A name for machines as programme files have them: small letters, digits and hyphens, up to 64. */
export function IsFileKey(): PropertyDecorator {
  return textThat('isFileKey', (text) => /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/.test(text));
}

/** A colour as `#rrggbb`, in small or large letters. */
export function IsColour(): PropertyDecorator {
  return textThat('isColour', (text) => isColour(text.toLowerCase()));
}

/** How something is read: hiragana, with what may stand between words. */
export function IsHiragana(): PropertyDecorator {
  return textThat('isHiragana', (text) => /^[\p{Script=Hiragana}ー・\s]+$/u.test(text));
}

function textThat(name: string, holds: (text: string) => boolean): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && holds(value);
  return ValidateBy({ name, validator: { validate } });
}
