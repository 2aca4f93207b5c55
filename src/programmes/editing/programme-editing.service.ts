import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { DomainError } from '../../shared/domain-error.js';
import { fieldOf, isSame } from '../import/asked.js';
import { fieldsThatDiffer } from '../import/differences.js';
import { waitForTurn } from '../import/organization-turn.queries.js';
import { touchSessions } from '../import/touched-sessions.queries.js';
import { isVisible } from '../import/year-writer.js';
import { Programme } from '../programme.entity.js';
import { ProgrammeAccess } from '../programme-access.js';
import {
  type FoundProgramme,
  hostsOf,
  lockProgramme,
  programmeNamed,
  programmesOf,
  type SiblingRow,
  type TownName,
  townNamed,
} from './editing.queries.js';
import { programmeFaults } from './file-rule-faults.js';
import type { ProgrammeChangeDto, ProgrammeDto } from './programme.dto.js';
import { organizersOf, writeHosts } from './programme-hosts.js';
import { type ProgrammeNames, programmeColumns, programmeWords } from './programme-words.js';
import { QuestionAnswers, withKeys } from './question-answers.js';
import { withoutUndefined } from './said.js';

/** A programme as its editor shows it. */
export interface EditedProgramme {
  readonly id: string;
  readonly slug: string;
  readonly key: string;
  readonly organization: TownName;
  readonly words: ProgrammeDto;
  /** The other programmes of the organization. */
  readonly others: readonly SiblingRow[];
  /** Whether this person may say who hosts, and with what rights. */
  readonly mayChangeHosts: boolean;
}

/** What a programme says of others of its organization: it stands on their pages too. */
const TIES = ['partOf', 'relations'] as const;

/** What a programme is: read and changed by organizers, of its own organization or of one that hosts it with them. */
@Injectable()
export class ProgrammeEditing {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly access: ProgrammeAccess,
    private readonly answers: QuestionAnswers,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async edited(principal: Principal, slugOrId: string): Promise<EditedProgramme> {
    const found = await this.found(principal, slugOrId);
    const { row, words, siblings } = await stored(this.db.manager, found);
    const organization = await townNamed(this.db, found.organizationId);
    return {
      id: row.id,
      slug: row.slug,
      key: row.key,
      organization: organization!,
      words,
      others: siblings.filter(({ id }) => id !== row.id),
      mayChangeHosts: mayChangeHosts(principal, found),
    };
  }

  /**
   * Changes what `decide` wants changed of the programme as it is saved at that moment.
   * @throws DomainError `unknown`, `forbidden` (hosts, and what stands on other programmes' pages too, belong to the
   * organization's own organizers), `invalid`, also where a question that was answered would go and its answers with it
   */
  async change(
    principal: Principal,
    slugOrId: string,
    decide: (saved: ProgrammeDto) => ProgrammeChangeDto,
  ): Promise<void> {
    const found = await this.found(principal, slugOrId);
    await inTransaction(this.db, async (tx) => {
      await waitForTurn(tx, [found.organizationSlug]);
      await lockProgramme(tx, found.programmeId);
      const { row, words: before, siblings, names } = await stored(tx, found);
      const { eraseAnswersTo = [], ...changes } = withoutUndefined(decide(before));
      if (changes.questions) changes.questions = withKeys(changes.questions);
      const isSaid = (part: string) => part in changes;
      const wanted = { ...before, ...changes };
      const hosts = wanted.hosts ?? [];
      const hostsChange = isSaid('hosts') && !isSame(hostsInWords(hosts), hostsInWords(before.hosts ?? []));
      const changesTies = TIES.some((part) => isSaid(part) && !isSame(wanted[part], before[part]));
      if ((hostsChange || changesTies) && !mayChangeHosts(principal, found))
        throw new DomainError('forbidden');
      refuseFaults(row.key, wanted, siblings, names);

      const columns = programmeColumns(wanted, names);
      const fields = fieldsThatDiffer(row, columns).filter((field) =>
        isSaid(field.replace('partOfId', 'partOf')),
      );
      if (fields.length === 0 && !hostsChange) return;
      const erasedAnswers = await this.answers.settle(tx, row.id, {
        before: row.questions,
        after: isSaid('questions') ? columns.questions : row.questions,
        erase: eraseAnswersTo,
      });
      const now = this.clock.now();
      const changed = Object.fromEntries(fields.map((field) => [field, fieldOf(columns, field)]));
      if (fields.length > 0) await tx.update(Programme, row.id, { ...changed, changedAt: now });
      if (hostsChange) await writeHosts(tx, row.id, hosts);

      const after = (await stored(tx, found)).words;
      const seen =
        fields.some((field) => isVisible('programme', field)) ||
        organizersOf(before.hosts ?? []) !== organizersOf(after.hosts ?? []);
      await touchSessions(tx, {
        organizationIds: [],
        programmeIds: seen ? [row.id] : [],
        courseIds: [],
        venueIds: [],
        exceptIds: [],
        now,
      });
      const parts = fieldsThatDiffer(before, after);
      await this.audit.record(tx, {
        organizationId: found.organizationId,
        actor: principal.actor,
        action: 'programme.changed',
        subjectId: row.id,
        before: Object.fromEntries(parts.map((part) => [part, fieldOf(before, part)])),
        after: {
          ...Object.fromEntries(parts.map((part) => [part, fieldOf(after, part)])),
          ...(erasedAnswers > 0 && { erasedAnswers }),
        },
      });
    });
  }

  private async found(principal: Principal, slugOrId: string): Promise<FoundProgramme> {
    const found = await programmeNamed(this.db, slugOrId);
    if (!found) throw new DomainError('unknown');
    await this.access.require(principal, 'organizer', found);
    return found;
  }
}

/** @throws DomainError `invalid` with what the rules of programme files have against it */
export function refuseFaults(
  key: string,
  words: ProgrammeDto,
  siblings: readonly SiblingRow[],
  { keyOf }: ProgrammeNames,
): void {
  const others = siblings
    .filter((other) => other.key !== key)
    .map((other) => ({
      key: other.key,
      partOf: other.partOfId === null ? undefined : keyOf.get(other.partOfId),
    }));
  const faults = programmeFaults(key, words, others);
  if (faults.length > 0) throw new DomainError('invalid', { faults });
}

/** Names by which programmes of one organization refer to each other. */
export function namesOf(siblings: readonly SiblingRow[]): ProgrammeNames {
  return {
    keyOf: new Map(siblings.map(({ id, key }) => [id, key])),
    idOf: new Map(siblings.map(({ id, key }) => [key, id])),
  };
}

async function stored(tx: EntityManager, { programmeId, organizationId }: FoundProgramme) {
  const row = await tx.findOneBy(Programme, { id: programmeId });
  if (!row) throw new DomainError('unknown');
  const siblings = await programmesOf(tx, organizationId);
  const names = namesOf(siblings);
  return { row, siblings, names, words: programmeWords(row, await hostsOf(tx, programmeId), names) };
}

function mayChangeHosts(principal: Principal, { organizationId }: FoundProgramme): boolean {
  return principal.organizationsWith('organizer').includes(organizationId);
}

function hostsInWords(hosts: NonNullable<ProgrammeDto['hosts']>) {
  return hosts.map(({ role, name, organization, rights }) => [
    role,
    name,
    organization ?? null,
    rights ?? null,
  ]);
}
