import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength, ValidateBy } from 'class-validator';
import { IsPlainText } from '../../platform/http/constraints.js';
import { isWithin } from '../../programmes/domain/within.js';
import { EmptyAsNull } from '../../programmes/editing/editing-constraints.js';
import { isEndTime } from '../../shared/civil-time.js';

/** The longest line that is said of a session, in characters. */
export const MAX_TEXT = 500;

/** One line that must say something. */
export function Words(): PropertyDecorator {
  return applyDecorators(
    EmptyAsNull(),
    IsString(),
    MaxLength(MAX_TEXT, { context: { max: MAX_TEXT } }),
    IsPlainText(),
  ) as PropertyDecorator;
}

/** One line; null, or blank, where the source says nothing. */
export function OptionalWords(description?: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ nullable: true, type: String, maxLength: MAX_TEXT, description }),
    IsOptional(),
    Words(),
  ) as PropertyDecorator;
}

/** A clock time at which something ends: `HH:mm`, also `24:00`. */
export function IsEndTime(): PropertyDecorator {
  return textThat('isEndTime', isEndTime);
}

/** A month (`2026-09`), or months one after the other (`2025-10/2026-03`). */
export function IsMonths(): PropertyDecorator {
  return textThat('isMonths', isWithin);
}

function textThat(name: string, holds: (text: string) => boolean): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && holds(value);
  return ValidateBy({ name, validator: { validate } });
}
