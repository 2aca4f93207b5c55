import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { EmptyAsUndefined, IsCivilDate, IsPlainText } from '../../platform/http/constraints.js';

/** First words of the actions: what an entry is about. The words are `organizations.audit.kind.<name>`. */
export const AUDIT_KINDS = [
  'registration',
  'person',
  'attendance',
  'roster',
  'completion',
  'roll',
  'session',
  'course',
  'programme',
  'programmes',
  'plan',
  'lottery',
  'venue',
  'message',
  'mail_text',
  'leaflet',
  'organization',
  'staff',
  'token',
  'webhook',
  'tally',
  'cost',
  'report',
  'conflict',
  'audit',
] as const;

const SORTS = ['acts', 'looks'] as const;

/** What of the log is wanted; everything left out: all of it. */
export class AuditSearch {
  @ApiPropertyOptional({ description: 'Slug of an organization of yours; left out: all of them' })
  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @MaxLength(100, { context: { max: 100 } })
  organization?: string;

  @ApiPropertyOptional({
    description: 'Only entries of this day and later, in the zone of the organization',
    example: '2025-04-01',
  })
  @EmptyAsUndefined()
  @IsOptional()
  @IsCivilDate()
  from?: string;

  @ApiPropertyOptional({
    description: 'Only entries of this day and before, in the zone of the organization',
    example: '2026-03-31',
  })
  @EmptyAsUndefined()
  @IsOptional()
  @IsCivilDate()
  until?: string;

  @ApiPropertyOptional({ description: '`staff:<id>`, `token:<id>` or `system`' })
  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @MaxLength(60, { context: { max: 60 } })
  actor?: string;

  @ApiPropertyOptional({ enum: SORTS, description: 'Only what was done, or only what was looked at' })
  @EmptyAsUndefined()
  @IsOptional()
  @IsIn([...SORTS], { context: { allowed: SORTS.join(', ') } })
  sort?: (typeof SORTS)[number];

  @ApiPropertyOptional({ enum: AUDIT_KINDS, description: 'What it is about: the first word of `action`' })
  @EmptyAsUndefined()
  @IsOptional()
  @IsIn([...AUDIT_KINDS], { context: { allowed: AUDIT_KINDS.join(', ') } })
  kind?: (typeof AUDIT_KINDS)[number];

  @ApiPropertyOptional({ description: 'Id of what it is about, or the reception number of a registration' })
  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @MaxLength(60, { context: { max: 60 } })
  subject?: string;

  @ApiPropertyOptional({ description: 'A text that stands in `before` or `after`' })
  @EmptyAsUndefined()
  @IsOptional()
  @IsString()
  @IsPlainText()
  @MaxLength(100, { context: { max: 100 } })
  q?: string;
}

export class AuditFilter extends AuditSearch {
  @ApiPropertyOptional({ description: '`next` of the page before' })
  @EmptyAsUndefined()
  @IsOptional()
  @IsUUID()
  cursor?: string;
}

export class AuditItem {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({
    description: 'ISO 8601 with the offset of `timeZone`',
    example: '2025-04-01T09:00:00+09:00',
  })
  at!: string;

  @ApiProperty({ description: 'IANA zone of the organization', example: 'Asia/Tokyo' })
  timeZone!: string;

  @ApiProperty({ description: 'Slug of the organization' })
  organization!: string;

  @ApiProperty({ description: '`staff:<id>`, `token:<id>` or `system`' })
  actor!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Name of the staff member or label of the token',
  })
  actorName!: string | null;

  @ApiProperty({ example: 'session.changed' })
  action!: string;

  @ApiProperty()
  subjectId!: string;

  @ApiProperty({ type: Object, nullable: true })
  before!: Record<string, unknown> | null;

  @ApiProperty({ type: Object, nullable: true })
  after!: Record<string, unknown> | null;
}

export class AuditPage {
  @ApiProperty({ type: [AuditItem] })
  items!: AuditItem[];

  @ApiProperty({ type: String, nullable: true, description: '`cursor` of the next page; null on the last' })
  next!: string | null;
}
