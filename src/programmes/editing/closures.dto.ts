import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsDefined, IsOptional, ValidateNested } from 'class-validator';
import { IsCivilDate } from '../../platform/http/constraints.js';
import { EmptyAsNull, IsDayOfYear, OptionalLine } from './editing-constraints.js';

export const MOST_CLOSURES = 400;

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

/** When an organization is closed: rules leave these days out. */
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
}

/** What staff change of it; what is left out stays. */
export class ClosuresChangeDto extends PartialType(ClosuresDto, { skipNullProperties: false }) {}
