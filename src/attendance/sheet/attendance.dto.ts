import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
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
import { MARKS, type Mark, MOST_MEMBERS } from '../domain/attendance.js';

/** More places than any session here has, and few enough to check in one request. */
const MOST_PLACES = 2000;
/** People in one category of one session: a full stadium is a typing error. */
const MOST_HEADS = 10_000;
/** Categories of one organization: more than anybody can tell apart at a door. */
const MOST_CATEGORIES = 20;
/** Length of a category's key. */
const KEY_LENGTH = 40;
/** Length of an ISO 8601 instant, generously. */
const VERSION_LENGTH = 40;

/** 出欠 of one person of a party. */
export class MemberMarkDto {
  @ApiProperty({
    minimum: 0,
    maximum: MOST_MEMBERS - 1,
    description: '0 is the contact, 1 and up are those who come along, as in `members` of the roster.',
  })
  @Max(MOST_MEMBERS - 1, { context: { max: MOST_MEMBERS - 1 } })
  @Min(0, { context: { min: 0 } })
  @IsInt()
  member!: number;

  @ApiProperty({ enum: MARKS })
  @IsIn([...MARKS], { context: { allowed: MARKS.join(', ') } })
  mark!: Mark;
}

/** 出欠 of one place. In these classes the type is checked first: that is the decorator nearest to its field. */
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
    description:
      'How many of the party came: its first ones have the mark, the others are absent; default: all of it. Where ' +
      '`mark` and this say what `mark` and `markPeople` of the roster say, each of the party keeps the mark they have.',
  })
  @IsOptional()
  @Min(0, { context: { min: 0 } })
  @IsInt()
  people?: number | null;

  @ApiPropertyOptional({
    type: [MemberMarkDto],
    nullable: true,
    description: 'In place of `mark` and `people`: a mark for each person. Who is left out is not marked.',
  })
  @IsOptional()
  @ArrayMaxSize(MOST_MEMBERS, { context: { max: MOST_MEMBERS } })
  @ValidateNested({ each: true })
  @Type(() => MemberMarkDto)
  @IsArray()
  members?: MemberMarkDto[] | null;
}

/** People counted without names in one category. */
export class CountDto {
  @ApiProperty({
    example: 'family',
    description:
      "Key of a category of the organization: 'self', 'family', 'supporter', 'other', where it has none of its own.",
  })
  @MaxLength(KEY_LENGTH, { context: { max: KEY_LENGTH } })
  @IsString()
  category!: string;

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
  @ArrayMaxSize(MOST_CATEGORIES, { context: { max: MOST_CATEGORIES } })
  @ValidateNested({ each: true })
  @Type(() => CountDto)
  @IsArray()
  counts!: CountDto[];

  @ApiPropertyOptional({ description: 'True: the counts are estimates (約). Left out: as it is.' })
  @IsOptional()
  @IsBoolean()
  approximate?: boolean;
}

/** The whole sheet, as the staff page sends it. */
export class AttendanceSheetDto extends AttendanceDto {
  @ArrayMaxSize(MOST_CATEGORIES, { context: { max: MOST_CATEGORIES } })
  @ValidateNested({ each: true })
  @Type(() => CountDto)
  @IsArray()
  counts!: CountDto[];

  @IsOptional()
  @IsBoolean()
  approximate?: boolean;
}
