import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Checkbox, EmptyAsUndefined } from '../../platform/http/constraints.js';
import { WEEKDAYS, type Weekday } from '../domain/weekdays.js';
import { ClosureDto, MOST_CLOSURES } from './closures.dto.js';
import {
  EmptyAsNull,
  IsFileKey,
  IsWebAddress,
  Line,
  MOST_OF_LINE,
  OptionalLine,
  OptionalText,
  OptionalYesOrNo,
} from './editing-constraints.js';

const MOST_OF_ADDRESS = 2000;

/** Degrees up to so many either way; null: not known. */
function Degrees(most: number, description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ nullable: true, type: Number, minimum: -most, maximum: most, description }),
    EmptyAsNull(),
    IsOptional(),
    IsNumber({ allowNaN: false, allowInfinity: false }),
    Min(-most, { context: { min: -most } }),
    Max(most, { context: { max: most } }),
  ) as PropertyDecorator;
}

/** A place, or an online room, in the words of programme files; null: the source does not say. */
export class VenueDto {
  @ApiProperty({ maxLength: MOST_OF_LINE })
  @IsDefined()
  @Line()
  name!: string;

  @OptionalLine()
  nameEn?: string | null;

  @OptionalLine('The name in hiragana')
  nameKana?: string | null;

  @OptionalLine()
  address?: string | null;

  @OptionalLine('方書: building, floor, room')
  building?: string | null;

  @Degrees(90, 'North of the equator, WGS 84; with longitude or not at all')
  latitude?: number | null;

  @Degrees(180, 'East of Greenwich, WGS 84')
  longitude?: number | null;

  @OptionalText('Where to leave a car or a bicycle')
  parking?: string | null;

  @OptionalText('How to get there and in')
  access?: string | null;

  @OptionalYesOrNo('One gets in and to the room without a step')
  stepFree?: boolean | null;

  @OptionalText('目立たない入口: how one gets in without being seen')
  discreetEntrance?: string | null;

  @ApiPropertyOptional({ nullable: true, type: Boolean })
  @Checkbox()
  @IsOptional()
  @IsBoolean()
  online?: boolean | null;

  @ApiPropertyOptional({
    nullable: true,
    type: String,
    description: 'Of an online room; for holders of a place only',
  })
  @EmptyAsNull()
  @IsOptional()
  @IsString()
  @MaxLength(MOST_OF_ADDRESS, { context: { max: MOST_OF_ADDRESS } })
  @IsWebAddress()
  url?: string | null;

  @ApiPropertyOptional({ type: [ClosureDto], description: 'Days on which it is closed' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_CLOSURES, { context: { max: MOST_CLOSURES } })
  @ValidateNested({ each: true })
  @Type(() => ClosureDto)
  closures?: ClosureDto[] | null;

  @ApiPropertyOptional({ enum: WEEKDAYS, isArray: true, description: 'Weekdays on which it is closed' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(WEEKDAYS.length, { context: { max: WEEKDAYS.length } })
  @IsIn(WEEKDAYS, { each: true })
  closedOn?: Weekday[] | null;
}

/** What staff change of a venue; what is left out stays. */
export class VenueChangeDto extends PartialType(VenueDto, { skipNullProperties: false }) {}

export class NewVenueDto extends VenueDto {
  @ApiProperty({ description: 'Slug of the organization' })
  @EmptyAsUndefined()
  @IsDefined()
  @IsString()
  organization!: string;

  @ApiPropertyOptional({
    description: 'Its key in the programme file of the organization; left out: venue, venue-2, …',
  })
  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @IsFileKey()
  key?: string;
}

/** A venue as staff see it. */
export class StaffVenueJson extends VenueDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: 'Slug of the organization' })
  organization!: string;

  @ApiProperty()
  key!: string;
}
