import { IsIn, IsOptional, IsString, Matches, MaxLength, ValidateBy } from 'class-validator';
import { EmptyAsUndefined, IsCivilDate, IsPlainText } from '../../platform/http/constraints.js';
import { AUDIENCES, KINDS } from '../../programmes/domain/kinds.js';

const MAX_SLUG = 200;

/** The filters of every list of programmes and sessions; an empty field of the form does not restrict. */
export class ProgrammesQuery {
  /** Slug of an organization. */
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_SLUG)
  @IsPlainText()
  organization?: string;

  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(KINDS)
  kind?: string;

  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(AUDIENCES)
  audience?: string;
}

/** What the first page may be asked for. */
export class WhatIsOnQuery extends ProgrammesQuery {
  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(['list', 'month'])
  view?: 'list' | 'month';

  /** `YYYY-MM`, of the month view. */
  @IsOptional()
  @EmptyAsUndefined()
  @Matches(/^20\d{2}-(0[1-9]|1[0-2])$/)
  month?: string;

  /** First day of the list, `YYYY-MM-DD`. */
  @IsOptional()
  @EmptyAsUndefined()
  @IsCivilDate()
  from?: string;

  /** Where the list goes on; made by `cursorAfter`. */
  @IsOptional()
  @EmptyAsUndefined()
  @ValidateBy({ name: 'isIn', validator: { validate: (value: unknown) => readCursor(value) !== undefined } })
  after?: string;
}

interface Position {
  readonly startsAt: Date;
  readonly id: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The position after a session in the list, as text for an address. */
export function cursorAfter({ startsAt, id }: Position): string {
  return `${startsAt.getTime()}~${id}`;
}

/** @returns undefined for text that no `cursorAfter` has made */
export function readCursor(text: unknown): Position | undefined {
  if (typeof text !== 'string') return undefined;
  const [instant, id] = text.split('~');
  if (!instant || !/^-?\d{1,14}$/.test(instant) || !id || !UUID.test(id)) return undefined;
  return { startsAt: new Date(Number(instant)), id };
}
