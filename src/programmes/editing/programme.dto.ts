import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsIn,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { EmptyAsUndefined } from '../../platform/http/constraints.js';
import { AUDIENCES, KINDS } from '../domain/kinds.js';
import type { Programme } from '../programme.entity.js';
import {
  ArePlainLines,
  EmptyAsNull,
  IsFileKey,
  Line,
  MOST_OF_LINE,
  MOST_OF_TEXT,
  MOST_TEXTS,
  OptionalLine,
  OptionalText,
  OptionalYesOrNo,
} from './editing-constraints.js';
import { FrequencyDto, HostDto, RelationDto, ReminderDto, ThanksDto } from './programme-parts.dto.js';
import { AsksDto, EligibilityDto, MOST_QUESTIONS, MOST_RULES, QuestionDto } from './programme-terms.dto.js';

export const STATUSES = ['continued', 'new', 'trial', 'suspended', 'ended'] as const;

/** What a programme is, in the words of programme files; null: the source does not say. */
export class ProgrammeDto {
  @ApiProperty({ maxLength: MOST_OF_LINE })
  @IsDefined()
  @Line()
  title!: string;

  @OptionalLine()
  titleEn?: string | null;

  @OptionalLine('The title in katakana')
  titleKana?: string | null;

  @ApiProperty({ enum: KINDS })
  @EmptyAsNull()
  @IsDefined()
  @IsIn(KINDS)
  kind!: string;

  @OptionalText('Who it is for')
  audience?: string | null;

  @ApiPropertyOptional({ enum: AUDIENCES, isArray: true })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(AUDIENCES.length, { context: { max: AUDIENCES.length } })
  @IsIn(AUDIENCES, { each: true })
  audiences?: string[] | null;

  @OptionalText()
  summary?: string | null;

  @OptionalText('The summary in English')
  summaryEn?: string | null;

  @OptionalText('The summary in やさしい日本語')
  summarySimple?: string | null;

  @OptionalText()
  description?: string | null;

  @OptionalLine('What a mail or a calendar entry says instead of the title')
  neutralTitle?: string | null;

  @OptionalText()
  fee?: string | null;

  @OptionalText('持ち物')
  bring?: string | null;

  @OptionalYesOrNo('匿名でよい: one may come without giving a name')
  anonymous?: boolean | null;

  @OptionalYesOrNo('見ているだけでもよい')
  lookOnly?: boolean | null;

  @OptionalYesOrNo('Online one may leave the camera off')
  cameraOff?: boolean | null;

  @OptionalText()
  contact?: string | null;

  @OptionalLine('Telephone number for questions about it')
  contactTel?: string | null;

  @OptionalLine('内線番号')
  contactExtension?: string | null;

  @OptionalText('When it is held')
  scheduleText?: string | null;

  @OptionalText('How to register')
  registrationText?: string | null;

  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_TEXTS, { context: { max: MOST_TEXTS } })
  @IsString({ each: true })
  @MaxLength(MOST_OF_TEXT, { each: true, context: { max: MOST_OF_TEXT } })
  @ArePlainLines()
  notes?: string[] | null;

  @ApiPropertyOptional({ type: [String], description: 'What is doubtful in the source; for staff only' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_TEXTS, { context: { max: MOST_TEXTS } })
  @IsString({ each: true })
  @MaxLength(MOST_OF_TEXT, { each: true, context: { max: MOST_OF_TEXT } })
  @ArePlainLines()
  sourceDoubt?: string[] | null;

  @ApiPropertyOptional({ enum: STATUSES, nullable: true })
  @EmptyAsNull()
  @IsOptional()
  @IsIn(STATUSES)
  status?: Programme['status'] | null;

  @ApiPropertyOptional({
    nullable: true,
    type: String,
    description: 'Key of the programme of the organization that it is a part of',
  })
  @EmptyAsNull()
  @IsOptional()
  @IsString()
  partOf?: string | null;

  @ApiPropertyOptional({ nullable: true, type: FrequencyDto })
  @IsOptional()
  @ValidateNested()
  @Type(() => FrequencyDto)
  frequency?: FrequencyDto | null;

  @ApiPropertyOptional({ type: [RelationDto] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50, { context: { max: 50 } })
  @ValidateNested({ each: true })
  @Type(() => RelationDto)
  relations?: RelationDto[] | null;

  @ApiPropertyOptional({ type: [HostDto] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100, { context: { max: 100 } })
  @ValidateNested({ each: true })
  @Type(() => HostDto)
  hosts?: HostDto[] | null;

  @ApiPropertyOptional({ type: [ReminderDto], description: 'Left out: the day before at 18:00' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(5, { context: { max: 5 } })
  @ValidateNested({ each: true })
  @Type(() => ReminderDto)
  reminders?: ReminderDto[] | null;

  @ApiPropertyOptional({
    nullable: true,
    type: ThanksDto,
    description: 'When those who came are thanked and told of the next session; null: never',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => ThanksDto)
  thanks?: ThanksDto | null;

  @ApiPropertyOptional({ type: [EligibilityDto], description: 'Who may come' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_RULES, { context: { max: MOST_RULES } })
  @ValidateNested({ each: true })
  @Type(() => EligibilityDto)
  eligibility?: EligibilityDto[] | null;

  @ApiPropertyOptional({ nullable: true, type: AsksDto })
  @IsOptional()
  @ValidateNested()
  @Type(() => AsksDto)
  asks?: AsksDto | null;

  @ApiPropertyOptional({ type: [QuestionDto] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_QUESTIONS, { context: { max: MOST_QUESTIONS } })
  @ValidateNested({ each: true })
  @Type(() => QuestionDto)
  questions?: QuestionDto[] | null;
}

/** What staff change of a programme; what is left out stays. */
export class ProgrammeChangeDto extends PartialType(ProgrammeDto, { skipNullProperties: false }) {
  @ApiPropertyOptional({
    type: [String],
    description:
      'Keys of questions left out of `questions` whose answers may be erased; else such a change is refused',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_QUESTIONS, { context: { max: MOST_QUESTIONS } })
  @IsString({ each: true })
  eraseAnswersTo?: string[];
}

export class NewProgrammeDto extends ProgrammeDto {
  @ApiProperty({ description: 'Slug of the organization' })
  @EmptyAsUndefined()
  @IsDefined()
  @IsString()
  organization!: string;

  @ApiPropertyOptional({
    description:
      'Its key in the programme file of the organization; left out: one made of the kind, e.g. family-meeting-2',
  })
  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @IsFileKey()
  key?: string;
}

/** A programme as staff see it. */
export class StaffProgrammeJson extends ProgrammeDto {
  @ApiProperty()
  slug!: string;

  @ApiProperty({ description: 'Slug of the organization' })
  organization!: string;

  @ApiProperty()
  key!: string;
}
