import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { DomainError } from '../../shared/domain-error.js';
import { idOfKey } from '../../shared/ids.js';
import type { FileClosure } from '../domain/closure-file.js';
import { fieldOf } from '../import/asked.js';
import { fieldsThatDiffer } from '../import/differences.js';
import { waitForTurn } from '../import/organization-turn.queries.js';
import { touchSessions } from '../import/touched-sessions.queries.js';
import { isVisible } from '../import/year-writer.js';
import { Venue } from '../venue.entity.js';
import { type TownName, townNamed } from './editing.queries.js';
import { venueFaults } from './file-rule-faults.js';
import { withoutNulls, withoutUndefined } from './said.js';
import type { NewVenueDto, VenueChangeDto, VenueDto } from './venue.dto.js';

export interface EditedVenue {
  readonly id: string;
  readonly key: string;
  readonly organization: TownName;
  readonly words: VenueDto;
}

/** The first key that is proposed for a venue. */
const KEY = 'venue';

/** An organization's venues, read and changed by its organizers. */
@Injectable()
export class Venues {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Venues of these organizations, by name. */
  list(organizationIds: readonly string[]): Promise<Venue[]> {
    return this.db
      .getRepository(Venue)
      .createQueryBuilder('venue')
      .where('venue.organizationId = ANY(:ids)', { ids: organizationIds })
      .orderBy('venue.name')
      .addOrderBy('venue.key')
      .getMany();
  }

  /** The organization of a new venue. @throws DomainError `unknown`, `forbidden` */
  async place(principal: Principal, organization: string): Promise<TownName> {
    const town = await townNamed(this.db, organization);
    if (!town) throw new DomainError('unknown');
    principal.require('organizer', town.id);
    return town;
  }

  /** @throws DomainError `unknown`, `forbidden` */
  async edited(principal: Principal, id: string): Promise<EditedVenue> {
    const row = await this.found(this.db.manager, principal, id);
    const organization = await townNamed(this.db, row.organizationId);
    return { id, key: row.key, organization: organization!, words: venueWords(row) };
  }

  /**
   * @returns the id; it follows from the keys as a programme file's does: a file with the same key finds the venue
   * @throws DomainError `unknown`, `forbidden`, `invalid`
   */
  async create(
    principal: Principal,
    { organization: named, key: wished, ...words }: NewVenueDto,
  ): Promise<string> {
    const organization = await this.place(principal, named);
    refuseFaults(words);
    return inTransaction(this.db, async (tx) => {
      await waitForTurn(tx, [organization.slug]);
      const stored = await tx.find(Venue, { where: { organizationId: organization.id } });
      const taken = new Set(stored.map((venue) => venue.key));
      const key = wished ?? freeKey(taken);
      if (taken.has(key))
        throw new DomainError('invalid', { faults: [{ field: 'key', code: 'editing.key_taken' }] });
      const id = idOfKey('venue', organization.slug, key);
      await tx.insert(Venue, { ...venueColumns(words), id, organizationId: organization.id, key });
      await this.audit.record(tx, {
        organizationId: organization.id,
        actor: principal.actor,
        action: 'venue.created',
        subjectId: id,
        after: { key, ...withoutNulls(words) },
      });
      return id;
    });
  }

  /**
   * Changes what `decide` wants changed of the venue as it is saved at that moment; calendar entries that show it follow.
   * @throws DomainError `unknown`, `forbidden`, `invalid`
   */
  async change(principal: Principal, id: string, decide: (saved: VenueDto) => VenueChangeDto): Promise<void> {
    const { organization } = await this.edited(principal, id);
    await inTransaction(this.db, async (tx) => {
      await waitForTurn(tx, [organization.slug]);
      const row = await this.found(tx, principal, id);
      const before = venueWords(row);
      const wanted = { ...before, ...withoutUndefined(decide(before)) };
      refuseFaults(wanted);
      const columns = venueColumns(wanted);
      const fields = fieldsThatDiffer(row, columns);
      if (fields.length === 0) return;
      await tx.update(Venue, id, columns);
      await touchSessions(tx, {
        organizationIds: [],
        programmeIds: [],
        courseIds: [],
        venueIds: fields.some((field) => isVisible('venue', field)) ? [id] : [],
        exceptIds: [],
        now: this.clock.now(),
      });
      await this.audit.record(tx, {
        organizationId: organization.id,
        actor: principal.actor,
        action: 'venue.changed',
        subjectId: id,
        before: Object.fromEntries(fields.map((field) => [field, fieldOf(row, field)])),
        after: Object.fromEntries(fields.map((field) => [field, fieldOf(columns, field)])),
      });
    });
  }

  private async found(tx: EntityManager, principal: Principal, id: string): Promise<Venue> {
    const row = await tx.createQueryBuilder(Venue, 'venue').where('venue.id::text = :id', { id }).getOne();
    if (!row) throw new DomainError('unknown');
    principal.require('organizer', row.organizationId);
    return row;
  }
}

/** @throws DomainError `invalid` where a closure ends before it begins, or a position is half there */
function refuseFaults(venue: VenueDto): void {
  const faults = venueFaults(venue);
  if (faults.length > 0) throw new DomainError('invalid', { faults });
}

export function venueWords({
  name,
  nameEn,
  nameKana,
  address,
  building,
  latitude,
  longitude,
  access,
  parking,
  stepFree,
  discreetEntrance,
  online,
  url,
  closures,
  closedOn,
}: Venue): VenueDto {
  const place = { name, nameEn, nameKana, address, building, latitude, longitude, access, parking };
  return { ...place, stepFree, discreetEntrance, online, url, closures: [...closures], closedOn };
}

function venueColumns(words: VenueDto) {
  return {
    name: words.name,
    nameEn: words.nameEn ?? null,
    nameKana: words.nameKana ?? null,
    address: words.address ?? null,
    building: words.building ?? null,
    latitude: words.latitude ?? null,
    longitude: words.longitude ?? null,
    access: words.access ?? null,
    parking: words.parking ?? null,
    stepFree: words.stepFree ?? null,
    discreetEntrance: words.discreetEntrance ?? null,
    online: words.online ?? false,
    url: words.url ?? null,
    closures: (words.closures ?? []).map((closure) => withoutNulls(closure) as unknown as FileClosure),
    closedOn: [...(words.closedOn ?? [])],
  };
}

function freeKey(taken: ReadonlySet<string>): string {
  let key = KEY;
  for (let number = 2; taken.has(key); number++) key = `${KEY}-${number}`;
  return key;
}
