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
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { Checkbox, EmptyAsUndefined, IsPlainText, NumberField } from '../../platform/http/constraints.js';
import {
  PLAN_QUALIFIERS,
  PLAN_STATUSES,
  type PlanQualifier,
  type PlanStatus,
  SESSIONS_UNIT,
} from '../domain/plan.js';
import { FIRST_YEAR, LAST_YEAR, SLUG_LENGTH } from './fiscal-year-filter.js';

/** What a programme file may hold too (docs/programme-file.schema.json). */
const MOST = 10_000_000;
const LINE = 300;
const TEXT = 10_000;
const MOST_PROGRAMMES = 2000;
const VERSION_LENGTH = 40;

/** Lines of text without control characters; blank is null. */
function Words(): PropertyDecorator {
  const trimmed = Transform(({ value }) => (typeof value === 'string' ? value.trim() || null : value));
  const optional = IsOptional();
  const plain = ValidateBy({
    name: 'isPlainText',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' && !/[^\P{Cc}\n\t]|[\u2028\u2029\u202A-\u202E\u2066-\u2069]/u.test(value),
    },
  });
  const short = MaxLength(TEXT, { context: { max: TEXT } });
  return (target, property) => {
    for (const decorate of [trimmed, optional, plain, short, IsString()])
      decorate(target, property as string);
  };
}

function Count(): PropertyDecorator {
  const decorators = [
    NumberField(),
    IsOptional(),
    Max(MOST, { context: { max: MOST } }),
    Min(0, { context: { min: 0 } }),
    IsInt(),
  ];
  return (target, property) => {
    for (const decorate of decorators) decorate(target, property as string);
  };
}

/** A plan in figures and words. */
export class PlanFiguresDto {
  @ApiPropertyOptional({ type: Number, nullable: true, description: '0 is a plan of none; null: no number.' })
  @Count()
  planned: number | null = null;

  @ApiPropertyOptional({ type: Number, nullable: true, description: 'Upper end; only with `range`.' })
  @Count()
  plannedMax: number | null = null;

  @ApiPropertyOptional({ enum: PLAN_QUALIFIERS, default: 'exact' })
  @IsIn([...PLAN_QUALIFIERS], { context: { allowed: PLAN_QUALIFIERS.join(', ') } })
  qualifier: PlanQualifier = 'exact';

  @ApiPropertyOptional({ default: SESSIONS_UNIT, description: '回, 件, 部, 人: what is counted.' })
  @MaxLength(LINE, { context: { max: LINE } })
  @IsPlainText()
  @IsNotEmpty()
  @IsString()
  unit: string = SESSIONS_UNIT;

  @ApiPropertyOptional({ enum: PLAN_STATUSES, default: 'continued' })
  @IsIn([...PLAN_STATUSES], { context: { allowed: PLAN_STATUSES.join(', ') } })
  status: PlanStatus = 'continued';

  @ApiPropertyOptional({ type: String, nullable: true, description: 'Why it is suspended, cancelled, …' })
  @Words()
  reason: string | null = null;

  @ApiPropertyOptional({ type: String, nullable: true, description: "The plan in the town's words." })
  @Words()
  text: string | null = null;
}

export class PlanItemDto {
  @ApiProperty({ description: 'Id or slug of the programme.' })
  @MaxLength(SLUG_LENGTH, { context: { max: SLUG_LENGTH } })
  @IsNotEmpty()
  @IsString()
  programme!: string;

  @ApiProperty({
    type: PlanFiguresDto,
    nullable: true,
    description: 'Null: no plan, which is not a plan of 0.',
  })
  @ValidateIf((item: PlanItemDto) => item.plan !== null)
  @ValidateNested()
  @IsDefined()
  @Type(() => PlanFiguresDto)
  plan!: PlanFiguresDto | null;
}

/** One organization's fiscal year. */
export class YearOfPlansDto {
  @ApiProperty({ description: "The organization's slug." })
  @MaxLength(SLUG_LENGTH, { context: { max: SLUG_LENGTH } })
  @IsNotEmpty()
  @IsString()
  organization!: string;

  @ApiProperty({ description: 'First calendar year of the fiscal year.' })
  @NumberField()
  @Max(LAST_YEAR, { context: { max: LAST_YEAR } })
  @Min(FIRST_YEAR, { context: { min: FIRST_YEAR } })
  @IsInt()
  fiscalYear!: number;

  @ApiPropertyOptional({
    description:
      'The `version` of the table that this starts from. Where the plans have changed since, the answer is 409 ' +
      '`conflict`. Left out: whatever is there is replaced.',
  })
  @EmptyAsUndefined()
  @IsOptional()
  @MaxLength(VERSION_LENGTH, { context: { max: VERSION_LENGTH } })
  @IsString()
  version?: string;
}

/** A table of plans, from the page or from JSON. Programmes that it does not name keep theirs. */
export class PlanTableDto extends YearOfPlansDto {
  @ApiProperty({ type: [PlanItemDto] })
  @ArrayMaxSize(MOST_PROGRAMMES, { context: { max: MOST_PROGRAMMES } })
  @ValidateNested({ each: true })
  @IsArray()
  @Type(() => PlanItemDto)
  items!: PlanItemDto[];
}

export class ApprovalDto extends YearOfPlansDto {
  @ApiPropertyOptional({ default: false, description: 'True: approve again what was approved already.' })
  @Checkbox()
  @IsBoolean()
  confirm: boolean = false;
}
