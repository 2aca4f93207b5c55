import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { EmptyAsUndefined, IsCivilDate, IsPlainText } from '../../platform/http/constraints.js';
import { AUDIENCES, KINDS } from '../../programmes/domain/kinds.js';
import { IsSessionCursor } from '../sessions/session-cursor.js';

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
  @IsSessionCursor()
  after?: string;
}
