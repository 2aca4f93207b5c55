import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import {
  Checkbox,
  EmptyAsUndefined,
  IsCivilDate,
  IsPlainText,
  NumberField,
} from '../../platform/http/constraints.js';
import { CONFLICT_KINDS, type ConflictKind } from '../domain/conflicts-kinds.js';
import { KINDS } from '../domain/kinds.js';

const FIRST_YEAR = 1950;
const LAST_YEAR = 2199;
const SLUG_LENGTH = 200;
const FACT_LENGTH = 4000;
const REASON_LENGTH = 300;

/** Which year, and what of it. */
export class YearFilter {
  @EmptyAsUndefined()
  @IsOptional()
  @Max(LAST_YEAR, { context: { max: LAST_YEAR } })
  @Min(FIRST_YEAR, { context: { min: FIRST_YEAR } })
  @IsInt()
  @NumberField()
  fiscalYear?: number;

  /** Slug, or `*` for all of the reader's. */
  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @MaxLength(SLUG_LENGTH, { context: { max: SLUG_LENGTH } })
  organization?: string;

  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @MaxLength(SLUG_LENGTH, { context: { max: SLUG_LENGTH } })
  programme?: string;

  @EmptyAsUndefined()
  @IsOptional()
  @IsIn([...KINDS])
  kind?: string;
}

/** Which conflict staff accept or open again, and why. */
export class ConflictForm {
  @IsString()
  @MaxLength(64, { context: { max: 64 } })
  session = '';

  @IsIn([...CONFLICT_KINDS])
  kind: ConflictKind = 'room';

  @IsString()
  @MaxLength(FACT_LENGTH, { context: { max: FACT_LENGTH } })
  fact = '';

  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @MaxLength(REASON_LENGTH, { context: { max: REASON_LENGTH } })
  @IsPlainText()
  reason?: string;

  /** All of the fiscal year that are about the same. */
  @IsBoolean()
  @Checkbox()
  alike = false;
}

export class ConflictQuery {
  @ApiPropertyOptional({ description: "An organization's slug. Default: all of yours." })
  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @MaxLength(SLUG_LENGTH, { context: { max: SLUG_LENGTH } })
  organization?: string;

  @ApiPropertyOptional({
    description: 'First day, civil date. Default: the first of the running fiscal year.',
    example: '2025-04-01',
  })
  @EmptyAsUndefined()
  @IsOptional()
  @IsCivilDate()
  from?: string;

  @ApiPropertyOptional({
    description: 'Last day; a year after `from` at the latest, which is the default.',
    example: '2026-03-31',
  })
  @EmptyAsUndefined()
  @IsOptional()
  @IsCivilDate()
  to?: string;

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Only those that nobody has accepted.' })
  @IsBoolean()
  @Checkbox()
  open = false;
}

class ConflictSessionDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: 'Slug of its programme' })
  programme!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ type: Number, nullable: true })
  number!: number | null;

  @ApiProperty({ format: 'uuid', description: 'Id of its course' })
  course!: string;

  @ApiProperty({
    description: 'ISO 8601 with the offset of `timeZone`',
    example: '2025-04-01T09:00:00+09:00',
  })
  startsAt!: string;

  @ApiProperty({ description: 'End, or end of its last day where none is stated' })
  endsAt!: string;

  @ApiProperty({ example: 'Asia/Tokyo' })
  timeZone!: string;

  @ApiProperty({ type: String, nullable: true })
  venue!: string | null;
}

class ConflictDayDto {
  @ApiProperty({ example: '2025-09-23' })
  date!: string;

  @ApiProperty({ type: String, nullable: true, description: '秋分の日' })
  holiday!: string | null;

  @ApiProperty({ type: String, nullable: true })
  holidayEn!: string | null;

  @ApiProperty({ description: 'The year of the holiday is not published yet (見込み).' })
  forecast!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'The reason of a closure, as written.' })
  reason!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Weekday on which the venue is closed.' })
  weekday!: string | null;
}

class AcceptanceDto {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Name of who accepted it; null where it is gone.',
  })
  by!: string | null;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ type: String, nullable: true })
  reason!: string | null;
}

export class ConflictDto {
  @ApiProperty({ enum: CONFLICT_KINDS })
  kind!: ConflictKind;

  @ApiProperty({ description: 'What it is about; an acceptance holds as long as this stays the same.' })
  fact!: string;

  @ApiProperty({ description: 'The conflict as one sentence, in the language of the request.' })
  sentence!: string;

  @ApiProperty({ type: [ConflictSessionDto], description: 'One or two, the earlier first.' })
  sessions!: ConflictSessionDto[];

  @ApiProperty({ type: String, nullable: true })
  lecturer!: string | null;

  @ApiProperty({ type: [ConflictDayDto] })
  days!: ConflictDayDto[];

  @ApiProperty({ type: AcceptanceDto, nullable: true })
  accepted!: AcceptanceDto | null;
}

export class ConflictListDto {
  @ApiProperty({ example: '2025-04-01' })
  from!: string;

  @ApiProperty({ example: '2026-03-31' })
  to!: string;

  @ApiProperty({ type: [ConflictDto] })
  items!: ConflictDto[];

  @ApiProperty({ type: String, nullable: true, description: 'Always null: a year is one page.' })
  next!: string | null;
}
