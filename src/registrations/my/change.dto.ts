import { ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { EmptyAsUndefined, IsPlainText, NumberField } from '../../platform/http/constraints.js';
import { CompanionDto, MAX_AGE, MAX_PEOPLE, RegisterDto } from '../register.dto.js';

export const MAX_REASON = 500;

/** Why somebody cancels, if they want to say. */
export class CancelDto {
  @ApiPropertyOptional({ maxLength: MAX_REASON, description: 'For the organizer; nobody has to give one' })
  @IsOptional()
  @Transform(({ value }) =>
    typeof value === 'string' ? value.trim().replace(/\s+/gu, ' ') || undefined : value,
  )
  @IsString()
  @MaxLength(MAX_REASON, { context: { max: MAX_REASON } })
  @IsPlainText()
  reason?: string;
}

/** Other people than before. */
export class PartyDto {
  @ApiPropertyOptional({
    type: Number,
    minimum: 1,
    maximum: MAX_PEOPLE,
    description: 'People who come, counting the one who registered; default: as before',
  })
  @IsOptional()
  @EmptyAsUndefined()
  @NumberField()
  @IsInt()
  @Min(1, { context: { min: 1 } })
  @Max(MAX_PEOPLE, { context: { max: MAX_PEOPLE } })
  people?: number;

  @ApiPropertyOptional({ type: [CompanionDto], description: 'Exactly these come along; default: as before' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_PEOPLE - 1, { context: { max: MAX_PEOPLE - 1 } })
  @ValidateNested({ each: true })
  @Type(() => CompanionDto)
  companions?: CompanionDto[];

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    minimum: 0,
    maximum: MAX_AGE,
    description: 'Years of the one who registered; null: taken back; default: as before',
  })
  @Transform(({ value }) => (typeof value === 'string' && value.trim() === '' ? null : value))
  @IsOptional()
  @NumberField()
  @IsInt()
  @Min(0, { context: { min: 0 } })
  @Max(MAX_AGE, { context: { max: MAX_AGE } })
  age?: number | null;
}

/** Where a registration is moved to: another course, or another session, of the same programme. */
export class MoveDto extends PickType(RegisterDto, ['course', 'session', 'pool'] as const) {}

/** Who takes over the places in sessions to come. */
export class TransferDto extends PickType(RegisterDto, [
  'nickname',
  'email',
  'relation',
  'municipality',
  'age',
  'language',
  'discreet',
  'companions',
  'declares',
  'answers',
] as const) {}
