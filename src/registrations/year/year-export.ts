import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { type Language } from '../../platform/views/messages.js';
import { Views } from '../../platform/views/views.js';
import { fileOfYear } from '../../programmes/export/file-of-year.js';
import { fileText } from '../../programmes/export/file-text.js';
import type { PoolRow } from '../../programmes/export/year-rows.js';
import { yearRowsOf } from '../../programmes/export/year-rows.queries.js';
import { DomainError } from '../../shared/domain-error.js';
import { eraFiscalYear, type FiscalYear } from '../../shared/fiscal-year.js';
import { SeatPool } from '../seats/seat-pool.entity.js';

/** An organization's year as it is taken out. */
export interface ExportedYear {
  /** `hikari-2025.yaml` */
  readonly name: string;
  readonly text: string;
}

export interface ExportOptions {
  /** Key of the organization. */
  readonly organization: string;
  /** First calendar year; undefined: every year. */
  readonly fiscalYear?: FiscalYear | undefined;
  /** Of the comment at the head of the file. */
  readonly language: Language;
}

/** Takes an organization's year out of the database as a programme file: what is planned, and nothing of who takes part. */
@Injectable()
export class YearExport {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  /**
   * @param principal who asks; `system` for the operator
   * @throws DomainError `unknown`, `forbidden`
   */
  async file(principal: Principal | 'system', options: ExportOptions): Promise<ExportedYear> {
    const { organization: key, fiscalYear, language } = options;
    // One moment for all tables: what is edited meanwhile is in it wholly or not at all.
    return this.db.transaction('REPEATABLE READ', async (tx) => {
      const found = await tx.findOneBy(Organization, { slug: key });
      if (!found) throw new DomainError('unknown');
      if (principal !== 'system') principal.require('organizer', found.id);
      const rows = await yearRowsOf(tx, found.id);
      const file = fileOfYear(
        { ...rows!, pools: await poolsOf(tx, found.id) },
        { now: this.clock.now(), fiscalYear },
      );
      const t = this.views.translator(language);
      const head = t('import.export.head', {
        organization: found.name,
        year:
          fiscalYear === undefined
            ? 'none'
            : language === 'ja'
              ? eraFiscalYear(fiscalYear)
              : `fiscal ${fiscalYear}`,
      });
      return { name: `${[key, fiscalYear].filter(Boolean).join('-')}.yaml`, text: fileText(file, head) };
    });
  }
}

/** Seats of an organization's sessions, by session. */
export async function poolsOf(
  tx: EntityManager,
  organizationId: string,
): Promise<ReadonlyMap<string, PoolRow[]>> {
  const pools = await tx.find(SeatPool, {
    where: { organizationId },
    order: { position: 'ASC', key: 'ASC' },
  });
  return Map.groupBy(pools, ({ sessionId }) => sessionId);
}
