import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { constraintOf, inTransaction, sqlStateOf } from '../../platform/database/transaction.js';
import { DomainError } from '../../shared/domain-error.js';
import { idOfKey } from '../../shared/ids.js';
import { waitForTurn } from '../import/organization-turn.queries.js';
import { Programme } from '../programme.entity.js';
import { programmesOf, type SiblingRow, type TownName, townNamed } from './editing.queries.js';
import type { NewProgrammeDto } from './programme.dto.js';
import { namesOf, refuseFaults } from './programme-editing.service.js';
import { writeHosts } from './programme-hosts.js';
import { programmeColumns } from './programme-words.js';
import { withKeys } from './question-answers.js';
import { withoutNulls } from './said.js';

const UNIQUE_VIOLATION = '23505';

/** A programme that an organization's organizers begin on the screen. */
@Injectable()
export class ProgrammeCreation {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Where a new programme would be: the organization and what it runs already. @throws DomainError `unknown`, `forbidden` */
  async place(
    principal: Principal,
    organization: string,
  ): Promise<{ readonly organization: TownName; readonly others: readonly SiblingRow[] }> {
    const town = await townNamed(this.db, organization);
    if (!town) throw new DomainError('unknown');
    principal.require('organizer', town.id);
    return { organization: town, others: await programmesOf(this.db, town.id) };
  }

  /**
   * @returns the slug. Its id follows from the keys as a programme file's does: a file with the same key finds it.
   * @throws DomainError `unknown`, `forbidden`, `invalid` (also where key or slug are taken)
   */
  async create(
    principal: Principal,
    { organization: named, key: wished, ...asSent }: NewProgrammeDto,
  ): Promise<string> {
    const { organization } = await this.place(principal, named);
    const words = { ...asSent, questions: withKeys(asSent.questions ?? []) };
    try {
      return await inTransaction(this.db, async (tx) => {
        await waitForTurn(tx, [organization.slug]);
        const siblings = await programmesOf(tx, organization.id);
        const taken = new Set(siblings.map(({ key }) => key));
        const key = wished ?? proposedKey(words.kind, taken);
        if (taken.has(key)) throw keyTaken();
        refuseFaults(key, words, siblings, namesOf(siblings));
        const id = idOfKey('programme', organization.slug, key);
        const slug = `${organization.slug}-${key}`;
        await tx.insert(Programme, {
          ...programmeColumns(words, namesOf(siblings)),
          id,
          organizationId: organization.id,
          key,
          slug,
          position: await nextPosition(tx, organization.id),
          changedAt: this.clock.now(),
        });
        await writeHosts(tx, id, words.hosts ?? []);
        await this.audit.record(tx, {
          organizationId: organization.id,
          actor: principal.actor,
          action: 'programme.created',
          subjectId: id,
          after: { key, ...said(words) },
        });
        return slug;
      });
    } catch (error) {
      // Another organization's name and key may make the same slug, `a` + `b-c` and `a-b` + `c`.
      if (sqlStateOf(error) === UNIQUE_VIOLATION && constraintOf(error)?.includes('slug')) throw keyTaken();
      throw error;
    }
  }
}

/** A key made of the kind, with the first number that is free: `family-meeting`, `family-meeting-2`. */
export function proposedKey(kind: string, taken: ReadonlySet<string>): string {
  const word = kind.replaceAll('_', '-');
  let key = word;
  for (let number = 2; taken.has(key); number++) key = `${word}-${number}`;
  return key;
}

function keyTaken(): DomainError {
  return new DomainError('invalid', { faults: [{ field: 'key', code: 'editing.key_taken' }] });
}

async function nextPosition(tx: EntityManager, organizationId: string): Promise<number> {
  const [{ next }] = await tx.query(
    'SELECT coalesce(max(position) + 1, 0) AS next FROM programmes WHERE organization_id = $1',
    [organizationId],
  );
  return next;
}

/** What a new programme says of itself, for the audit log. */
function said(words: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(withoutNulls(words)).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  );
}
