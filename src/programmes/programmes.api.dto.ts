import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { EmptyAsUndefined } from '../platform/http/constraints.js';
import { PageSizeDto } from '../platform/http/page-size.dto.js';
import type { CompletionRule } from './course.entity.js';
import { KINDS } from './domain/kinds.js';
import type { FileFrequency } from './domain/programme-file.js';
import { ProgrammeAnswersJson } from './programmes.api.answers.js';
import {
  AsksJson,
  ConditionJson,
  CourseRegistrationJson,
  QuestionJson,
} from './programmes.api.registering.js';
import { IsSearchQuery } from './search/search-query.js';

const MAX_WORDS = 200;

export class ProgrammeQueryDto extends PageSizeDto {
  @ApiPropertyOptional({ description: 'Slug of the organization' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_WORDS, { context: { max: MAX_WORDS } })
  organization?: string;

  @ApiPropertyOptional({ enum: KINDS })
  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(KINDS)
  kind?: string;

  @ApiPropertyOptional({
    description:
      'Words, in kanji, kana, romaji or English: titles, summaries, topics, lecturers, venues, towns',
  })
  @IsSearchQuery()
  q?: string;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(500, { context: { max: 500 } })
  cursor?: string;
}

export class OrganizationJson {
  @ApiProperty({ example: 'itabashi' })
  slug!: string;

  @ApiProperty({ example: '板橋区' })
  name!: string;

  @ApiProperty({ nullable: true, type: String })
  nameEn!: string | null;

  @ApiProperty()
  kind!: string;

  @ApiProperty({ nullable: true, type: String, description: '全国地方公共団体コード' })
  municipalityCode!: string | null;

  @ApiProperty({
    nullable: true,
    type: String,
    description: '市区町村名 in open data, where it is not the name',
  })
  municipalityName!: string | null;

  @ApiProperty({ example: 'Asia/Tokyo' })
  timeZone!: string;

  @ApiProperty({ description: 'name, email, tel; each may be null' })
  contact!: { name: string | null; email: string | null; tel: string | null };
}

export class ProgrammeJson {
  @ApiProperty({ example: 'itabashi-family-class' })
  slug!: string;

  @ApiProperty({ description: 'Slug of the organization' })
  organization!: string;

  @ApiProperty({ example: 'ひきこもり家族教室' })
  title!: string;

  @ApiProperty({ nullable: true, type: String })
  titleEn!: string | null;

  @ApiProperty({ enum: KINDS })
  kind!: string;

  @ApiProperty({ enum: ['continued', 'new', 'suspended', 'trial', 'ended'] })
  status!: string;

  @ApiProperty({ nullable: true, type: String })
  audience!: string | null;

  @ApiProperty({ type: [String] })
  audiences!: readonly string[];

  @ApiProperty({ nullable: true, type: String })
  summary!: string | null;
}

export class CourseJson {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  key!: string;

  @ApiProperty({ example: '令和7年度 前期' })
  title!: string;

  @ApiProperty({ nullable: true, type: String })
  titleEn!: string | null;

  @ApiProperty({ description: 'First calendar year: 2025 is 令和7年度' })
  fiscalYear!: number;

  @ApiProperty({ nullable: true, type: String })
  notes!: string | null;

  @ApiProperty({
    nullable: true,
    type: Object,
    description: '修了: `{atLeast: 2}`, or `{atLeast: "all"}` of the sessions held; null: it has none',
  })
  completion!: CompletionRule | null;

  @ApiProperty({ description: 'Sessions in all, dated or not' })
  sessions!: number;

  @ApiProperty({ nullable: true, type: String, format: 'date' })
  firstOn!: string | null;

  @ApiProperty({ nullable: true, type: String, format: 'date' })
  lastOn!: string | null;

  @ApiProperty({ type: CourseRegistrationJson })
  registration!: CourseRegistrationJson;
}

export class ProgrammeDetailJson extends IntersectionType(ProgrammeJson, ProgrammeAnswersJson) {
  @ApiProperty({ nullable: true, type: String, description: 'The title in katakana' })
  titleKana!: string | null;

  @ApiProperty({ nullable: true, type: String })
  description!: string | null;

  @ApiProperty({ nullable: true, type: String })
  fee!: string | null;

  @ApiProperty({ nullable: true, type: String })
  contact!: string | null;

  @ApiProperty({ nullable: true, type: String, description: "Its own telephone; null: the organization's" })
  contactTel!: string | null;

  @ApiProperty({ nullable: true, type: String, description: '内線番号' })
  contactExtension!: string | null;

  @ApiProperty({ nullable: true, type: String, description: "When it is held, in the source's words" })
  scheduleText!: string | null;

  @ApiProperty({ nullable: true, type: String })
  registrationText!: string | null;

  @ApiProperty({ type: [String] })
  notes!: readonly string[];

  @ApiProperty({ nullable: true, type: String, description: 'Slug of the programme it belongs to' })
  partOf!: string | null;

  @ApiProperty({ type: [String], description: 'Slugs of the programmes that belong to it' })
  parts!: readonly string[];

  @ApiProperty({
    type: Object,
    nullable: true,
    description:
      'How often, where dates are not known: per (week, month, year, regular, as_needed, permanent), times, timesMax, ' +
      "qualifier, text (the source's words)",
  })
  frequency!: FileFrequency | null;

  @ApiProperty({ type: [ConditionJson], description: "Who may come; the order is the source's" })
  eligibility!: ConditionJson[];

  @ApiProperty({ type: AsksJson, description: 'What is asked beside a nickname' })
  asks!: AsksJson;

  @ApiProperty({
    type: [QuestionJson],
    description: "The programme's own questions; answers are never shown here",
  })
  questions!: QuestionJson[];

  @ApiProperty({
    description: 'kind (follows, beside, same_dates, requires), programme (slug of the other), text or null',
  })
  relations!: readonly { kind: string; programme: string; text: string | null }[];

  @ApiProperty({ description: 'role and name of each host, and the slug of its organization here or null' })
  hosts!: readonly { role: string; name: string; organization: string | null }[];

  @ApiProperty({ description: 'Plans by fiscal year' })
  plans!: readonly Readonly<Record<string, unknown>>[];

  @ApiProperty({ description: 'Results by fiscal year, as reported' })
  results!: readonly Readonly<Record<string, unknown>>[];

  @ApiProperty({ example: 'Asia/Tokyo' })
  timeZone!: string;

  @ApiProperty({ type: [CourseJson] })
  courses!: CourseJson[];
}

export class OrganizationPage {
  @ApiProperty({ type: [OrganizationJson] })
  items!: OrganizationJson[];

  @ApiProperty({ nullable: true, type: String })
  next!: string | null;
}

export class ProgrammePage {
  @ApiProperty({ type: [ProgrammeJson] })
  items!: ProgrammeJson[];

  @ApiProperty({ nullable: true, type: String, description: '`cursor` of the next page; null at the end' })
  next!: string | null;
}
