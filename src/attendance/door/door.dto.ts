import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { IsPlainText } from '../../platform/http/constraints.js';
import { RELATIONS } from '../../registrations/register.dto.js';
import { MARKS, type Mark, MOST_MEMBERS } from '../domain/attendance.js';
import { ACTS, type ActName, RESTS, type Rest } from './door-acts.js';

/** Acts of one request: what a device gathers while the line is away for a whole day fits. */
const MOST_ACTS = 500;
/** People of one category counted by one act. */
const MOST_HEADS = 10_000;
const KEY_LENGTH = 40;
const NICKNAME_LENGTH = 40;
const INSTANT_LENGTH = 40;

/**
 * One act at the door. Each kind reads its own fields and ignores the others: `mark` (place, member, mark), `markParty` (place,
 * mark), `unmark` (place, member; without a member the whole party), `count` (category, by), `setCount` (category, people),
 * `walkIn` (category; or nickname, people, relation, mark), `undo` (of), `approximate` (approximate), `close` (rest), `reopen`.
 */
export class DoorActDto {
  @ApiProperty({
    format: 'uuid',
    description: 'Made on the device. An act that is sent again under the same id is done once.',
  })
  @IsUUID()
  id!: string;

  @ApiProperty({ format: 'date-time', description: "When it was tapped, by the device's clock" })
  @MaxLength(INSTANT_LENGTH, { context: { max: INSTANT_LENGTH } })
  @IsISO8601({ strict: true, strictSeparator: true })
  @IsString()
  tappedAt!: string;

  @ApiProperty({ enum: ACTS })
  @IsIn([...ACTS], { context: { allowed: ACTS.join(', ') } })
  act!: ActName;

  @ApiPropertyOptional({ format: 'uuid', description: 'Id of the place, from the roster' })
  @IsOptional()
  @IsUUID()
  place?: string;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: MOST_MEMBERS - 1,
    description: '0: the contact; 1 and up: who come along',
  })
  @IsOptional()
  @Max(MOST_MEMBERS - 1, { context: { max: MOST_MEMBERS - 1 } })
  @Min(0, { context: { min: 0 } })
  @IsInt()
  member?: number;

  @ApiPropertyOptional({ enum: MARKS })
  @IsOptional()
  @IsIn([...MARKS], { context: { allowed: MARKS.join(', ') } })
  mark?: Mark;

  @ApiPropertyOptional({ description: 'Key of a category of head counts' })
  @IsOptional()
  @MaxLength(KEY_LENGTH, { context: { max: KEY_LENGTH } })
  @IsString()
  category?: string;

  @ApiPropertyOptional({ description: 'How many more (or, below 0, fewer) people are counted; never 0' })
  @IsOptional()
  @Max(MOST_HEADS, { context: { max: MOST_HEADS } })
  @Min(-MOST_HEADS, { context: { min: -MOST_HEADS } })
  @IsInt()
  by?: number;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    description:
      '`setCount`: the figure itself, 0 for nobody, null for nothing counted. `walkIn`: people in the party.',
  })
  @IsOptional()
  @Max(MOST_HEADS, { context: { max: MOST_HEADS } })
  @Min(0, { context: { min: 0 } })
  @IsInt()
  people?: number | null;

  @ApiPropertyOptional({ maxLength: NICKNAME_LENGTH })
  @IsOptional()
  @IsPlainText()
  @MaxLength(NICKNAME_LENGTH, { context: { max: NICKNAME_LENGTH } })
  @IsString()
  nickname?: string;

  @ApiPropertyOptional({ enum: RELATIONS })
  @IsOptional()
  @IsIn([...RELATIONS], { context: { allowed: RELATIONS.join(', ') } })
  relation?: (typeof RELATIONS)[number];

  @ApiPropertyOptional({ format: 'uuid', description: 'Id of the act that is undone' })
  @IsOptional()
  @IsUUID()
  of?: string;

  @ApiPropertyOptional({ description: 'Whether the head counts are estimates (約)' })
  @IsOptional()
  @IsBoolean()
  approximate?: boolean;

  @ApiPropertyOptional({
    enum: RESTS,
    description:
      'What becomes of who is not marked when the sheet is closed. Left out: closing is refused where there are any.',
  })
  @IsOptional()
  @IsIn([...RESTS], { context: { allowed: RESTS.join(', ') } })
  rest?: Rest;
}

/**
 * Acts in the order in which they were tapped. Each is read, and done or refused, for itself: one that is written wrongly must
 * not lose the others.
 */
export class DoorActsDto {
  @ApiProperty({ type: [DoorActDto] })
  @ArrayMaxSize(MOST_ACTS, { context: { max: MOST_ACTS } })
  @IsArray()
  acts!: unknown[];
}
