import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { CATEGORIES, type Category, MARKS, type Mark } from './domain/attendance.js';

/** More places than any session here has, and few enough to check in one request. */
const MOST_PLACES = 2000;
/** People in one category of one session: a full stadium is a typing error. */
const MOST_HEADS = 10_000;
/** Length of an ISO 8601 instant, generously. */
const VERSION_LENGTH = 40;

/** 出欠 of one place. In both classes the type is checked first: that is the decorator nearest to its field. */
export class MarkDto {
  @ApiProperty({ format: 'uuid', description: 'Id of the place, from the roster.' })
  @IsUUID()
  place!: string;

  @ApiProperty({ enum: MARKS, nullable: true, type: String, description: 'Null or left out: not marked.' })
  @IsOptional()
  @IsIn([...MARKS], { context: { allowed: MARKS.join(', ') } })
  mark?: Mark | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    description: 'How many of the party came; default: all of it.',
  })
  @IsOptional()
  @Min(0, { context: { min: 0 } })
  @IsInt()
  people?: number | null;
}

/** People counted without names in one category. */
export class CountDto {
  @ApiProperty({ enum: CATEGORIES })
  @IsIn([...CATEGORIES], { context: { allowed: CATEGORIES.join(', ') } })
  category!: Category;

  @ApiProperty({
    minimum: 0,
    maximum: MOST_HEADS,
    description: '0 says that nobody came; a category left out says nothing.',
  })
  @Max(MOST_HEADS, { context: { max: MOST_HEADS } })
  @Min(0, { context: { min: 0 } })
  @IsInt()
  people!: number;
}

/** The sheet that a change starts from. */
class SheetVersion {
  @ApiPropertyOptional({
    description:
      'The `version` of the roster that the change starts from (empty: nothing was recorded). Where someone has saved ' +
      'since then, the answer is 409 `conflict`. Left out: whatever is there is replaced.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(VERSION_LENGTH, { context: { max: VERSION_LENGTH } })
  version?: string;
}

/** All marks of a session: a place that is not in the list is left unmarked. */
export class AttendanceDto extends SheetVersion {
  @ApiProperty({ type: [MarkDto] })
  @ArrayMaxSize(MOST_PLACES, { context: { max: MOST_PLACES } })
  @ValidateNested({ each: true })
  @Type(() => MarkDto)
  @IsArray()
  marks!: MarkDto[];
}

/** All head counts of a session: a category that is not in the list has none. */
export class HeadCountDto extends SheetVersion {
  @ApiProperty({ type: [CountDto] })
  @ArrayMaxSize(CATEGORIES.length, { context: { max: CATEGORIES.length } })
  @ValidateNested({ each: true })
  @Type(() => CountDto)
  @IsArray()
  counts!: CountDto[];
}

/** The whole sheet, as the staff page sends it. */
export class AttendanceSheetDto extends AttendanceDto {
  @ArrayMaxSize(CATEGORIES.length, { context: { max: CATEGORIES.length } })
  @ValidateNested({ each: true })
  @Type(() => CountDto)
  @IsArray()
  counts!: CountDto[];
}
