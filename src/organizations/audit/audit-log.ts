import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { DataSource } from 'typeorm';
import { ONLY_ADDS } from '../../platform/database/application-role.js';
import { isoWithOffset } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import type { Principal } from '../principal.js';
import type { AuditFilter, AuditItem, AuditPage, AuditSearch } from './audit.dto.js';
import {
  AUDIT_ABOUT,
  AUDIT_ACTORS,
  AUDIT_ENTRIES,
  AUDIT_SUBJECTS,
  ORGANIZATIONS_IN_SCOPE,
} from './audit.queries.js';

const PAGE_SIZE = 50;
/** Entries that an export reads at once. */
const PART_SIZE = 1000;

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
  async page(principal: Principal, { cursor, ...search }: AuditFilter): Promise<AuditPage> {
    await this.refuseUnknown(principal, search);
    const rows = await this.entries(principal, search, cursor ?? null, PAGE_SIZE + 1);
    const items = rows.slice(0, PAGE_SIZE);
    return { items, next: rows.length > PAGE_SIZE ? (items.at(-1)?.id ?? null) : null };
  }

  /**
   * Everything that was searched for, newest first, part by part: a log of any length passes through little memory.
   * @throws DomainError as `page`, before the first part
   */
  async parts(principal: Principal, search: AuditSearch): Promise<AsyncIterable<readonly AuditItem[]>> {
    await this.refuseUnknown(principal, search);
    return this.following(principal, search);
  }

  private async *following(principal: Principal, search: AuditSearch): AsyncGenerator<readonly AuditItem[]> {
    let last: string | null = null;
    for (;;) {
      const items = await this.entries(principal, search, last, PART_SIZE);
      if (items.length > 0) yield items;
      if (items.length < PART_SIZE) return;
      last = items.at(-1)?.id ?? null;
    }
  }

  /** Who stands in the log that they may read. */
  actors(principal: Principal): Promise<{ readonly actor: string; readonly name: string }[]> {
    return this.db.query(AUDIT_ACTORS, [principal.organizationsWith('organizer')]);
  }

  /** Whether the application itself has no right to change the log: true where its database role only adds to it. */
  async isOutOfReach(): Promise<boolean> {
    const [row] = await this.db.query(ONLY_ADDS, ['audit_entries']);
    return row?.onlyAdds === true;
  }

  private async refuseUnknown(principal: Principal, { organization }: AuditSearch): Promise<void> {
    if (organization === undefined) return;
    if (!(await this.organizations(principal)).some(({ slug }) => slug === organization))
      throw new DomainError('unknown');
  }

  private async entries(
    principal: Principal,
    search: AuditSearch,
    after: string | null,
    most: number,
  ): Promise<AuditItem[]> {
    type Row = Omit<AuditItem, 'at'> & { at: Date };
    const rows: Row[] = await this.db.query(AUDIT_ENTRIES, [
      principal.organizationsWith('organizer'),
      search.organization ?? null,
      search.from ?? null,
      search.until ?? null,
      after,
      most,
      search.actor ?? null,
      search.sort ?? null,
      search.kind ?? null,
      search.subject ?? null,
      search.q ? `%${search.q.replace(/[\\%_]/g, '\\$&')}%` : null,
    ]);
    return rows.map((row) => ({ ...row, at: isoWithOffset(row.at, row.timeZone) }));
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
