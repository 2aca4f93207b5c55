import { ApiProperty, ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  ValidateBy,
} from 'class-validator';
import { Checkbox, EmptyAsUndefined, IsPlainText } from '../../platform/http/constraints.js';
import { RegisterDto } from '../register.dto.js';

const MAX_REASON = 200;
const MAX_NOTE = 2000;
const MAX_SEARCH = 60;
/** Control characters but line breaks and tabs. */
const HAS_CONTROLS = /[^\P{Cc}\n\r\t]/u;

/** Ways of registering that staff write down at a desk; who stands at the door of a session is a walk-in. */
export const STAFF_CHANNELS = ['telephone', 'desk', 'mail'] as const;
export type StaffChannel = (typeof STAFF_CHANNELS)[number];

/** A request that staff write down for somebody. */
export class StaffRegisterDto extends RegisterDto {
  @ApiPropertyOptional({ enum: STAFF_CHANNELS, default: 'telephone', description: 'How the request came' })
  @IsIn(STAFF_CHANNELS)
  channel: StaffChannel = 'telephone';

  @ApiPropertyOptional({
    maxLength: MAX_REASON,
    description:
      'Why they are let in although registration is not open, a condition is not met or a question is not answered; kept in the audit log. For organizers.',
  })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_REASON, { context: { max: MAX_REASON } })
  @IsPlainText()
  overrideReason?: string;

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'Give a seat beyond the capacity; needs `overrideReason`. For organizers.',
  })
  @Checkbox()
  @IsBoolean()
  overbook = false;

  @ApiPropertyOptional({
    maxLength: MAX_NOTE,
    description: 'What staff must know; never shown to the registrant',
  })
  @IsOptional()
  @EmptyAsUndefined()
  @IsLongText()
  @MaxLength(MAX_NOTE, { context: { max: MAX_NOTE } })
  note?: string;
}

export class SearchDto {
  @ApiProperty({ maxLength: MAX_SEARCH, description: 'Reception number, or part of a nickname' })
  @Transform(({ value }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_SEARCH, { context: { max: MAX_SEARCH } })
  @IsPlainText()
  text!: string;
}

export class OptionalReasonDto {
  @ApiPropertyOptional({ maxLength: MAX_REASON })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_REASON, { context: { max: MAX_REASON } })
  @IsPlainText()
  reason?: string;
}

export class ReasonDto {
  @ApiProperty({ maxLength: MAX_REASON, description: 'Kept in the audit log' })
  @Transform(({ value }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_REASON, { context: { max: MAX_REASON } })
  @IsPlainText()
  reason!: string;
}

export class SessionChoiceDto {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  session!: string;
}

export class PoolChoiceDto {
  @ApiProperty({ description: 'Key of the sort of seat', example: 'online' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(40, { context: { max: 40 } })
  @IsPlainText()
  pool!: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Only in this session; default: in all to come' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsUUID()
  session?: string;
}

export class NoteDto {
  @ApiProperty({ maxLength: MAX_NOTE })
  @Transform(({ value }) => (typeof value === 'string' ? value.trim() : value))
  @IsLongText()
  @IsNotEmpty()
  @MaxLength(MAX_NOTE, { context: { max: MAX_NOTE } })
  text!: string;
}

/** Another mail address, by the rule that holds when somebody registers; or none any more. */
export class AddressDto extends PickType(RegisterDto, ['email'] as const) {
  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'Take the address away: no mail is sent any more',
  })
  @Checkbox()
  @IsBoolean()
  remove = false;
}

export class MergeDto {
  @ApiProperty({ format: 'uuid', description: 'The registration that ends and goes on in this one' })
  @IsUUID()
  with!: string;
}

/** Lines of text without control characters. */
function IsLongText(): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && !HAS_CONTROLS.test(value);
  return ValidateBy({ name: 'isString', validator: { validate } });
}
