import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import { Organization } from '../../organizations/organization.entity.js';
import type { Principal } from '../../organizations/principal.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { Views } from '../../platform/views/views.js';
import { type TownName, townNamed } from '../../programmes/editing/editing.queries.js';
import { waitForTurn } from '../../programmes/import/organization-turn.queries.js';
import { DomainError } from '../../shared/domain-error.js';
import {
  type CategoryRequest,
  categoriesOf,
  decideCategories,
  type OwnCategory,
} from '../domain/head-categories.js';

/** Under what an organization counts people without their names. */
@Injectable()
export class HeadCategories {
  constructor(
    private readonly db: DataSource,
    private readonly audit: Audit,
    private readonly views: Views,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async edited(
    principal: Principal,
    slug: string,
  ): Promise<{ readonly organization: TownName; readonly categories: readonly OwnCategory[] }> {
    const organization = await townNamed(this.db, slug);
    if (!organization) throw new DomainError('unknown');
    principal.require('organizer', organization.id);
    const row = await this.db.manager.findOneByOrFail(Organization, { id: organization.id });
    return { organization, categories: this.named(row.headCategories) };
  }

  /**
   * Makes the categories what `decide` makes of those that are saved at that moment.
   * @throws DomainError `unknown`, `forbidden`, `invalid` where one would go under which something is counted
   */
  async change(
    principal: Principal,
    slug: string,
    decide: (saved: readonly OwnCategory[]) => readonly CategoryRequest[],
  ): Promise<void> {
    const { organization } = await this.edited(principal, slug);
    await inTransaction(this.db, async (tx) => {
      await waitForTurn(tx, [organization.slug]);
      const row = await tx.findOneByOrFail(Organization, { id: organization.id });
      const counted: { category: string }[] = await tx.query(
        'SELECT DISTINCT category FROM head_counts WHERE organization_id = $1 ORDER BY category',
        [organization.id],
      );
      const { own, faults } = decideCategories(
        decide(this.named(row.headCategories)),
        counted.map(({ category }) => category),
      );
      if (faults.length > 0) throw new DomainError('invalid', { faults });
      const after = this.isUsual(own) ? [] : own;
      if (JSON.stringify(after) === JSON.stringify(row.headCategories)) return;
      await tx.query('UPDATE organizations SET head_categories = $2 WHERE id = $1', [
        organization.id,
        JSON.stringify(after),
      ]);
      await this.audit.record(tx, {
        organizationId: organization.id,
        actor: principal.actor,
        action: 'organization.head_categories_changed',
        subjectId: organization.id,
        before: { categories: row.headCategories },
        after: { categories: after },
      });
    });
  }

  /** All of them with their names in both languages, as they are edited. */
  private named(own: readonly OwnCategory[]): OwnCategory[] {
    const [ja, en] = [this.views.translator('ja'), this.views.translator('en')];
    return categoriesOf(own).map(({ key, label, labelEn, retired }) => {
      const english = label === null ? en(`attendance.category.${key}`) : labelEn;
      return {
        ...{ key, label: label ?? ja(`attendance.category.${key}`) },
        ...(english ? { labelEn: english } : {}),
        ...(retired ? { retired: true as const } : {}),
      };
    });
  }

  /** True where they are what an organization has that has none of its own. */
  private isUsual(own: readonly OwnCategory[]): boolean {
    return JSON.stringify(own) === JSON.stringify(this.named([]));
  }
}
