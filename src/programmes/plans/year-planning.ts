import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { isSamePlan, type Plan, planDifference, planFaults } from '../domain/plan.js';
import { FiscalYearPlan } from '../fiscal-year-plan.entity.js';
import { waitForTurn } from '../import/organization-turn.queries.js';
import { type PlanRow, type PlanTable, PlanTables } from './plan-tables.js';

/** What a programme's plan is to be; null: no plan. */
export interface PlanChange {
  /** Id or slug of the programme. */
  readonly programme: string;
  readonly plan: Plan | null;
}

export interface YearOfPlans {
  readonly organization: string;
  readonly fiscalYear: number;
}

/** Changes and approves the plans of a fiscal year: each act is one transaction, and
 * neither another of them nor an import of the organization's file runs beside it. */
@Injectable()
export class YearPlanning {
  constructor(
    private readonly db: DataSource,
    private readonly tables: PlanTables,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Saves a whole table. `edit` is given the table as it is under the lock and says what is to become of which
   * programme; those it does not name, or leaves as they are, stay untouched. It may be called more than once.
   * @throws DomainError `unknown`; `forbidden` where the principal may not edit a programme that changes, or none at all;
   * `invalid` with faults at `items.<index>.…` of what `edit` returned; and whatever `edit` throws
   */
  async save(
    principal: Principal,
    year: YearOfPlans,
    edit: (table: PlanTable) => readonly PlanChange[],
  ): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      const table = await this.locked(tx, principal, year);
      if (!table.mayEdit) throw new DomainError('forbidden');
      const asked = edit(table).map((change, index) => ({ ...change, index, row: rowOf(table, change) }));
      const faults = asked.flatMap(({ row, plan, index }) => faultsOf(row, plan, index));
      if (faults.length > 0) throw new DomainError('invalid', { faults });
      const changed = asked.flatMap(({ row, plan }) =>
        row && !isSamePlan(row.plan, plan) ? [{ row, plan }] : [],
      );
      if (changed.length === 0) return;
      if (changed.some(({ row }) => !row.mayEdit)) throw new DomainError('forbidden');
      for (const { row, plan } of changed) await write(tx, table, row, plan);
      const difference = (side: 'before' | 'after') => ({
        fiscalYear: table.fiscalYear,
        plans: Object.fromEntries(
          changed.map(({ row, plan }) => [row.slug, planDifference(row.plan, plan)?.[side] ?? null]),
        ),
      });
      await this.audit.record(tx, {
        organizationId: table.organization.id,
        actor: principal.actor,
        action: 'plan.changed',
        subjectId: table.organization.id,
        before: difference('before'),
        after: difference('after'),
      });
    });
  }

  /**
   * Freezes every plan of the year as it is: the baseline that reports compare with. What an earlier approval had frozen
   * is replaced, and stays in the audit log.
   * @param given `version` of the table that was looked at; left out: whatever is there. `confirm`: to approve again
   * @throws DomainError `unknown`; `forbidden` for anyone but an owner; `conflict` where the table has changed since;
   * `invalid` where there is nothing to approve, or where it was approved already and `confirm` is not given
   */
  async approve(
    principal: Principal,
    year: YearOfPlans,
    given: { readonly version?: string; readonly confirm: boolean },
  ): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      const table = await this.locked(tx, principal, year);
      principal.require('owner', table.organization.id);
      if (given.version && given.version !== table.version) throw new DomainError('conflict');
      const planned = table.rows.filter(({ plan }) => plan !== null);
      if (planned.length === 0) throw refusal('', 'nothingToApprove');
      if (table.approval && !given.confirm) throw refusal('confirm', 'confirmApproval');
      const changed = planned.filter(({ plan, baseline }) => !isSamePlan(plan, baseline));
      const of = { fiscalYear: table.fiscalYear, organizationId: table.organization.id };
      for (const { id, plan } of planned) {
        await tx.update(
          FiscalYearPlan,
          { programmeId: id, ...of },
          { baseline: plan as never, approvedAt: this.clock.now(), approvedBy: principal.actor },
        );
      }
      const plans = (side: 'plan' | 'baseline') =>
        Object.fromEntries(changed.map((row) => [row.slug, row[side]]));
      await this.audit.record(tx, {
        organizationId: table.organization.id,
        actor: principal.actor,
        action: 'plan.approved',
        subjectId: table.organization.id,
        before: {
          fiscalYear: table.fiscalYear,
          approvedAt: table.approval?.at ?? null,
          plans: plans('baseline'),
        },
        after: { fiscalYear: table.fiscalYear, plans: plans('plan') },
      });
    });
  }

  private async locked(tx: EntityManager, principal: Principal, year: YearOfPlans): Promise<PlanTable> {
    const { organization } = await this.tables.read(tx, principal, year);
    await waitForTurn(tx, [organization.slug]);
    return this.tables.read(tx, principal, year);
  }
}

function rowOf(table: PlanTable, { programme }: PlanChange): PlanRow | undefined {
  return table.rows.find(({ id, slug }) => id === programme || slug === programme);
}

function faultsOf(row: PlanRow | undefined, plan: Plan | null, index: number): Fault[] {
  const at = (field: string, code: string) => ({ field: `items.${index}.${field}`, code });
  if (!row) return [at('programme', 'planProgramme')];
  if (isSamePlan(row.plan, plan)) return [];
  // The baseline hangs on the row: what was approved and is not to be is 中止, with its reason.
  if (!plan) return row.baseline ? [at('plan.status', 'planApproved')] : [];
  return planFaults(plan).map(({ field, code }) => at(`plan.${field}`, code));
}

async function write(tx: EntityManager, table: PlanTable, row: PlanRow, plan: Plan | null): Promise<void> {
  const key = { programmeId: row.id, fiscalYear: table.fiscalYear };
  const { organization } = table;
  if (!plan) await tx.delete(FiscalYearPlan, { ...key, organizationId: organization.id });
  else if (row.plan)
    await tx.update(FiscalYearPlan, { ...key, organizationId: organization.id }, { ...plan });
  else await tx.insert(FiscalYearPlan, { ...key, organizationId: organization.id, ...plan });
}

function refusal(field: string, code: string): DomainError {
  return new DomainError('invalid', { faults: [{ field, code }] });
}
