import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Looks } from '../../organizations/audit/looks.js';
import type { Principal } from '../../organizations/principal.js';
import { cursorOf, positionOf } from '../../platform/http/cursor.js';
import { asMailbox, isOneAddress } from '../../platform/mail/addresses.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { receptionNumberOf } from '../../registrations/domain/reception-number.js';
import { RegistrationTokens } from '../../registrations/registration-tokens.js';
import { DomainError } from '../../shared/domain-error.js';
import { type PageSought, type PeopleSought, type PersonRow, peopleSought } from './people.queries.js';

/** One page of people. */
export interface PeopleFound {
  readonly items: readonly PersonRow[];
  /** Where the next page begins; null: nothing follows. */
  readonly next: string | null;
  /** What was typed is a mail address, and the reader may look for none. */
  readonly isAddressClosed: boolean;
}

export interface PageAsked {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

const PAGE_SIZE = 50;

/** As PostgreSQL writes an instant, to the microsecond. */
const INSTANT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/;

/** 利用者: the people with registrations, found by what they say at the desk. */
@Injectable()
export class People {
  constructor(
    private readonly db: DataSource,
    private readonly access: ProgrammeAccess,
    private readonly tokens: RegistrationTokens,
    private readonly looks: Looks,
  ) {}

  /** Everybody, those who registered last first. @throws DomainError `invalid_query` for a cursor that is none */
  recent(principal: Principal, page: PageAsked): Promise<PeopleFound> {
    return this.page(principal, { by: 'all' }, page, 'people.viewed');
  }

  /**
   * Finds by 受付番号, by mail address (the whole of it, for organizers), or by a part of a nickname.
   * @throws DomainError `invalid_query` for a cursor that is none
   */
  async search(principal: Principal, typed: string, page: PageAsked): Promise<PeopleFound> {
    if (typed.includes('@') || isOneAddress(typed.trim())) return this.byAddress(principal, typed, page);
    const code = receptionNumberOf(typed);
    const numbered =
      code === null ? null : await this.page(principal, { by: 'number', code }, page, 'people.searched');
    // A nickname in Latin letters may look like a number.
    if (numbered && numbered.items.length > 0) return numbered;
    return this.page(principal, { by: 'nickname', typed }, page, 'people.searched');
  }

  private async byAddress(principal: Principal, typed: string, page: PageAsked): Promise<PeopleFound> {
    const within = await this.access.scope(principal, 'organizer');
    const isAddressClosed = within.organizations.length + within.programmes.length === 0;
    const email = asMailbox(typed.trim());
    if (isAddressClosed || !isOneAddress(email)) return { items: [], next: null, isAddressClosed };
    const sought = { by: 'address', contactKey: this.tokens.contactKeyOf(email), within } as const;
    return this.page(principal, sought, page, 'people.searched');
  }

  private async page(
    principal: Principal,
    sought: PeopleSought,
    { cursor, limit = PAGE_SIZE }: PageAsked,
    action: string,
  ): Promise<PeopleFound> {
    const scope = await this.access.scope(principal, 'reception');
    const after = cursor === undefined ? null : placeOf(cursor);
    const rows = await peopleSought(this.db, scope, sought, { after, limit: limit + 1 });
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : undefined;
    const ofEach = Map.groupBy(items, ({ organizationId }) => organizationId);
    await this.looks.recordAll(
      principal,
      [...ofEach].map(([organizationId, { length }]) => ({
        organizationId,
        action,
        subjectId: organizationId,
        after: { shown: length, by: sought.by },
      })),
    );
    return {
      items,
      next: last ? cursorOf({ at: last.position, id: last.id }) : null,
      isAddressClosed: false,
    };
  }
}

/** Where a page begins, as `next` of the page before says it. @throws DomainError `invalid_query` */
export function placeOf(cursor: string): PageSought['after'] {
  const { at, id } = positionOf(cursor, 'at', 'id');
  const isInstant = INSTANT.test(at) && !Number.isNaN(Date.parse(at.replace(/([+-]\d{2})$/, '$1:00')));
  if (isUuid(id) && isInstant) return { at, id };
  throw new DomainError('invalid_query', { faults: [{ field: 'cursor', code: 'cursor' }] });
}
