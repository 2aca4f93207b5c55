import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { DomainError } from '../../shared/domain-error.js';
import { type TownName, towns } from './editing.queries.js';

/** Organizations as the screens of this room offer them. */
@Injectable()
export class EditingTowns {
  constructor(private readonly db: DataSource) {}

  /** Every organization of this installation: any may host a programme with another. */
  all(): Promise<TownName[]> {
    return towns(this.db);
  }

  /** The organizations in which a principal may do what `role` may. */
  of(principal: Principal, role: 'viewer' | 'organizer'): Promise<TownName[]> {
    return towns(this.db, principal.organizationsWith(role));
  }

  /**
   * The organization that an address or a form names; who answers for one only need not name it.
   * @returns slug or id @throws DomainError `unknown`
   */
  chosen(principal: Principal, named: unknown): string {
    if (typeof named === 'string' && named !== '') return named;
    const [only, ...more] = principal.organizationsWith('organizer');
    if (only === undefined || more.length > 0) throw new DomainError('unknown');
    return only;
  }
}
