import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { Clock } from '../../platform/clock.js';
import { type CivilDate, civilDateOf } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { type FiscalYear, fiscalYearOf } from '../../shared/fiscal-year.js';
import { type AnnualColumn, type AnnualLayout, annualColumn, annualLayout } from '../domain/annual-table.js';
import { underTheirWholes, withParts } from '../domain/programme-tree.js';
import { type AnnualOrganization, type AnnualProgrammeRow, AnnualQueries } from './annual.queries.js';

export interface AnnualProgramme extends AnnualProgrammeRow, AnnualColumn {}

/** 年間予定表: one fiscal year of a programme with its parts, or of all that an organization runs. */
export interface AnnualTable {
  readonly organization: AnnualOrganization;
  readonly fiscalYear: FiscalYear;
  /** The programme that was asked for; null: the whole organization. */
  readonly programme: AnnualProgrammeRow | null;
  readonly layout: AnnualLayout;
  readonly programmes: readonly AnnualProgramme[];
  /** Titles of programmes by their ids, for those that share a session. */
  readonly titles: ReadonlyMap<string, { readonly title: string; readonly titleEn: string | null }>;
  readonly today: CivilDate;
}

/** Puts the annual tables together. */
@Injectable()
export class AnnualTables {
  constructor(
    private readonly queries: AnnualQueries,
    private readonly clock: Clock,
  ) {}

  /**
   * Where a programme belongs. @param name its id or slug
   * @throws DomainError `unknown`
   */
  async placeOf(name: string): Promise<{ readonly id: string; readonly organizationId: string }> {
    const known = name.includes('\0')
      ? undefined
      : await this.queries.placeOf(isUUID(name) ? 'id' : 'slug', name);
    if (!known) throw new DomainError('unknown');
    return known;
  }

  /** @param programmeId of this organization, and null for all of its programmes; without a year the running one */
  async table(
    organizationId: string,
    programmeId: string | null,
    fiscalYear?: FiscalYear,
  ): Promise<AnnualTable> {
    const organization = await this.queries.organization(organizationId);
    const today = civilDateOf(this.clock.now(), organization.timeZone);
    const year = fiscalYear ?? fiscalYearOf(today);
    const all = await this.queries.programmes(organizationId, year);
    const wanted = programmeId ? withParts(all, programmeId) : new Set(all.map(({ id }) => id));
    const rows = underTheirWholes(all.filter(({ id }) => wanted.has(id)));
    const sessions = await this.queries.sessions(organizationId, [...wanted], year);
    const known = rows
      .map((row) => ({
        row,
        own: sessions.filter(
          ({ programmeId: id, alsoForIds }) => id === row.id || alsoForIds.includes(row.id),
        ),
      }))
      // What has ended, and a part or a whole without anything of its own, has no line on paper.
      .filter(({ row, own }) => own.length > 0 || (row.status !== 'ended' && !hasParts(rows, row.id)));
    const layout = annualLayout(known.length);
    return {
      organization,
      fiscalYear: year,
      programme: all.find(({ id }) => id === programmeId) ?? null,
      layout,
      programmes: known.map(({ row, own }) => ({
        ...row,
        ...annualColumn(row.id, own, year, layout !== 'list'),
      })),
      titles: new Map(all.map(({ id, title, titleEn }) => [id, { title, titleEn }])),
      today,
    };
  }
}

function hasParts(rows: readonly AnnualProgrammeRow[], id: string): boolean {
  return rows.some(({ partOfId }) => partOfId === id);
}
