import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import {
  Checkbox,
  EmptyAsUndefined,
  IsMailbox,
  IsPlainText,
  NumberField,
} from '../platform/http/constraints.js';
import { LANGUAGES, type Language } from '../platform/views/messages.js';

export const RELATIONS = ['self', 'family', 'supporter', 'public'] as const;
export type Relation = (typeof RELATIONS)[number];

export const MAX_PEOPLE = 20;
export const MAX_AGE = 120;
const MAX_NICKNAME = 40;
const MAX_EMAIL = 254;
const MAX_MUNICIPALITY = 40;
/** Conditions or questions of one programme, and the length of their keys. */
const MAX_KEYS = 50;
const MAX_KEY = 60;
/** Control characters but line breaks and tabs. */
const HAS_CONTROLS = /[^\P{Cc}\n\r\t]/u;

/** Years, 0 to 120; left out, or an empty field: not said. */
function AgeField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: Number,
      minimum: 0,
      maximum: MAX_AGE,
      description: 'Years; where it is asked',
    }),
    IsOptional(),
    EmptyAsUndefined(),
    NumberField(),
    IsInt(),
    Min(0, { context: { min: 0 } }),
    Max(MAX_AGE, { context: { max: MAX_AGE } }),
  );
}

/** Someone who comes along. */
export class CompanionDto {
  @ApiPropertyOptional({ maxLength: MAX_NICKNAME })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_NICKNAME, { context: { max: MAX_NICKNAME } })
  @IsPlainText()
  nickname?: string;

  @ApiPropertyOptional({ enum: RELATIONS })
  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(RELATIONS)
  relation?: Relation;

  @AgeField()
  age?: number;
}

/** What someone who registers says; the form and the JSON API read the same class. */
export class RegisterDto {
  @ApiPropertyOptional({ format: 'uuid', description: 'Register for all remaining sessions of this course' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsUUID()
  course?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Register for this one session' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsUUID()
  session?: string;

  @ApiPropertyOptional({
    description: "Key of the sort of seat; default: the session's first",
    example: 'onsite',
  })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(40, { context: { max: 40 } })
  @IsPlainText()
  pool?: string;

  @ApiPropertyOptional({
    type: Number,
    minimum: 1,
    maximum: MAX_PEOPLE,
    description: 'People who come, counting oneself; default: oneself and the companions',
  })
  @IsOptional()
  @EmptyAsUndefined()
  @NumberField()
  @IsInt()
  @Min(1, { context: { min: 1 } })
  @Max(MAX_PEOPLE, { context: { max: MAX_PEOPLE } })
  people?: number;

  @ApiPropertyOptional({ type: [CompanionDto], description: 'Who comes along, as far as they are named' })
  @IsArray()
  @ArrayMaxSize(MAX_PEOPLE - 1, { context: { max: MAX_PEOPLE - 1 } })
  @ValidateNested({ each: true })
  @Type(() => CompanionDto)
  companions: CompanionDto[] = [];

  @ApiProperty({ maxLength: MAX_NICKNAME })
  @Transform(({ value }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_NICKNAME, { context: { max: MAX_NICKNAME } })
  @IsPlainText()
  nickname!: string;

  @ApiPropertyOptional({ format: 'email', maxLength: MAX_EMAIL })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_EMAIL, { context: { max: MAX_EMAIL } })
  @IsMailbox()
  email?: string;

  @ApiPropertyOptional({ enum: RELATIONS })
  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(RELATIONS)
  relation?: Relation;

  @ApiPropertyOptional({ maxLength: MAX_MUNICIPALITY })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_MUNICIPALITY, { context: { max: MAX_MUNICIPALITY } })
  @IsPlainText()
  municipality?: string;

  @AgeField()
  age?: number;

  @ApiPropertyOptional({
    enum: LANGUAGES,
    default: 'ja',
    description: 'Language of mails and calendar; `ja-simple` is easy Japanese',
  })
  @IsIn(LANGUAGES)
  language: Language = 'ja';

  @ApiPropertyOptional({
    type: Boolean,
    default: true,
    description: 'Mails and calendar entries name neither programme nor purpose',
  })
  @Checkbox()
  @IsBoolean()
  discreet = true;

  @ApiPropertyOptional({
    type: [String],
    description: "Keys of the programme's conditions that they say they meet",
    example: ['women'],
  })
  @IsArray()
  @ArrayMaxSize(MAX_KEYS, { context: { max: MAX_KEYS } })
  @IsString({ each: true })
  @MaxLength(MAX_KEY, { each: true, context: { max: MAX_KEY } })
  declares: string[] = [];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: "Answers to the programme's questions, by their keys",
  })
  @IsTextByKey()
  answers: Record<string, string> = {};
}

/** People who come: as said, or those who are named. */
export function peopleOf({ people, companions }: Pick<RegisterDto, 'people' | 'companions'>): number {
  return people ?? 1 + companions.length;
}

/** An object of texts; how long each may be, the question says. */
function IsTextByKey(): PropertyDecorator {
  const validate = (value: unknown) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length <= MAX_KEYS &&
    Object.values(value).every((text) => typeof text === 'string' && !HAS_CONTROLS.test(text));
  return ValidateBy({ name: 'isTextByKey', validator: { validate } });
}
