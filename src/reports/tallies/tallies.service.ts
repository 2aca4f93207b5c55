import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { programmeNamed, type TownName, townNamed } from '../../programmes/editing/editing.queries.js';
import { waitForTurn } from '../../programmes/import/organization-turn.queries.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { newId } from '../../shared/ids.js';
import { type TallyFacts, tallyFaults, tallyKey } from '../domain/tally.js';
import type { TallyDto, TallyPageQuery } from './tally.dto.js';
import { lockTally, type TallyRow, talliesOf } from './tally.queries.js';
import { factsOf, insertTally, isSameTally, updateTally } from './tally-writing.js';

/** Figures that staff type in: read by viewers, written by organizers, each act in the log. */
@Injectable()
export class Tallies {
  constructor(
    private readonly db: DataSource,
    private readonly access: ProgrammeAccess,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `unknown` where the organization or programme is not one that the reader may see */
  async list(principal: Principal, { organization, programme }: TallyPageQuery): Promise<TallyRow[]> {
    const scope = await this.access.scope(principal, 'viewer');
    const town = organization ? await townNamed(this.db, organization) : undefined;
    if (organization && !(town && scope.organizations.includes(town.id))) throw new DomainError('unknown');
    const found = programme ? await programmeNamed(this.db, programme) : undefined;
    if (programme) {
      if (!found) throw new DomainError('unknown');
      await this.access.require(principal, 'viewer', found);
    }
    return talliesOf(this.db, scope, {
      organizationId: town?.id,
      programmeIds: found && [found.programmeId],
    });
  }

  /** One that the principal may change. @throws DomainError `unknown`, `forbidden` */
  async edited(principal: Principal, id: string, db: EntityManager = this.db.manager): Promise<TallyRow> {
    const organizations = principal.organizationsWith('viewer');
    const programmes = await this.access.hosted(principal, 'viewer', organizations, db);
    const [row] = await talliesOf(db, { organizations, programmes }, { id });
    if (!row) throw new DomainError('unknown');
    await this.requireEditor(principal, row.organization.id, row.programme?.id ?? null, db);
    return row;
  }

  /** The organization of new tables. @throws DomainError `unknown`, `forbidden` */
  async place(principal: Principal, organization: string): Promise<TownName> {
    const town = await townNamed(this.db, organization);
    if (!town) throw new DomainError('unknown');
    principal.require('organizer', town.id);
    return town;
  }

  /**
   * Writes tables, all or none; each takes the place of the one with the same key, and others stay.
   * @param isNew refuses one whose key is there with other figures; the same figures again are the same request
   * @returns their ids, in order
   * @throws DomainError `unknown`, `forbidden`; `invalid` with faults at `items.<index>.…`
   */
  async write(
    principal: Principal,
    organization: string,
    items: readonly TallyDto[],
    { isNew = false }: { readonly isNew?: boolean } = {},
  ): Promise<string[]> {
    const town = await this.place(principal, organization);
    return inTransaction(this.db, async (tx) => {
      await waitForTurn(tx, [town.slug]);
      const asked: Awaited<ReturnType<typeof this.resolved>>[] = [];
      for (const item of items) asked.push(await this.resolved(tx, town, item));
      const keys = new Map<string, number>();
      const faults = asked.flatMap(({ facts, programmeId, faults: own }, index) => {
        const key = tallyKey(programmeId, facts);
        const twice = keys.has(key) ? [{ field: 'axis', code: 'tallyTwice' }] : [];
        keys.set(key, index);
        return [...own, ...tallyFaults(facts), ...twice].map((fault) => within(fault, index));
      });
      if (faults.length > 0) throw new DomainError('invalid', { faults });
      const ids: string[] = [];
      for (const [index, { facts, programmeId }] of asked.entries()) {
        const there = await this.withKey(tx, principal, town.id, tallyKey(programmeId, facts));
        if (there && isNew && !isSameTally(there, facts))
          throw new DomainError('invalid', {
            faults: [within({ field: 'axis', code: 'tallyExists' }, index)],
          });
        ids.push(await this.put(tx, principal, { town, programmeId, facts, there }));
      }
      return ids;
    });
  }

  /**
   * Changes what `decide` wants changed of the table as it is saved at that moment.
   * @throws DomainError `unknown`, `forbidden`, `invalid`, and whatever `decide` throws
   */
  async change(principal: Principal, id: string, decide: (saved: TallyRow) => TallyDto): Promise<void> {
    const { organization } = await this.edited(principal, id);
    await inTransaction(this.db, async (tx) => {
      await waitForTurn(tx, [organization.slug]);
      if (!(await lockTally(tx, id))) throw new DomainError('unknown');
      const there = await this.edited(principal, id, tx);
      const { facts, programmeId, faults } = await this.resolved(tx, there.organization, decide(there));
      faults.push(...tallyFaults(facts));
      if (faults.length > 0) throw new DomainError('invalid', { faults });
      const other = await this.withKey(tx, principal, organization.id, tallyKey(programmeId, facts));
      if (other && other.id !== id)
        throw new DomainError('invalid', { faults: [{ field: 'axis', code: 'tallyExists' }] });
      await this.put(tx, principal, { town: organization, programmeId, facts, there });
    });
  }

  /** Takes a table away; what it was stays in the log. @throws DomainError `unknown`, `forbidden` */
  async remove(principal: Principal, id: string): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      if (!(await lockTally(tx, id))) throw new DomainError('unknown');
      const row = await this.edited(principal, id, tx);
      await tx.query('DELETE FROM tallies WHERE id = $1', [row.id]);
      await this.audit.record(tx, {
        organizationId: row.organization.id,
        actor: principal.actor,
        action: 'tally.removed',
        subjectId: row.id,
        before: { programme: row.programme?.slug ?? null, ...factsOf(row) },
      });
    });
  }

  private async put(
    tx: EntityManager,
    principal: Principal,
    given: { town: TownName; programmeId: string | null; facts: TallyFacts; there: TallyRow | undefined },
  ): Promise<string> {
    const { town, programmeId, facts, there } = given;
    const isSame = there && isSameTally(there, facts) && (there.programme?.id ?? null) === programmeId;
    if (isSame) return there.id;
    const row = {
      id: there?.id ?? newId(),
      organizationId: town.id,
      programmeId,
      facts,
      at: this.clock.now(),
      by: principal.actor,
    };
    await (there ? updateTally(tx, row) : insertTally(tx, row));
    await this.audit.record(tx, {
      organizationId: town.id,
      actor: principal.actor,
      action: there ? 'tally.changed' : 'tally.recorded',
      subjectId: row.id,
      before: there && { programmeId: there.programme?.id ?? null, ...factsOf(there) },
      after: { programmeId, ...facts },
    });
    return row.id;
  }

  /** What is asked, with the programme looked up: one of the organization, or none. */
  private async resolved(
    tx: EntityManager,
    town: { readonly id: string },
    { programme, ...asked }: TallyDto,
  ) {
    const found = programme ? await programmeNamed(tx, programme) : undefined;
    const isOurs = !programme || found?.organizationId === town.id;
    const faults: Fault[] = isOurs ? [] : [{ field: 'programme', code: 'tallyProgramme' }];
    return { programmeId: found?.programmeId ?? null, facts: factsOf(asked), faults };
  }

  private async withKey(
    tx: EntityManager,
    principal: Principal,
    organizationId: string,
    key: string,
  ): Promise<TallyRow | undefined> {
    const rows: { id: string }[] = await tx.query(
      'SELECT id FROM tallies WHERE organization_id = $1 AND key = $2',
      [organizationId, key],
    );
    const [row] = rows;
    return row && this.edited(principal, row.id, tx);
  }

  private async requireEditor(
    principal: Principal,
    organizationId: string,
    programmeId: string | null,
    db: EntityManager,
  ): Promise<void> {
    if (programmeId === null) principal.require('organizer', organizationId);
    else await this.access.require(principal, 'organizer', { programmeId, organizationId }, db);
  }
}

function within(fault: Fault, index: number): Fault {
  return { ...fault, field: `items.${index}.${fault.field}` };
}
