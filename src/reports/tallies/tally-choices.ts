import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { civilDateOf, DEFAULT_TIME_ZONE } from '../../shared/civil-time.js';
import { fiscalYearOf, fiscalYearRange } from '../../shared/fiscal-year.js';

interface ChosenProgramme {
  readonly slug: string;
  readonly title: string;
  readonly titleEn: string | null;
}

const PROGRAMMES = `
  SELECT slug, title, title_en AS "titleEn" FROM programmes
   WHERE organization_id = ANY ($1::uuid[]) OR id = ANY ($2::uuid[]) ORDER BY position, title, id`;

/** What the pages of typed-in figures offer to choose from. */
@Injectable()
export class TallyChoices {
  constructor(
    private readonly db: DataSource,
    private readonly access: ProgrammeAccess,
    private readonly clock: Clock,
  ) {}

  /** Every programme that the reader may see. */
  async programmes(principal: Principal): Promise<ChosenProgramme[]> {
    const { organizations, programmes } = await this.access.scope(principal, 'viewer');
    return this.db.query(PROGRAMMES, [organizations, programmes]);
  }

  /** Programmes of an organization, and the axes and units that it has used. */
  async of(organizationId: string): Promise<{
    readonly programmes: readonly ChosenProgramme[];
    readonly axes: readonly string[];
    readonly units: readonly string[];
  }> {
    const programmes: ChosenProgramme[] = await this.db.query(PROGRAMMES, [[organizationId], []]);
    const used: { axis: string; unit: string }[] = await this.db.query(
      'SELECT DISTINCT axis, unit FROM tallies WHERE organization_id = $1 ORDER BY axis, unit',
      [organizationId],
    );
    return {
      programmes,
      axes: [...new Set(used.map(({ axis }) => axis))],
      units: [...new Set(used.map(({ unit }) => unit))],
    };
  }

  /** First and last day of the running fiscal year in Japan, as a form has them. */
  runningYear(): { readonly startsOn: string; readonly endsOn: string } {
    const { from, to } = fiscalYearRange(fiscalYearOf(civilDateOf(this.clock.now(), DEFAULT_TIME_ZONE)));
    return { startsOn: from, endsOn: to };
  }
}
