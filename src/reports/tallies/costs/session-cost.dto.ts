import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsPlainText } from '../../../platform/http/constraints.js';
import { EmptyAsNull } from '../../../programmes/editing/editing-constraints.js';

const MOST_YEN = 1_000_000_000;
const MOST_LINES = 50;
const LABEL = 100;

function Amount(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: Number, nullable: true, minimum: 0, maximum: MOST_YEN, description }),
    EmptyAsNull(),
    IsOptional(),
    Max(MOST_YEN, { context: { max: MOST_YEN } }),
    Min(0, { context: { min: 0 } }),
    IsInt(),
  ) as PropertyDecorator;
}

export class SessionCostDto {
  @ApiProperty({ maxLength: LABEL, description: '謝礼, 報酬, 補助' })
  @Transform(({ value }) => (typeof value === 'string' ? value.trim() : value))
  @MaxLength(LABEL, { context: { max: LABEL } })
  @IsPlainText()
  @IsNotEmpty()
  @IsString()
  label!: string;

  @Amount('Person-days, hours, heads; with unitPrice or not at all.')
  quantity: number | null = null;

  @Amount('JPY for each.')
  unitPrice: number | null = null;

  @Amount('JPY; may be left out where quantity and unitPrice give it.')
  yen: number | null = null;
}

/** All costs of a session: what is not in the list is taken away. */
export class SessionCostsDto {
  @ApiProperty({ type: [SessionCostDto] })
  @ArrayMaxSize(MOST_LINES, { context: { max: MOST_LINES } })
  @ValidateNested({ each: true })
  @IsArray()
  @IsDefined()
  @Type(() => SessionCostDto)
  items!: SessionCostDto[];
}

export class SessionCostsJson {
  @ApiProperty()
  session!: string;

  @ApiProperty({ type: [SessionCostDto] })
  items!: SessionCostDto[];

  @ApiProperty({ description: 'JPY' })
  total!: number;
}
