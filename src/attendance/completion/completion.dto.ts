import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { Checkbox, EmptyAsUndefined, IsCivilDate, IsPlainText } from '../../platform/http/constraints.js';

const MOST_PEOPLE = 2000;
const MAX_REASON = 200;
const MAX_NAME = 80;
const MAX_MUNICIPALITY = 40;
const MAX_NUMBER = 40;
/** `<registration>.<member>`. */
const PERSON = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(1?\d)$/;

/** Whose completion is recognised. */
export class RecogniseDto {
  @ApiPropertyOptional({
    type: [String],
    description: 'Keys of people, as the table of the course gives them: `<registration>.<member>`',
  })
  @IsArray()
  @ArrayMaxSize(MOST_PEOPLE, { context: { max: MOST_PEOPLE } })
  @IsString({ each: true })
  @Matches(PERSON, { each: true })
  people: string[] = [];

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Everybody who fulfils the rule' })
  @Checkbox()
  @IsBoolean()
  all = false;

  @ApiPropertyOptional({
    maxLength: MAX_REASON,
    description: 'Why, where somebody does not fulfil the rule; kept in the audit log, without names',
  })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_REASON, { context: { max: MAX_REASON } })
  @IsPlainText()
  reason?: string;
}

/** Who agreed to stand on the roll. */
export class EnrolDto {
  @ApiProperty({ type: [String], description: 'Keys of people whose completion is recognised' })
  @IsArray()
  @ArrayMaxSize(MOST_PEOPLE, { context: { max: MOST_PEOPLE } })
  @IsString({ each: true })
  @Matches(PERSON, { each: true })
  people: string[] = [];

  @ApiProperty({ format: 'date' })
  @IsCivilDate()
  enrolledOn!: string;
}

/** An entry of the roll; what is left out, or empty, is not known or not so. */
export class RollEntryDto {
  @ApiPropertyOptional({ maxLength: MAX_NAME, description: 'Left out: the nickname stands there' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_NAME, { context: { max: MAX_NAME } })
  @IsPlainText()
  name?: string;

  @ApiPropertyOptional({ maxLength: MAX_MUNICIPALITY })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_MUNICIPALITY, { context: { max: MAX_MUNICIPALITY } })
  @IsPlainText()
  municipality?: string;

  @ApiPropertyOptional({ maxLength: MAX_NUMBER, description: 'Each once in the programme' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_NUMBER, { context: { max: MAX_NUMBER } })
  @IsPlainText()
  rollNumber?: string;

  @ApiPropertyOptional({ format: 'date', description: 'Left out: not on the roll' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsCivilDate()
  enrolledOn?: string;

  @ApiPropertyOptional({ format: 'date', description: 'From this day on no longer active' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsCivilDate()
  endedOn?: string;
}

/** Which part of a roll, as of which day. */
export class RollQuery {
  @ApiPropertyOptional({ format: 'date', description: 'Default: today' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsCivilDate()
  asOf?: string;

  @ApiPropertyOptional({ maxLength: MAX_MUNICIPALITY, description: '`-`: those of whom it is not known' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_MUNICIPALITY, { context: { max: MAX_MUNICIPALITY } })
  @IsPlainText()
  municipality?: string;
}
