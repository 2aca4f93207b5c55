import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { Principal, Role } from '../../organizations/principal.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { DomainError } from '../../shared/domain-error.js';
import { type Person, type PersonsRegistration, personOf } from './person.js';

/** A person as far as somebody may see them. */
export interface SeenPerson extends Person {
  /** Those of their registrations that the reader may see, the oldest first. */
  readonly visible: readonly [PersonsRegistration, ...PersonsRegistration[]];
  /** Ids of those of them whose programme the reader organizes. */
  readonly organized: ReadonlySet<string>;
  /** True where the reader is staff of the organization itself, and not of a host of some of its programmes. */
  readonly isWhole: boolean;
  /** The reader may merge, export and erase. */
  readonly isOrganizer: boolean;
}

/** Who may see whom, and how much of them. */
@Injectable()
export class PeopleAccess {
  constructor(
    private readonly db: DataSource,
    private readonly access: ProgrammeAccess,
  ) {}

  /**
   * The person with this registration, with what reception may see of them: all of it at home, elsewhere the registrations of
   * programmes that one's organization hosts with such rights.
   * @throws DomainError `unknown`, `forbidden`
   */
  async seen(principal: Principal, id: string): Promise<SeenPerson> {
    const person = await this.find(id);
    const asked = person.registrations.find((registration) => registration.id === id);
    if (!asked) throw new DomainError('unknown');
    await this.access.require(principal, 'reception', asked);
    const isWhole = principal.organizationsWith('reception').includes(person.organizationId);
    const isOrganizer = principal.organizationsWith('organizer').includes(person.organizationId);
    const hosted = (role: Role): Promise<string[]> =>
      isWhole ? Promise.resolve([]) : this.access.hosted(principal, role);
    const [received, organized] = await Promise.all([hosted('reception'), hosted('organizer')]);
    const [first = asked, ...others] = person.registrations.filter(
      ({ programmeId }) => isWhole || received.includes(programmeId),
    );
    return {
      ...person,
      visible: [first, ...others],
      organized: new Set(
        person.registrations
          .filter(({ programmeId }) => isOrganizer || organized.includes(programmeId))
          .map((registration) => registration.id),
      ),
      isWhole,
      isOrganizer,
    };
  }

  /**
   * The person with this registration, for what concerns all of them: only the organization's own staff.
   * @throws DomainError `unknown`, `forbidden`
   */
  async whole(
    principal: Principal,
    id: string,
    role: Role = 'organizer',
    db: DataSource | EntityManager = this.db,
  ): Promise<Person> {
    const person = await this.find(id, db);
    principal.require(role, person.organizationId);
    return person;
  }

  private async find(id: string, db: DataSource | EntityManager = this.db): Promise<Person> {
    const person = isUuid(id) ? await personOf(db, id) : null;
    if (!person) throw new DomainError('unknown');
    return person;
  }
}
