import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { civilDateOf, DEFAULT_TIME_ZONE } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { type FiscalYear, fiscalYearOf } from '../../shared/fiscal-year.js';
import { type Plan, type PlannedTotal, plannedTotals } from '../domain/plan.js';
import { underTheirWholes, withParts } from '../domain/programme-tree.js';
import { countSessions, type SessionCounts, type SessionGroup } from '../domain/session-counts.js';
import { ProgrammeAccess } from '../programme-access.js';
import { PLAN_ORGANIZATIONS, PLAN_ROWS, SESSION_GROUPS } from './plan-table.queries.js';

export interface PlanOrganization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly contactName: string | null;
}

interface StoredRow {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly kind: string;
  /** Of the programme itself, whatever the year. */
  readonly status: string;
  readonly partOfId: string | null;
  readonly plan: Plan | null;
  /** The plan as it was approved; null: it was not. */
  readonly baseline: Plan | null;
  readonly approvedAt: Date | null;
  readonly approvedBy: string | null;
  readonly lastPlan: Plan | null;
  /** Last year as the town has reported it. */
  readonly reported: {
    readonly held: number | null;
    readonly approximate: boolean;
    readonly unit: string;
    readonly attendances: number | null;
  } | null;
}

/** One programme of the table. */
export interface PlanRow extends StoredRow {
  /** 0: part of nothing in the table. */
  readonly depth: number;
  readonly mayEdit: boolean;
  readonly scheduled: SessionCounts;
  /** The same with all its parts; null where it has none. */
  readonly scheduledWithParts: SessionCounts | null;
  readonly lastYear: SessionCounts;
}

/** 年間計画 of one organization: what the reader may see of it. */
export interface PlanTable {
  readonly organization: PlanOrganization;
  /** Every organization that the reader may choose. */
  readonly organizations: readonly PlanOrganization[];
  readonly fiscalYear: FiscalYear;
  readonly rows: readonly PlanRow[];
  readonly totals: { readonly scheduled: SessionCounts; readonly planned: readonly PlannedTotal[] };
  /** The last approval; null: none of the plans was approved. */
  readonly approval: { readonly at: Date; readonly by: string | null } | null;
  /** Changes with every plan and every approval. */
  readonly version: string;
  readonly mayEdit: boolean;
  readonly mayApprove: boolean;
  /** False where the reader only co-hosts some of the programmes: others are not in the table. */
  readonly isWhole: boolean;
}

export interface PlanQuestion {
  readonly organization?: string;
  readonly fiscalYear?: FiscalYear;
}

/** Reads the table of a year's plans. */
@Injectable()
export class PlanTables {
  constructor(
    private readonly db: DataSource,
    private readonly access: ProgrammeAccess,
    private readonly clock: Clock,
  ) {}

  /** The fiscal year that is running in Japan. */
  runningYear(): FiscalYear {
    return fiscalYearOf(civilDateOf(this.clock.now(), DEFAULT_TIME_ZONE));
  }

  /**
   * @param question without an organization: the reader's first by name; without a year: the running one
   * @throws DomainError `unknown` where the organization, and every programme of it, is nothing of theirs
   */
  async table(principal: Principal, question: PlanQuestion): Promise<PlanTable> {
    return this.read(this.db.manager, principal, question);
  }

  /** The same inside an act. */
  async read(manager: EntityManager, principal: Principal, question: PlanQuestion): Promise<PlanTable> {
    const { fiscalYear = this.runningYear() } = question;
    const hosted = await this.access.hosted(principal, 'viewer', undefined, manager);
    const own = principal.organizationsWith('viewer');
    const organizations: PlanOrganization[] = await manager.query(PLAN_ORGANIZATIONS, [own, hosted]);
    const { organization: slug } = question;
    const organization = slug ? organizations.find((one) => one.slug === slug) : organizations[0];
    if (!organization) throw new DomainError('unknown');
    const isWhole = own.includes(organization.id);
    const editsAll = principal.organizationsWith('organizer').includes(organization.id);
    const edits = new Set(
      editsAll || isWhole ? [] : await this.access.hosted(principal, 'organizer', undefined, manager),
    );
    const stored: StoredRow[] = await manager.query(PLAN_ROWS, [
      organization.id,
      fiscalYear,
      isWhole ? null : hosted,
    ]);
    const groups: SessionGroup[] = await manager.query(SESSION_GROUPS, [
      organization.id,
      fiscalYear,
      this.clock.now(),
    ]);
    const rows = underTheirWholes(stored).map((row): PlanRow => {
      const parts = withParts(stored, row.id);
      const only = new Set([row.id]);
      return {
        ...row,
        mayEdit: editsAll || edits.has(row.id),
        scheduled: countSessions(groups, only, fiscalYear),
        scheduledWithParts: parts.size > 1 ? countSessions(groups, parts, fiscalYear) : null,
        lastYear: countSessions(groups, only, fiscalYear - 1),
      };
    });
    return {
      organization,
      organizations,
      fiscalYear,
      rows,
      totals: {
        scheduled: countSessions(groups, new Set(rows.map(({ id }) => id)), fiscalYear),
        planned: plannedTotals(rows),
      },
      approval: lastApproval(rows),
      version: versionOf(rows),
      mayEdit: rows.some(({ mayEdit }) => mayEdit),
      mayApprove: principal.organizationsWith('owner').includes(organization.id),
      isWhole,
    };
  }
}

function lastApproval(rows: readonly PlanRow[]): PlanTable['approval'] {
  const [latest] = rows
    .flatMap(({ approvedAt, approvedBy }) => (approvedAt ? [{ at: approvedAt, by: approvedBy }] : []))
    .sort((one, other) => other.at.getTime() - one.at.getTime());
  return latest ?? null;
}

function versionOf(rows: readonly PlanRow[]): string {
  const facts = rows.map(({ id, plan, baseline, approvedAt }) => [id, plan, baseline, approvedAt]);
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16);
}
