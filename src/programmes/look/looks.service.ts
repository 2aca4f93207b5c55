import { Injectable } from '@nestjs/common';
import type { Principal } from '../../organizations/principal.js';
import { DomainError } from '../../shared/domain-error.js';
import { accentFindings } from '../domain/look-rules.js';
import type { TownName } from '../editing/editing.queries.js';
import { OrganizationEditing } from '../editing/organization-editing.js';
import type { LookDto } from './look.dto.js';

export interface EditedLook {
  readonly organization: TownName;
  readonly words: Required<LookDto>;
}

/** The colour of an organization's pages, and the reading of its name. */
@Injectable()
export class Looks {
  constructor(private readonly organizations: OrganizationEditing) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async edited(principal: Principal, slugOrId: string): Promise<EditedLook> {
    const { organization, row } = await this.organizations.edited(principal, slugOrId, 'organizer');
    return { organization, words: { accent: row.accent, nameKana: row.nameKana } };
  }

  /**
   * Changes what `decide` wants changed of what is saved at that moment.
   * @throws DomainError `unknown`, `forbidden`, `invalid`
   */
  change(
    principal: Principal,
    slugOrId: string,
    decide: (saved: Required<LookDto>) => LookDto,
  ): Promise<void> {
    const act = { slugOrId, role: 'organizer', action: 'organization.look_changed' } as const;
    return this.organizations.change(principal, act, (saved) => {
      const words = { accent: saved.accent, nameKana: saved.nameKana };
      const { accent = words.accent, nameKana = words.nameKana } = decide(words);
      refuseIllegible(accent);
      return { accent: accent?.toLowerCase() ?? null, nameKana };
    });
  }
}

/** @throws DomainError `invalid` for a colour that cannot be read, with the nearest that can */
export function refuseIllegible(accent: string | null | undefined): void {
  const faults = accentFindings(accent, ['accent']).map(({ code, params }) => ({
    field: 'accent',
    code: `look.${code}`,
    params,
  }));
  if (faults.length > 0) throw new DomainError('invalid', { faults });
}
