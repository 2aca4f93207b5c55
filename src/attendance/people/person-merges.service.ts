import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Looks } from '../../organizations/audit/looks.js';
import type { Principal } from '../../organizations/principal.js';
import { cursorOf } from '../../platform/http/cursor.js';
import { type LikelyGroup, likelyGroups } from './likely.queries.js';
import { type MergeRow, mergesOf } from './merging.queries.js';
import { type PageAsked, placeOf } from './people.service.js';

export interface MergesFound {
  readonly items: readonly MergeRow[];
  readonly next: string | null;
}

const PAGE_SIZE = 50;

/** Which people were found to be one, and who else may be. */
@Injectable()
export class PersonMerges {
  constructor(
    private readonly db: DataSource,
    private readonly looks: Looks,
  ) {}

  /** One page, the latest first. @throws DomainError `invalid_query` for a cursor that is none */
  async page(principal: Principal, { cursor, limit = PAGE_SIZE }: PageAsked): Promise<MergesFound> {
    const organizations = principal.organizationsWith('organizer');
    const after = cursor === undefined ? null : placeOf(cursor);
    const rows = await mergesOf(this.db, organizations, { after, limit: limit + 1 });
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : undefined;
    const ofEach = Map.groupBy(items, ({ organizationId }) => organizationId);
    await this.looks.recordAll(
      principal,
      [...ofEach].map(([organizationId, { length }]) => ({
        ...{ organizationId, action: 'people.viewed', subjectId: organizationId },
        after: { shown: length, by: 'merges' },
      })),
    );
    return { items, next: last ? cursorOf({ at: last.position, id: last.id }) : null };
  }

  /** People of the organizations that one organizes who share a nickname. */
  groups(principal: Principal): Promise<LikelyGroup[]> {
    return likelyGroups(this.db, principal.organizationsWith('organizer'));
  }
}
