import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { EmptyAsUndefined, IsCivilDate, IsPlainText } from '../../platform/http/constraints.js';
import { AUDIENCES, KINDS } from '../../programmes/domain/kinds.js';
import { IsSearchQuery } from '../../programmes/search/search-query.js';
import { IsSessionCursor } from '../sessions/session-cursor.js';

const MAX_SLUG = 200;
const MAX_CODE = 400;
const SET = ['1'];

/** A month, `YYYY-MM`. */
export const MONTH = /^20\d{2}-(0[1-9]|1[0-2])$/;

/** The years of `MONTH`, as the fields of the form say it too: what lies beyond is nobody's plan, and no calendar's to add days to. */
const YEARS = /^20\d{2}-/;

/** What is asked for by a mark alone (`online=1`), in the order in which pages name it. */
export const FLAGS = ['free', 'walkIn', 'anonymous', 'lookOnly', 'online', 'stepFree'] as const;
export type Flag = (typeof FLAGS)[number];

/** The filters of every list of programmes and sessions; an empty field of the form does not restrict. */
export class ProgrammesQuery {
  /** Slug of an organization. */
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_SLUG, { context: { max: MAX_SLUG } })
  @IsPlainText()
  organization?: string;

  /** A venue, `<slug of its organization>.<key>`. One of another organization than the chosen one does not restrict. */
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_CODE, { context: { max: MAX_CODE } })
  @IsPlainText()
  venue?: string;

  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(KINDS)
  kind?: string;

  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(AUDIENCES)
  audience?: string;

  /** With a seat free now. */
  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(SET)
  free?: '1';

  /** 申込不要. */
  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(SET)
  walkIn?: '1';

  /** 匿名でよい. */
  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(SET)
  anonymous?: '1';

  /** 見ているだけでもよい. */
  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(SET)
  lookOnly?: '1';

  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(SET)
  online?: '1';

  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(SET)
  stepFree?: '1';

  /** Words to search for. */
  @IsSearchQuery()
  q?: string;
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
  @Matches(MONTH)
  month?: string;

  /** First day of the list, `YYYY-MM-DD`. */
  @IsOptional()
  @EmptyAsUndefined()
  @IsCivilDate()
  @Matches(YEARS)
  from?: string;

  /** Last day of the list, `YYYY-MM-DD`. */
  @IsOptional()
  @EmptyAsUndefined()
  @IsCivilDate()
  @Matches(YEARS)
  to?: string;

  /** Where the list goes on; made by `cursorAfter`. */
  @IsOptional()
  @EmptyAsUndefined()
  @IsSessionCursor()
  after?: string;
}
