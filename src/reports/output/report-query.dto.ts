import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { EmptyAsUndefined, IsCivilDate, IsPlainText, NumberField } from '../../platform/http/constraints.js';
import { KINDS } from '../../programmes/domain/kinds.js';
import {
  FIRST_YEAR,
  FiscalYearFilter,
  LAST_YEAR,
  SLUG_LENGTH,
} from '../../programmes/plans/fiscal-year-filter.js';
import { HALVES, type Half, PERIOD_KINDS, type PeriodKind } from '../domain/period.js';
import { GROUPINGS, type Grouping } from '../figures/report.js';

const MUNICIPALITY_LENGTH = 100;
const BANDS_LENGTH = 100;
const BEFORE = [0, 1, 2] as const;

/** Which report: of when, as of which day, of whom, by what. An empty field is not given. */
export class ReportQuery extends FiscalYearFilter {
  @ApiPropertyOptional({
    enum: PERIOD_KINDS,
    default: 'fiscal',
    description:
      'fiscal, half: of `fiscalYear`; calendar: `year`; free: `from` to `to`; since: cumulative, `from` to `asOf`.',
  })
  @EmptyAsUndefined()
  @IsOptional()
  @IsIn([...PERIOD_KINDS])
  period?: PeriodKind;

  @ApiPropertyOptional({ type: Number, description: 'Calendar year. Default: the running one.' })
  @EmptyAsUndefined()
  @NumberField()
  @IsOptional()
  @Max(LAST_YEAR, { context: { max: LAST_YEAR } })
  @Min(FIRST_YEAR, { context: { min: FIRST_YEAR } })
  year?: number;

  @ApiPropertyOptional({
    enum: HALVES,
    default: 'first',
    description: 'April to September, or October to March.',
  })
  @EmptyAsUndefined()
  @IsOptional()
  @IsIn([...HALVES])
  half?: Half;

  @ApiPropertyOptional({ format: 'date', description: 'Default: the first day of the fiscal year.' })
  @EmptyAsUndefined()
  @IsOptional()
  @IsCivilDate()
  from?: string;

  @ApiPropertyOptional({ format: 'date', description: 'Default: the last day of the fiscal year.' })
  @EmptyAsUndefined()
  @IsOptional()
  @IsCivilDate()
  to?: string;

  @ApiPropertyOptional({
    format: 'date',
    description: 'Figures as of the end of this day in Japan. Default: now.',
  })
  @EmptyAsUndefined()
  @IsOptional()
  @IsCivilDate()
  asOf?: string;

  @ApiPropertyOptional({ enum: GROUPINGS, default: 'programme' })
  @EmptyAsUndefined()
  @IsOptional()
  @IsIn([...GROUPINGS])
  by?: Grouping;

  @ApiPropertyOptional({ enum: BEFORE, default: 2, description: 'Periods before to show beside it.' })
  @Transform(({ value }) => (value === '' ? undefined : /^\d$/.test(value) ? Number(value) : value))
  @IsOptional()
  @IsIn([...BEFORE])
  before?: (typeof BEFORE)[number];

  @ApiPropertyOptional({ description: "A programme's slug: it, and all its parts." })
  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @MaxLength(SLUG_LENGTH, { context: { max: SLUG_LENGTH } })
  programme?: string;

  @ApiPropertyOptional({ enum: KINDS })
  @EmptyAsUndefined()
  @IsOptional()
  @IsIn([...KINDS])
  kind?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @EmptyAsUndefined()
  @IsOptional()
  @IsUUID()
  venue?: string;

  @ApiPropertyOptional({
    description: 'Only people who registered from there. Sessions and seats are not divided by it.',
  })
  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @MaxLength(MUNICIPALITY_LENGTH, { context: { max: MUNICIPALITY_LENGTH } })
  @IsPlainText()
  municipality?: string;

  @ApiPropertyOptional({
    example: '15,40,65',
    description: "Ages at which the bands of 年代 begin, ascending. Default: the organization's.",
  })
  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @MaxLength(BANDS_LENGTH, { context: { max: BANDS_LENGTH } })
  bands?: string;
}

/** As what a program takes it. */
export const FORMATS = ['json', 'csv', 'xlsx'] as const;
export type Format = (typeof FORMATS)[number];

export class ReportApiQuery extends ReportQuery {
  @ApiPropertyOptional({ enum: FORMATS, default: 'json' })
  @IsIn([...FORMATS], { context: { allowed: FORMATS.join(', ') } })
  format: Format = 'json';
}

const FILE_FORMATS = ['csv', 'xlsx'] as const;

export class SessionFileQuery extends ReportQuery {
  @ApiPropertyOptional({ enum: FILE_FORMATS, default: 'csv' })
  @IsIn([...FILE_FORMATS], { context: { allowed: FILE_FORMATS.join(', ') } })
  format: (typeof FILE_FORMATS)[number] = 'csv';
}

export class TrendQuery extends ReportQuery {
  @ApiPropertyOptional({ type: Number, default: 5, description: 'How many fiscal years, 2 to 10.' })
  @EmptyAsUndefined()
  @NumberField()
  @IsOptional()
  @Max(10, { context: { max: 10 } })
  @Min(2, { context: { min: 2 } })
  years?: number;
}
