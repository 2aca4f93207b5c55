import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import type { TownName } from '../editing/editing.queries.js';
import { OrganizationEditing } from '../editing/organization-editing.js';
import type { TownWord } from './town-words.queries.js';
import { unreadNames } from './unread-names.js';

/** How an organization says that words of its own are read. */
@Injectable()
export class Readings {
  constructor(
    private readonly db: DataSource,
    private readonly organizations: OrganizationEditing,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async edited(
    principal: Principal,
    slugOrId: string,
  ): Promise<{ readonly organization: TownName; readonly readings: readonly TownWord[] }> {
    const { organization, row } = await this.organizations.edited(principal, slugOrId, 'organizer');
    return { organization, readings: row.readings };
  }

  /** Words in its names of which nobody said how they are read, with guesses. @throws DomainError `unknown`, `forbidden` */
  async suggested(principal: Principal, slugOrId: string): Promise<TownWord[]> {
    const { organization } = await this.edited(principal, slugOrId);
    return unreadNames(this.db, organization.id, organization.slug);
  }

  /**
   * Puts the words that `decide` gives in the place of those that are saved at that moment.
   * @throws DomainError `unknown`, `forbidden`, and whatever `decide` throws
   */
  change(
    principal: Principal,
    slugOrId: string,
    decide: (saved: readonly TownWord[]) => readonly TownWord[],
  ): Promise<void> {
    const act = { slugOrId, role: 'organizer', action: 'organization.readings_changed' } as const;
    return this.organizations.change(principal, act, ({ readings }) => ({
      readings: decide(readings).map(({ text, reading }) => ({ text, reading })),
    }));
  }
}
