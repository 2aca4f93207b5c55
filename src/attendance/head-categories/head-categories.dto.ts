import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { EmptyAsUndefined, IsPlainText } from '../../platform/http/constraints.js';

/** More than anybody can tell apart at a door. */
const MOST_CATEGORIES = 20;
const MOST_LETTERS = 40;

/** One category of head counts. */
export class HeadCategoryDto {
  @ApiPropertyOptional({
    maxLength: MOST_LETTERS,
    example: 'student',
    description:
      'Names it for programs: small letters, digits, - and _. Left out: one is made. It never changes.',
  })
  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @MaxLength(MOST_LETTERS, { context: { max: MOST_LETTERS } })
  key?: string;

  @ApiProperty({ maxLength: MOST_LETTERS, example: '学生' })
  @EmptyAsUndefined()
  @IsDefined()
  @MaxLength(MOST_LETTERS, { context: { max: MOST_LETTERS } })
  @IsPlainText()
  @IsString()
  label!: string;

  @ApiPropertyOptional({ maxLength: MOST_LETTERS, example: 'Students' })
  @EmptyAsUndefined()
  @IsOptional()
  @MaxLength(MOST_LETTERS, { context: { max: MOST_LETTERS } })
  @IsPlainText()
  @IsString()
  labelEn?: string;

  @ApiPropertyOptional({
    description: 'True: nothing is counted under it any more; what was counted keeps its name.',
  })
  @IsOptional()
  @IsBoolean()
  retired?: boolean;
}

/** The categories of an organization in their order. */
export class HeadCategoriesDto {
  @ApiProperty({
    type: [HeadCategoryDto],
    description: 'None: the usual four (self, family, supporter, other)',
  })
  @ArrayMaxSize(MOST_CATEGORIES, { context: { max: MOST_CATEGORIES } })
  @ValidateNested({ each: true })
  @Type(() => HeadCategoryDto)
  @IsArray()
  categories!: HeadCategoryDto[];
}
