import { Injectable } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, IsUUID, isUUID, MaxLength } from 'class-validator';
import { DataSource } from 'typeorm';
import { EmptyAsUndefined, IsCivilDate } from '../platform/http/constraints.js';
import { isoWithOffset } from '../shared/civil-time.js';
import { DomainError } from '../shared/domain-error.js';
import { AUDIT_ABOUT, AUDIT_ENTRIES, AUDIT_SUBJECTS, ORGANIZATIONS_IN_SCOPE } from './audit.queries.js';
import type { Principal } from './principal.js';

const PAGE_SIZE = 50;

export class AuditFilter {
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

export interface OrganizationChoice {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string | null;
}

/** What an audit entry is about, by the name that staff know it by. */
export interface AuditSubject {
  readonly id: string;
  readonly kind: 'session' | 'organization' | 'registration' | 'programme' | 'venue';
  /** Title of the programme (a session's too), name of the organization or venue; null for a registration. */
  readonly name: string | null;
  readonly nameEn: string | null;
  /** Civil date of a session in its own zone; null where it has none yet. */
  readonly startsOn: string | null;
  readonly dateText: string | null;
  /** 受付番号 of a registration. */
  readonly code: string | null;
}

/** One entry about a thing whose page is shown. */
export interface AuditFact {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly actorName: string | null;
  readonly action: string;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
}

/** Reads the audit log of the organizations that a principal may answer for. */
@Injectable()
export class AuditLog {
  constructor(private readonly db: DataSource) {}

  /** One page, newest first. @throws DomainError `unknown` for an organization that is not theirs. */
  async page(principal: Principal, filter: AuditFilter): Promise<AuditPage> {
    const scope = principal.organizationsWith('organizer');
    const { organization = null, from = null, cursor = null } = filter;
    if (
      organization !== null &&
      !(await this.organizations(principal)).some(({ slug }) => slug === organization)
    ) {
      throw new DomainError('unknown');
    }
    type Row = Omit<AuditItem, 'at'> & { at: Date };
    const rows: Row[] = await this.db.query(AUDIT_ENTRIES, [
      scope,
      organization,
      from,
      cursor,
      PAGE_SIZE + 1,
    ]);
    const items = rows
      .slice(0, PAGE_SIZE)
      .map((row) => ({ ...row, at: isoWithOffset(row.at, row.timeZone) }));
    return { items, next: rows.length > PAGE_SIZE ? (items.at(-1)?.id ?? null) : null };
  }

  /**
   * The latest entries about one thing, newest first; also those of a whole to which it belongs that name it among their
   * `numbers`. Whether the reader may see them is for the caller to say.
   */
  about(
    organizationId: string,
    subjectId: string,
    whole?: { readonly subjectId: string; readonly action: string },
  ): Promise<AuditFact[]> {
    const { subjectId: wholeId = null, action = null } = whole ?? {};
    return this.db.query(AUDIT_ABOUT, [organizationId, subjectId, wholeId, action, PAGE_SIZE]);
  }

  /** The subjects of these entries by id, as far as they are still there and belong to the principal's organizations. */
  async subjects(principal: Principal, items: readonly AuditItem[]): Promise<Map<string, AuditSubject>> {
    const ids = [...new Set(items.map(({ subjectId }) => subjectId))].filter((id) => isUUID(id));
    if (ids.length === 0) return new Map();
    const subjects: AuditSubject[] = await this.db.query(AUDIT_SUBJECTS, [
      principal.organizationsWith('organizer'),
      ids,
    ]);
    return new Map(subjects.map((subject) => [subject.id, subject]));
  }

  /** The organizations whose log they may read, for the filter of the screen. */
  async organizations(principal: Principal): Promise<OrganizationChoice[]> {
    return this.db.query(ORGANIZATIONS_IN_SCOPE, [principal.organizationsWith('organizer')]);
  }
}
