import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsCivilDate, IsCivilTime, IsPlainText } from '../platform/http/constraints.js';

const MAX_CAPACITY = 100_000;
const MAX_TEXT = 500;

/** A new capacity of one pool of the session. */
export class PoolChangeDto {
  @ApiPropertyOptional({ example: 'onsite' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(40, { context: { max: 40 } })
  key!: string;

  @ApiPropertyOptional({ nullable: true, type: Number, description: 'null: no limit' })
  @ValidateIf((_, value) => value !== null)
  @IsInt()
  @Min(1, { context: { min: 1 } })
  @Max(MAX_CAPACITY, { context: { max: MAX_CAPACITY } })
  capacity!: number | null;
}

/** What staff change of one session; a field that is left out stays as it is, null takes its value away where it may have none. */
export class SessionChangeDto {
  @ApiPropertyOptional({ format: 'date', description: 'Civil date in the time zone of the session' })
  @IsOptional()
  @IsCivilDate()
  startsOn?: string;

  @ApiPropertyOptional({ example: '10:00', nullable: true, type: String })
  @IsOptional()
  @IsCivilTime()
  startTime?: string | null;

  @ApiPropertyOptional({ example: '11:45', nullable: true, type: String })
  @IsOptional()
  @IsCivilTime()
  endTime?: string | null;

  @ApiPropertyOptional({
    format: 'date',
    nullable: true,
    type: String,
    description: 'Last day, where it is another',
  })
  @IsOptional()
  @IsCivilDate()
  endsOn?: string | null;

  @ApiPropertyOptional({
    nullable: true,
    type: String,
    description: "Key of one of the organization's venues",
  })
  @IsOptional()
  @IsString()
  @MaxLength(100, { context: { max: 100 } })
  venue?: string | null;

  @ApiPropertyOptional({ nullable: true, type: String, maxLength: MAX_TEXT })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_TEXT, { context: { max: MAX_TEXT } })
  @IsPlainText()
  topic?: string | null;

  @ApiPropertyOptional({ nullable: true, type: String, maxLength: MAX_TEXT })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_TEXT, { context: { max: MAX_TEXT } })
  @IsPlainText()
  lecturer?: string | null;

  @ApiPropertyOptional({ enum: ['scheduled', 'cancelled'] })
  @ValidateIf((_, value) => value !== undefined)
  @IsIn(['scheduled', 'cancelled'])
  status?: 'scheduled' | 'cancelled';

  @ApiPropertyOptional({ nullable: true, type: String, maxLength: MAX_TEXT })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_TEXT, { context: { max: MAX_TEXT } })
  @IsPlainText()
  cancelReason?: string | null;

  @ApiPropertyOptional({ type: [PoolChangeDto] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20, { context: { max: 20 } })
  @ValidateNested({ each: true })
  @Type(() => PoolChangeDto)
  pools?: PoolChangeDto[];
}
