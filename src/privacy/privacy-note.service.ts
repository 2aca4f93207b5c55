import { Injectable } from '@nestjs/common';
import type { Principal } from '../organizations/principal.js';
import type { TownName } from '../programmes/editing/editing.queries.js';
import { OrganizationEditing } from '../programmes/editing/organization-editing.js';

/** What an organization adds in its own words to the page that says what is kept of whom. */
@Injectable()
export class PrivacyNotes {
  constructor(private readonly organizations: OrganizationEditing) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async edited(
    principal: Principal,
    slugOrId: string,
  ): Promise<{ readonly organization: TownName; readonly privacyNote: string | null }> {
    const { organization, row } = await this.organizations.edited(principal, slugOrId, 'owner');
    return { organization, privacyNote: row.privacyNote };
  }

  /**
   * Saves what `decide` makes of what stands there at that moment.
   * @throws DomainError `unknown`, `forbidden`, and what `decide` throws
   */
  change(
    principal: Principal,
    slugOrId: string,
    decide: (saved: string | null) => string | null,
  ): Promise<void> {
    const act = { slugOrId, role: 'owner', action: 'organization.privacy_note_changed' } as const;
    return this.organizations.change(principal, act, ({ privacyNote }) => ({
      privacyNote: decide(privacyNote),
    }));
  }
}
