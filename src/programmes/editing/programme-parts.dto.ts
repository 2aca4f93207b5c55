import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsDefined, IsIn, IsInt, IsOptional, IsString, Max, Min, ValidateIf } from 'class-validator';
import { IsCivilTime } from '../../platform/http/constraints.js';
import type { FileFrequency, FileHost, FileRelation } from '../domain/programme-file.js';
import { EmptyAsNull, Line, MOST_OF_LINE, MOST_TIMES, OptionalLine } from './editing-constraints.js';

export const HOST_ROLES = ['organizer', 'co_host', 'supporter', 'sponsor', 'operator'] as const;
export const RIGHTS = ['viewer', 'reception', 'organizer'] as const;
export const RELATION_KINDS = ['follows', 'beside', 'same_dates', 'requires'] as const;
export const PERIODS = ['week', 'month', 'year', 'regular', 'as_needed', 'permanent'] as const;
export const QUALIFIERS = ['exact', 'about', 'at_least', 'at_most', 'range'] as const;
export const MOST_DAYS_BEFORE = 60;
export const MOST_HOURS_BEFORE = 168;
export const MOST_DAYS_AFTER = 30;

export class FrequencyDto {
  @ApiProperty({ enum: PERIODS })
  @EmptyAsNull()
  @IsDefined()
  @IsIn(PERIODS)
  per!: FileFrequency['per'];

  @ApiPropertyOptional({ nullable: true, type: Number, minimum: 0 })
  @IsOptional()
  @IsInt()
  @Min(0, { context: { min: 0 } })
  @Max(MOST_TIMES, { context: { max: MOST_TIMES } })
  times?: number | null;

  @ApiPropertyOptional({ nullable: true, type: Number, minimum: 0, description: 'Upper end of a range' })
  @IsOptional()
  @IsInt()
  @Min(0, { context: { min: 0 } })
  @Max(MOST_TIMES, { context: { max: MOST_TIMES } })
  timesMax?: number | null;

  @ApiPropertyOptional({ nullable: true, enum: QUALIFIERS })
  @EmptyAsNull()
  @IsOptional()
  @IsIn(QUALIFIERS)
  qualifier?: FileFrequency['qualifier'] | null;

  @OptionalLine("The source's words, hedges and all: 原則, 概ね, 不定期")
  text?: string | null;
}

export class RelationDto {
  @ApiProperty({ enum: RELATION_KINDS })
  @EmptyAsNull()
  @IsDefined()
  @IsIn(RELATION_KINDS)
  kind!: FileRelation['kind'];

  @ApiProperty({ description: 'Key of another programme of the organization' })
  @EmptyAsNull()
  @IsDefined()
  @IsString()
  programme!: string;

  @OptionalLine("The source's words")
  text?: string | null;
}

export class HostDto {
  @ApiProperty({ enum: HOST_ROLES })
  @EmptyAsNull()
  @IsDefined()
  @IsIn(HOST_ROLES)
  role!: FileHost['role'];

  @ApiProperty({ maxLength: MOST_OF_LINE })
  @IsDefined()
  @Line()
  name!: string;

  @ApiPropertyOptional({
    nullable: true,
    type: String,
    description:
      'Slug of an organization of this installation; its staff then have `rights` in the programme',
  })
  @EmptyAsNull()
  @IsOptional()
  @IsString()
  organization?: string | null;

  @ApiPropertyOptional({ nullable: true, enum: RIGHTS, description: 'As far as their own role goes' })
  @EmptyAsNull()
  @IsOptional()
  @IsIn(RIGHTS)
  rights?: FileHost['rights'] | null;
}

/** Either on a day before at a clock time, or so many hours before; never both. */
export class ReminderDto {
  @ApiPropertyOptional({ nullable: true, type: Number, minimum: 0, maximum: MOST_DAYS_BEFORE })
  @ValidateIf((rule: ReminderDto) => isSaid(rule.daysBefore) || !isSaid(rule.hoursBefore))
  @IsDefined()
  @IsInt()
  @Min(0, { context: { min: 0 } })
  @Max(MOST_DAYS_BEFORE, { context: { max: MOST_DAYS_BEFORE } })
  daysBefore?: number | null;

  @ApiPropertyOptional({
    nullable: true,
    type: String,
    example: '18:00',
    description: 'Clock time in the zone of each session; with daysBefore',
  })
  @EmptyAsNull()
  @ValidateIf((rule: ReminderDto) => isSaid(rule.at) || !isSaid(rule.hoursBefore))
  @IsDefined()
  @IsCivilTime()
  at?: string | null;

  @ApiPropertyOptional({
    nullable: true,
    type: Number,
    minimum: 1,
    maximum: MOST_HOURS_BEFORE,
    description: 'So many hours before the session begins, whatever the clock shows',
  })
  @IsOptional()
  @IsInt()
  @Min(1, { context: { min: 1 } })
  @Max(MOST_HOURS_BEFORE, { context: { max: MOST_HOURS_BEFORE } })
  hoursBefore?: number | null;
}

export class ThanksDto {
  @ApiProperty({ minimum: 0, maximum: MOST_DAYS_AFTER })
  @IsDefined()
  @IsInt()
  @Min(0, { context: { min: 0 } })
  @Max(MOST_DAYS_AFTER, { context: { max: MOST_DAYS_AFTER } })
  daysAfter!: number;

  @ApiProperty({ example: '10:00', description: 'Clock time in the zone of each session' })
  @EmptyAsNull()
  @IsDefined()
  @IsCivilTime()
  at!: string;
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}
