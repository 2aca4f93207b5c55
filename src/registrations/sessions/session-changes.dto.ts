import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
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
import { IsCivilDate, IsCivilTime } from '../../platform/http/constraints.js';
import {
  IsEndTime,
  IsMonths,
  MAX_TEXT,
  OptionalWords,
  Words,
} from '../session-editing/session-constraints.js';

const MAX_CAPACITY = 100_000;
const MAX_KEY = 100;
const MAX_NUMBER = 10_000;
const MAX_SEGMENTS = 100;

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

  @ApiPropertyOptional({ default: true, description: 'false, with a null capacity: none is stated' })
  @IsOptional()
  @IsBoolean()
  stated?: boolean;
}

/** One line of a running order. */
export class SegmentDto {
  @ApiProperty({ example: '13:30' })
  @IsCivilTime()
  start!: string;

  @ApiProperty({ maxLength: MAX_TEXT })
  @Words()
  topic!: string;
}

/** What staff change of one session; a field that is left out stays as it is, null takes its value away where it may have none. */
export class SessionChangeDto {
  @ApiPropertyOptional({
    description:
      'The `sequence` that the change is based on; where the session has another by now: 409, and nothing changes',
  })
  @IsOptional()
  @IsInt()
  @Min(0, { context: { min: 0 } })
  sequence?: number;

  @ApiPropertyOptional({ nullable: true, type: Number, description: 'Number in its course (第3回)' })
  @IsOptional()
  @IsInt()
  @Min(1, { context: { min: 1 } })
  @Max(MAX_NUMBER, { context: { max: MAX_NUMBER } })
  number?: number | null;

  @OptionalWords("In stead of the programme's title")
  title?: string | null;

  @OptionalWords()
  topic?: string | null;

  @OptionalWords()
  format?: string | null;

  @OptionalWords()
  lecturer?: string | null;

  @ApiPropertyOptional({
    nullable: true,
    type: String,
    description: "Key of one of the organization's venues",
  })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_KEY, { context: { max: MAX_KEY } })
  venue?: string | null;

  @ApiPropertyOptional({
    format: 'date',
    nullable: true,
    type: String,
    description:
      'Civil date in the time zone of the session; null: not known (any more), see `dateText` and `within`',
  })
  @IsOptional()
  @IsCivilDate()
  startsOn?: string | null;

  @ApiPropertyOptional({ example: '10:00', nullable: true, type: String })
  @IsOptional()
  @IsCivilTime()
  startTime?: string | null;

  @ApiPropertyOptional({ example: '11:45', nullable: true, type: String, description: '00:00 to 24:00' })
  @IsOptional()
  @IsEndTime()
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

  @ApiPropertyOptional({ example: '09:30', nullable: true, type: String })
  @IsOptional()
  @IsCivilTime()
  doorsOpen?: string | null;

  @OptionalWords('Of the length, where no end is stated: 「１時間程度」')
  durationText?: string | null;

  @OptionalWords('What is known of the date of an undated session: 「日程は後日」')
  dateText?: string | null;

  @ApiPropertyOptional({
    example: '2025-10/2026-03',
    nullable: true,
    type: String,
    description: 'Month or months in which an undated session will be',
  })
  @IsOptional()
  @IsMonths()
  within?: string | null;

  @ApiPropertyOptional({ type: [SegmentDto], description: 'Running order' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_SEGMENTS, { context: { max: MAX_SEGMENTS } })
  @ValidateNested({ each: true })
  @Type(() => SegmentDto)
  segments?: SegmentDto[] | null;

  @ApiPropertyOptional({
    type: [String],
    description: 'Keys of further programmes of the organization that it serves',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_SEGMENTS, { context: { max: MAX_SEGMENTS } })
  @IsString({ each: true })
  alsoFor?: string[] | null;

  @ApiPropertyOptional({ enum: ['scheduled', 'cancelled'] })
  @ValidateIf((_, value) => value !== undefined)
  @IsIn(['scheduled', 'cancelled'])
  status?: 'scheduled' | 'cancelled';

  @OptionalWords()
  cancelReason?: string | null;

  @ApiPropertyOptional({ type: [PoolChangeDto] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20, { context: { max: 20 } })
  @ValidateNested({ each: true })
  @Type(() => PoolChangeDto)
  pools?: PoolChangeDto[];
}
