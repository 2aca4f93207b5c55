import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { Checkbox, EmptyAsUndefined, IsPlainText, NumberField } from '../platform/http/constraints.js';

export const RELATIONS = ['self', 'family', 'supporter', 'public'] as const;
export type Relation = (typeof RELATIONS)[number];

export const MAX_PEOPLE = 20;
const MAX_NICKNAME = 40;
const MAX_EMAIL = 254;
const MAX_MUNICIPALITY = 40;

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
    default: 1,
    description: 'People who come, counting oneself',
  })
  @NumberField()
  @IsInt()
  @Min(1, { context: { min: 1 } })
  @Max(MAX_PEOPLE, { context: { max: MAX_PEOPLE } })
  people = 1;

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
  @IsEmail()
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

  @ApiPropertyOptional({ enum: ['ja', 'en'], default: 'ja', description: 'Language of mails and calendar' })
  @IsIn(['ja', 'en'])
  language: 'ja' | 'en' = 'ja';

  @ApiPropertyOptional({
    type: Boolean,
    default: true,
    description: 'Mails and calendar entries name neither programme nor purpose',
  })
  @Checkbox()
  @IsBoolean()
  discreet = true;
}
