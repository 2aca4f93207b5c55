import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { EmptyAsUndefined, IsPlainText } from '../../platform/http/constraints.js';
import type { EligibilityRule, FileAsks, FileQuestion } from '../domain/registering-file.js';
import { EmptyAsNull, IsFileKey, Line, MOST_OF_LINE, OptionalLine } from './editing-constraints.js';

export const RULES = [
  'age',
  'residence',
  'women',
  'self',
  'family',
  'completed',
  'consulted',
  'other',
] as const satisfies readonly EligibilityRule[];
export const FORCES = ['guidance', 'enforced'] as const;
export const AGES_OF = ['participant', 'relative'] as const;
export const ASKINGS = ['no', 'optional', 'required'] as const;
export const QUESTION_TYPES = ['short', 'long', 'choice'] as const;

export const MOST_RULES = 20;
export const MOST_QUESTIONS = 20;
const MOST_MUNICIPALITIES = 50;
const MOST_CHOICES = 30;
const MOST_OF_CHOICE = 100;
const MOST_YEARS = 120;

/** One condition for coming. */
export class EligibilityDto {
  @ApiProperty({ enum: RULES })
  @EmptyAsNull()
  @IsDefined()
  @IsIn(RULES)
  rule!: EligibilityRule;

  @ApiPropertyOptional({
    enum: FORCES,
    nullable: true,
    description: 'guidance (default): shown. enforced: who does not say that it is met cannot register',
  })
  @EmptyAsNull()
  @IsOptional()
  @IsIn(FORCES)
  as?: 'guidance' | 'enforced' | null;

  @OptionalLine("The condition in the source's words; needed for `other`")
  text?: string | null;

  @OptionalLine()
  textEn?: string | null;

  @ApiPropertyOptional({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: MOST_YEARS,
    description: 'With `age`',
  })
  @IsOptional()
  @IsInt()
  @Min(0, { context: { min: 0 } })
  @Max(MOST_YEARS, { context: { max: MOST_YEARS } })
  min?: number | null;

  @ApiPropertyOptional({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: MOST_YEARS,
    description: 'With `age`',
  })
  @IsOptional()
  @IsInt()
  @Min(0, { context: { min: 0 } })
  @Max(MOST_YEARS, { context: { max: MOST_YEARS } })
  max?: number | null;

  @ApiPropertyOptional({
    enum: AGES_OF,
    nullable: true,
    description: 'With `age`: whose; default participant',
  })
  @EmptyAsNull()
  @IsOptional()
  @IsIn(AGES_OF)
  of?: 'participant' | 'relative' | null;

  @ApiPropertyOptional({
    type: [String],
    nullable: true,
    description: "With `residence`; default the organization's name",
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_MUNICIPALITIES, { context: { max: MOST_MUNICIPALITIES } })
  @IsString({ each: true })
  @MaxLength(MOST_OF_LINE, { each: true, context: { max: MOST_OF_LINE } })
  @IsPlainText({ each: true })
  municipalities?: string[] | null;

  @ApiPropertyOptional({
    nullable: true,
    type: String,
    description: 'With `completed`, `consulted`: key of a programme of the organization',
  })
  @EmptyAsNull()
  @IsOptional()
  @IsString()
  programme?: string | null;
}

/** What a registrant is asked beside a nickname. */
export class AsksDto {
  @ApiPropertyOptional({
    enum: ASKINGS,
    nullable: true,
    description: '本人, 家族, 支援者, 一般; default optional',
  })
  @EmptyAsNull()
  @IsOptional()
  @IsIn(ASKINGS)
  relation?: FileAsks['relation'] | null;

  @ApiPropertyOptional({
    enum: ASKINGS,
    nullable: true,
    description: 'Nicknames and relations of those who come along; default optional',
  })
  @EmptyAsNull()
  @IsOptional()
  @IsIn(ASKINGS)
  companions?: FileAsks['companions'] | null;

  @ApiPropertyOptional({
    enum: ASKINGS,
    nullable: true,
    description: 'Where they live; default: where a condition, kept seats or a lottery need it',
  })
  @EmptyAsNull()
  @IsOptional()
  @IsIn(ASKINGS)
  municipality?: FileAsks['municipality'] | null;

  @ApiPropertyOptional({
    enum: ASKINGS,
    nullable: true,
    description: 'Ages in years, also of those who come along; default no',
  })
  @EmptyAsNull()
  @IsOptional()
  @IsIn(ASKINGS)
  age?: FileAsks['age'] | null;
}

/** A question of the programme's own. */
export class QuestionDto {
  @ApiPropertyOptional({
    description:
      'Names the question whatever becomes of its words; left out: a new question, whose key is made',
  })
  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @IsFileKey()
  key?: string;

  @ApiProperty({ maxLength: MOST_OF_LINE })
  @IsDefined()
  @Line()
  text!: string;

  @OptionalLine()
  textEn?: string | null;

  @ApiProperty({ enum: QUESTION_TYPES })
  @EmptyAsNull()
  @IsDefined()
  @IsIn(QUESTION_TYPES)
  type!: FileQuestion['type'];

  @ApiPropertyOptional({ type: [String], nullable: true, description: 'With `choice`: what can be chosen' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_CHOICES, { context: { max: MOST_CHOICES } })
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(MOST_OF_CHOICE, { each: true, context: { max: MOST_OF_CHOICE } })
  @IsPlainText({ each: true })
  choices?: string[] | null;

  @ApiPropertyOptional({ type: Boolean, nullable: true, default: false })
  @IsOptional()
  @IsBoolean()
  required?: boolean | null;

  @ApiPropertyOptional({
    type: Boolean,
    nullable: true,
    default: false,
    description: 'true: answers are kept apart, seen by organizers only, and erased first',
  })
  @IsOptional()
  @IsBoolean()
  sensitive?: boolean | null;
}
