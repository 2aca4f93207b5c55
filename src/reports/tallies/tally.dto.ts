import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { EmptyAsUndefined, IsCivilDate, IsPlainText } from '../../platform/http/constraints.js';
import { StrictQuery } from '../../platform/http/validation.js';
import { EmptyAsNull, OptionalText } from '../../programmes/editing/editing-constraints.js';
import { SLUG_LENGTH } from '../../programmes/plans/fiscal-year-filter.js';
import { TALLY_KINDS, TALLY_QUALIFIERS, type TallyKind, type TallyQualifier } from '../domain/tally.js';

const MOST = 1_000_000_000;
const MOST_LINES = 100;
const MOST_PARTS = 30;
const MOST_TALLIES = 500;
const LABEL = 100;
const UNIT = 20;

/** A number of things; null: 記録なし. */
function Count(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: Number, nullable: true, minimum: 0, maximum: MOST, description }),
    EmptyAsNull(),
    IsOptional(),
    Max(MOST, { context: { max: MOST } }),
    Min(0, { context: { min: 0 } }),
    IsInt(),
  ) as PropertyDecorator;
}

function Name(max: number): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }) => (typeof value === 'string' ? value.trim() : value)),
    MaxLength(max, { context: { max } }),
    IsPlainText(),
    IsNotEmpty(),
    IsString(),
  ) as PropertyDecorator;
}

function Day(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, format: 'date', nullable: true, description }),
    EmptyAsNull(),
    IsOptional(),
    IsCivilDate(),
  ) as PropertyDecorator;
}

export class TallyFigureDto {
  @ApiProperty({ maxLength: LABEL, description: '電話, 来所, その他（メール、手紙）' })
  @Name(LABEL)
  label!: string;

  @Count('Null: nothing was recorded, which is not 0.')
  value: number | null = null;

  @ApiPropertyOptional({ default: false, description: '約' })
  @IsBoolean()
  approximate: boolean = false;

  @Count('The whole of which it is a part: 19 of 14/19市町.')
  outOf: number | null = null;
}

export class TallyLineDto extends TallyFigureDto {
  @ApiPropertyOptional({ type: [TallyFigureDto], description: 'What the line is made of.' })
  @ArrayMaxSize(MOST_PARTS, { context: { max: MOST_PARTS } })
  @ValidateNested({ each: true })
  @IsArray()
  @Type(() => TallyFigureDto)
  parts: TallyFigureDto[] = [];
}

/** One table of figures, in the words of the town. */
export class TallyDto {
  @ApiPropertyOptional({
    nullable: true,
    type: String,
    description: 'Slug; null: the organization as a whole.',
  })
  @EmptyAsNull()
  @IsOptional()
  @MaxLength(SLUG_LENGTH, { context: { max: SLUG_LENGTH } })
  @IsString()
  programme: string | null = null;

  @ApiProperty({
    maxLength: LABEL,
    description: 'By what the lines are told apart: 方法, 相談経路, 年代, 地区.',
  })
  @Name(LABEL)
  axis!: string;

  @ApiProperty({
    maxLength: UNIT,
    description: '件, 人, 回, 部, 団体, 地区, 家族, 自治体: one for the table.',
  })
  @Name(UNIT)
  unit!: string;

  @ApiPropertyOptional({
    enum: TALLY_QUALIFIERS,
    default: 'none',
    description: '延べ (cumulative_visits), 実 (unique), 新規 (new), 開催 (hosted), 参加 (attended).',
  })
  @IsIn([...TALLY_QUALIFIERS])
  qualifier: TallyQualifier = 'none';

  @ApiPropertyOptional({ enum: TALLY_KINDS, default: 'flow', description: 'Over a period, or on a day.' })
  @IsIn([...TALLY_KINDS])
  kind: TallyKind = 'flow';

  @Day('First day; null: of a stock, or cumulative since nobody says when.')
  startsOn: string | null = null;

  @Day('Last day, or the day of a stock; null: it goes on.')
  endsOn: string | null = null;

  @ApiPropertyOptional({ default: false, description: '累計: with what earlier periods had.' })
  @IsBoolean()
  cumulative: boolean = false;

  @Count('合計 as the source states it.')
  total: number | null = null;

  @ApiPropertyOptional({
    type: Boolean,
    nullable: true,
    description: 'Whether the lines are all there is; null: the source does not say.',
  })
  @IsOptional()
  @IsBoolean()
  exhaustive: boolean | null = null;

  @OptionalText('What the source adds.')
  note: string | null = null;

  @OptionalText('Where the figures are from.')
  source: string | null = null;

  @ApiPropertyOptional({ type: [TallyLineDto] })
  @ArrayMaxSize(MOST_LINES, { context: { max: MOST_LINES } })
  @ValidateNested({ each: true })
  @IsArray()
  @Type(() => TallyLineDto)
  lines: TallyLineDto[] = [];
}

/** Tables to be written: each takes the place of the one with the same programme, axis, unit, qualifier and period. */
export class TalliesDto {
  @ApiProperty({ description: "The organization's slug." })
  @MaxLength(SLUG_LENGTH, { context: { max: SLUG_LENGTH } })
  @IsNotEmpty()
  @IsString()
  organization!: string;

  @ApiProperty({ type: [TallyDto] })
  @ArrayMaxSize(MOST_TALLIES, { context: { max: MOST_TALLIES } })
  @ValidateNested({ each: true })
  @IsArray()
  @IsDefined()
  @Type(() => TallyDto)
  items!: TallyDto[];
}

/** Which tables to list. */
export class TallyPageQuery {
  @ApiPropertyOptional({ description: "An organization's slug. Default: all of yours." })
  @EmptyAsUndefined()
  @IsOptional()
  @MaxLength(SLUG_LENGTH, { context: { max: SLUG_LENGTH } })
  @IsString()
  organization?: string;

  @ApiPropertyOptional({ description: "A programme's slug." })
  @EmptyAsUndefined()
  @IsOptional()
  @MaxLength(SLUG_LENGTH, { context: { max: SLUG_LENGTH } })
  @IsString()
  programme?: string;
}

@StrictQuery()
export class TallyQuery extends TallyPageQuery {}

class SumWarningJson {
  @ApiProperty({ enum: ['differs', 'exceeds'] })
  code!: 'differs' | 'exceeds';

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The line whose parts were added; null: all lines.',
  })
  label!: string | null;

  @ApiProperty()
  sum!: number;

  @ApiProperty()
  total!: number;
}

export class TallyJson extends TallyDto {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  organization!: string;

  @ApiProperty({ format: 'date-time' })
  changedAt!: string;

  @ApiProperty({ type: String, nullable: true })
  changedBy!: string | null;

  @ApiProperty({
    type: [SumWarningJson],
    description: 'Sums that do not come out; the figures are kept as sent.',
  })
  warnings!: SumWarningJson[];
}

export class TalliesJson {
  @ApiProperty({ type: [TallyJson] })
  items!: TallyJson[];

  @ApiProperty({ type: String, nullable: true, description: 'Always null: the list is one page.' })
  next!: string | null;
}
