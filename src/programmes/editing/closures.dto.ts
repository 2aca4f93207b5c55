import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsOptional,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsCivilDate, IsCivilTime } from '../../platform/http/constraints.js';
import { WEEKDAYS } from '../domain/weekdays.js';
import { EmptyAsNull, IsDayOfYear, OptionalLine } from './editing-constraints.js';

export const MOST_CLOSURES = 400;
const MOST_SENSITIVE_DAYS = 3650;

/** Days on which a house is closed, both included; without `until` one day. */
export class ClosureDto {
  @ApiProperty({ format: 'date' })
  @EmptyAsNull()
  @IsDefined()
  @IsCivilDate()
  from!: string;

  @ApiPropertyOptional({ nullable: true, type: String, format: 'date' })
  @EmptyAsNull()
  @IsOptional()
  @IsCivilDate()
  until?: string | null;

  @OptionalLine('In the words that staff read beside a date left out: 夏季休業')
  reason?: string | null;
}

/** 年末年始, both days included; over New Year where `from` is the later day of the year. */
export class YearEndDto {
  @ApiProperty({ example: '12-29', description: 'MM-DD' })
  @EmptyAsNull()
  @IsDefined()
  @IsDayOfYear()
  from!: string;

  @ApiProperty({ example: '01-03', description: 'MM-DD' })
  @EmptyAsNull()
  @IsDefined()
  @IsDayOfYear()
  until!: string;
}

/** When nobody is there to answer: what asks for an answer neither arrives nor runs out then. What is left out stays. */
export class DeskDto {
  @ApiPropertyOptional({
    example: '21:00',
    description: 'Clock time of the organization; the same as `quietUntil`: never',
  })
  @EmptyAsNull()
  @ValidateIf((_, value) => value !== undefined)
  @IsCivilTime()
  quietFrom?: string;

  @ApiPropertyOptional({ example: '08:00' })
  @EmptyAsNull()
  @ValidateIf((_, value) => value !== undefined)
  @IsCivilTime()
  quietUntil?: string;

  @ApiPropertyOptional({
    enum: WEEKDAYS,
    isArray: true,
    description: 'Weekdays on which nobody answers; sessions may be held on them all the same',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(WEEKDAYS.length, { context: { max: WEEKDAYS.length } })
  @IsIn(WEEKDAYS, { each: true })
  closedOn?: string[] | null;

  @ApiPropertyOptional({ type: Boolean, description: 'true: nobody answers on public holidays' })
  @IsOptional()
  @IsBoolean()
  closedOnHolidays?: boolean | null;
}

/** When an organization is closed: rules leave these days out. When it answers, and how long it keeps what is sensitive. */
export class ClosuresDto {
  @ApiProperty({ type: YearEndDto })
  @IsDefined()
  @ValidateNested()
  @Type(() => YearEndDto)
  yearEnd!: YearEndDto;

  @ApiPropertyOptional({ type: [ClosureDto] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_CLOSURES, { context: { max: MOST_CLOSURES } })
  @ValidateNested({ each: true })
  @Type(() => ClosureDto)
  closures?: ClosureDto[] | null;

  @ApiProperty({ type: DeskDto })
  @IsDefined()
  @ValidateNested()
  @Type(() => DeskDto)
  desk!: DeskDto;

  @ApiProperty({
    minimum: 0,
    maximum: MOST_SENSITIVE_DAYS,
    description: "Days after a registrant's last session on which answers to sensitive questions are erased",
  })
  @IsDefined()
  @IsInt()
  @Min(0, { context: { min: 0 } })
  @Max(MOST_SENSITIVE_DAYS, { context: { max: MOST_SENSITIVE_DAYS } })
  sensitiveAnswersDays!: number;
}

/** What staff change of it; what is left out stays. */
export class ClosuresChangeDto extends PartialType(ClosuresDto, { skipNullProperties: false }) {}
