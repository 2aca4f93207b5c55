import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';
import { CONFLICT_KINDS } from '../../programmes/domain/conflicts-kinds.js';

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

export class ImportQueryDto {
  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'true: write nothing, say what would change',
  })
  @IsOptional()
  @Transform(({ value }) => BOOLEANS[String(value)] ?? value)
  @IsBoolean()
  dryRun = false;

  @ApiPropertyOptional({
    description:
      'Key of the organization whose list of events it is; may be left out where the token has one only',
    example: 'hikari',
  })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  organization?: string;
}

class ChangeJson {
  @ApiProperty({ enum: ['create', 'change', 'remove', 'keep', 'undecided', 'missing'] })
  action!: string;

  @ApiProperty({
    enum: ['organization', 'venue', 'programme', 'host', 'plan', 'result', 'course', 'session', 'pool'],
  })
  kind!: string;

  @ApiProperty({ example: 'itabashi/family-class/r7-first/3' })
  key!: string;

  @ApiProperty({ example: 'ひきこもり家族教室 令和7年度 前期 2025-05-26' })
  label!: string;

  @ApiProperty({ description: 'Name of each field that differs, with `before` and `after`' })
  fields!: Record<string, { before: unknown; after: unknown }>;
}

class SkippedDateJson {
  @ApiProperty({ example: 'shinagawa/yell-no-kai/r7' })
  course!: string;

  @ApiProperty({ format: 'date' })
  date!: string;

  @ApiProperty({
    enum: ['holiday', 'year_end', 'closure', 'venue_closure', 'venue_closed_weekday', 'period', 'excepted'],
  })
  reason!: string;

  @ApiProperty({ required: false, description: 'Why the house is closed, in its words' })
  words?: string;

  @ApiProperty({ required: false, description: 'The holiday is a forecast: the year is not published yet' })
  forecast?: boolean;
}

class ImportNoteJson {
  @ApiProperty()
  file!: string;

  @ApiProperty()
  line!: number;

  @ApiProperty({ example: 'file.list.unknown_column' })
  code!: string;

  @ApiProperty()
  detail!: string;

  @ApiProperty({ required: false })
  remedy?: string;
}

class ClashJson {
  @ApiProperty({ enum: CONFLICT_KINDS })
  kind!: string;

  @ApiProperty({ type: [String], description: 'Those of one sort together, each in a sentence' })
  sentences!: readonly string[];
}

export class ImportReportJson {
  @ApiProperty()
  dryRun!: boolean;

  @ApiProperty({ type: [String] })
  files!: string[];

  @ApiProperty({ type: [ChangeJson] })
  changes!: ChangeJson[];

  @ApiProperty({ description: 'create, change, remove, keep, undecided, missing, unchanged, reordered' })
  counts!: Record<string, number>;

  @ApiProperty({ type: [SkippedDateJson], description: 'Dates that rules leave out' })
  skipped!: SkippedDateJson[];

  @ApiProperty({ description: 'Mails to holders of places in sessions that move or fall out' })
  notices!: number;

  @ApiProperty({
    type: [ClashJson],
    description: 'Clashes of sessions to come that nobody accepted, found in a dry run; they hinder nothing',
  })
  conflicts!: ClashJson[];

  @ApiProperty({
    type: [ImportNoteJson],
    description: 'What staff should know of a list of events; it hinders nothing',
  })
  notes!: ImportNoteJson[];

  @ApiProperty({ description: 'Registrations that come up from the queue' })
  promoted!: number;
}
