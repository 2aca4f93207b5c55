import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { Checkbox, EmptyAsUndefined } from '../../platform/http/constraints.js';
import { PASSED_OVER, type PassedOver } from '../domain/lottery.js';
import { MAX_SEED } from '../domain/lottery-seed.js';

/** One act on a lottery, as forms and programs send it. */
export class LotteryActDto {
  @ApiProperty({
    enum: ['list', 'draw'],
    description: '`list` closes the list and publishes it; `draw` draws from it',
  })
  @IsIn(['list', 'draw'])
  act!: 'list' | 'draw';

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Draw for this session alone; left out: for all requests of the course',
  })
  @IsOptional()
  @EmptyAsUndefined()
  @IsUUID()
  session?: string;

  @ApiPropertyOptional({
    description:
      '`draw`: visible characters that nobody could choose, such as dice; left out: the server makes a seed',
    example: '3 5 1 6 2 2',
  })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_SEED, { context: { max: MAX_SEED } })
  seed?: string;

  @ApiPropertyOptional({ description: '`list`: although the web still takes requests', default: false })
  @IsOptional()
  @Checkbox()
  @IsBoolean()
  closeNow?: boolean;

  @ApiPropertyOptional({
    description: '`list`: where the seed will come from, published with the list; a draw then needs a seed',
  })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_SEED, { context: { max: MAX_SEED } })
  seedFrom?: string;
}

export class LotteryQueryDto {
  @ApiPropertyOptional({ format: 'uuid', description: 'The lottery for this session alone' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsUUID()
  session?: string;
}

class LotteryPoolJson {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ type: Number, nullable: true, description: 'Free seats; null: no limit' })
  free!: number | null;

  @ApiProperty({
    oneOf: [{ type: 'integer' }, { type: 'string', enum: ['all'] }],
    description: 'Of these, for residents only',
  })
  kept!: number | 'all';
}

class LotteryNeedJson {
  @ApiProperty({ description: 'Position of the pool in the list, from 1' })
  pool!: number;

  @ApiProperty({ description: 'People, or 1 where the pool counts parties' })
  units!: number;

  @ApiProperty({ description: 'True where kept seats are for them' })
  kept!: boolean;
}

class LotteryEntryJson {
  @ApiProperty({ description: 'SHA-256 (hex) of `<lottery>/<registration>`' })
  entry!: string;

  @ApiProperty({ description: 'Lower comes first' })
  priority!: number;

  @ApiProperty({ type: [LotteryNeedJson] })
  needs!: LotteryNeedJson[];
}

class LotteryListJson {
  @ApiProperty({ format: 'uuid' })
  lottery!: string;

  @ApiProperty({ format: 'uuid' })
  course!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  session!: string | null;

  @ApiProperty({ format: 'date-time' })
  listedAt!: string;

  @ApiProperty({ enum: ['residents', 'first_timers'], isArray: true })
  priorities!: ('residents' | 'first_timers')[];

  @ApiProperty({ type: [String], description: 'Municipalities whose people count as residents' })
  residents!: string[];

  @ApiProperty({ enum: ['passes', 'holds'] })
  queue!: 'passes' | 'holds';

  @ApiProperty({ type: String, nullable: true })
  seedFrom!: string | null;

  @ApiProperty({ type: [LotteryPoolJson] })
  pools!: LotteryPoolJson[];

  @ApiProperty({ type: [LotteryEntryJson] })
  entries!: LotteryEntryJson[];
}

class LotteryPassedOverJson {
  @ApiProperty()
  entry!: string;

  @ApiProperty({
    enum: PASSED_OVER,
    description:
      '`cancelled`: given up; `gone`: taken elsewhere or erased; `changed`: asks for seats that the list does not say; `decided`: staff had decided on it',
  })
  reason!: PassedOver['reason'];
}

class LotteryResultJson {
  @ApiProperty({ enum: ['given', 'made'] })
  seedSource!: 'given' | 'made';

  @ApiProperty({ type: [LotteryPassedOverJson], description: 'Entries that took no part any more, and why' })
  withdrawn!: LotteryPassedOverJson[];

  @ApiProperty({ type: [String], description: 'All entries in the order that was drawn' })
  order!: string[];

  @ApiProperty({ type: [String] })
  won!: string[];
}

/** The published facts (docs/lottery.md). */
export class LotteryFactsJson {
  @ApiProperty({ example: 'tsudoi-lottery/1' })
  format!: string;

  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: 'SHA-256 (hex) of the canonical text of the list' })
  listHash!: string;

  @ApiProperty({ type: LotteryListJson })
  list!: LotteryListJson;

  @ApiProperty({ type: String, nullable: true, description: 'Null: not drawn yet' })
  seed!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  drawnAt!: string | null;

  @ApiProperty({ type: LotteryResultJson, nullable: true })
  result!: LotteryResultJson | null;
}

class LotteryCountJson {
  @ApiProperty()
  priority!: number;

  @ApiProperty({ enum: ['residents', 'first_timers'], isArray: true, description: 'Rules that they meet' })
  meets!: ('residents' | 'first_timers')[];

  @ApiProperty()
  requests!: number;

  @ApiProperty()
  people!: number;
}

/** What staff see of a lottery, from the first request on. */
export class LotteryStateJson {
  @ApiProperty({ description: 'False: this course draws no lots' })
  draws!: boolean;

  @ApiProperty({ enum: ['collecting', 'listed', 'drawn'] })
  stage!: 'collecting' | 'listed' | 'drawn';

  @ApiProperty({ description: 'Requests that wait for the draw' })
  requests!: number;

  @ApiProperty()
  people!: number;

  @ApiProperty({ type: [LotteryCountJson] })
  byPriority!: LotteryCountJson[];

  @ApiProperty({
    description: 'True while the web takes requests, or will: closing the list then needs `closeNow`',
  })
  isOpen!: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Address of the public page, once the list is closed',
  })
  page!: string | null;

  @ApiProperty({ type: LotteryFactsJson, nullable: true })
  facts!: LotteryFactsJson | null;
}
