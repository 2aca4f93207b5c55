import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { faultsOrNothing } from '../../programmes/import/file-fault.js';
import { waitForTurn } from '../../programmes/import/organization-turn.queries.js';
import { inPart } from '../../programmes/import/partial-years.js';
import type { ReadProgrammeFile } from '../../programmes/import/programme-file-reader.js';
import type { SourceText } from '../../programmes/import/source-file.js';
import { yearOfFile } from '../../programmes/import/year-of-file.js';
import { writeYear } from '../../programmes/import/year-writer.js';
import { Conflicts } from '../../programmes/year/conflicts.service.js';
import type { FoundConflicts } from '../../programmes/year/found-conflicts.js';
import { DomainError } from '../../shared/domain-error.js';
import { idOfKey } from '../../shared/ids.js';
import { concealOpenAnswers } from '../answers/concealing.queries.js';
import { promoteFromQueue } from '../queue/promotion.js';
import { extendCourseRegistrations } from '../seats/added-sessions.queries.js';
import { lockPools } from '../seats/pool-locks.queries.js';
import { actsOn, actsOnHosts } from '../sessions/acts-of-plans.js';
import { noticeHolders } from '../sessions/session-notices.js';
import { KnownTowns } from './known-towns.js';
import { draftOfImport } from './year-import.conflicts.js';
import { type FileYear, type ImportPlan, importWrites, planImport } from './year-import.plan.js';
import { writePools } from './year-import.pools.js';
import { organizationIdsByKey } from './year-import.queries.js';
import { type ImportReport, reportOf } from './year-import.report.js';
import { filesOf, ownerOfLists, type ReadSources, readSources } from './year-import.sources.js';

export interface ImportOptions {
  /** True: nothing is written; the report says what would be. */
  readonly dryRun: boolean;
  /** Who imports, as the audit log keeps it: `staff:<id>`, `token:<id>` or `system`. */
  readonly actor: string;
  /** Organizations whose files may come; `any` also makes those that do not exist yet. */
  readonly organizationIds: readonly string[] | 'any';
  /** Key of the organization whose list of events it is; undefined: the only one of `organizationIds`. */
  readonly listOf?: string | undefined;
}

/** Imports programme files: all of them in one transaction, or nothing. */
@Injectable()
export class YearImport {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly mail: MailWake,
    private readonly conflicts: Conflicts,
    private readonly towns: KnownTowns,
  ) {}

  /**
   * Reads all files, compares them with the database and writes the difference: programmes, courses, sessions, seats; and
   * in the same transaction the mails to holders of sessions that moved or fell out (I6), and seats for the queue (I4).
   * @throws DomainError `invalid` with every fault of every file (`FileFault`), `unknown` for an organization that is not
   * among `organizationIds`, `busy` where another import of the organization does not end
   */
  async run(files: readonly SourceText[], options: ImportOptions): Promise<ImportReport> {
    const read = readSources(files);
    const report = await inTransaction(this.db, (tx) => this.apply(tx, read, options));
    if (!options.dryRun) this.mail.wakeSoon();
    return report;
  }

  /** The same as a part of the caller's transaction. What it throws is for the caller to let through, so that nothing stays. */
  async runIn(
    tx: EntityManager,
    files: readonly SourceText[],
    options: ImportOptions,
  ): Promise<ImportReport> {
    return this.apply(tx, readSources(files), options);
  }

  private async apply(
    tx: EntityManager,
    sources: ReadSources,
    options: ImportOptions,
  ): Promise<ImportReport> {
    const now = this.clock.now();
    const owner = await ownerOfLists(tx, sources, options);
    const keys = [...sources.files.map(keyOf), ...(owner === undefined ? [] : [owner])];
    if (!options.dryRun) await waitForTurn(tx, keys);
    const organizationIds = await allowedOrganizations(tx, keys, options.organizationIds);
    const plan = async () => {
      const read = await filesOf(tx, sources, owner, this.towns);
      const hostIds = await idsOfHosts(tx, read, organizationIds);
      const years = read.map((file) => {
        const organizationId = organizationIds.get(keyOf(file))!;
        const year = yearOfFile(file.content, organizationId, { now, organizationIds: hostIds });
        return { file, year: inPart(year, file) };
      });
      return planAll(tx, years, now);
    };
    const first = await plan();
    if (options.dryRun) {
      const drafts = first.flatMap((one) => draftOfImport(one, now) ?? []);
      const conflicts: FoundConflicts[] = [];
      for (const draft of drafts) conflicts.push(await this.conflicts.amongPlanned(tx, draft));
      return reportOf(first, { dryRun: true, conflicts });
    }
    if (!first.some(importWrites)) return reportOf(first, { dryRun: false });
    await lockPools(tx, {
      courseIds: first.flatMap((one) => one.programmes.year.courses.map(({ row }) => row.id)),
    });
    // Under the locks once more: what was read before may have changed while we waited for them.
    const locked = await plan();
    const promoted = await this.write(tx, locked.filter(importWrites), options.actor, now);
    return reportOf(locked, { dryRun: false, promoted });
  }

  private async write(
    tx: EntityManager,
    plans: readonly ImportPlan[],
    actor: string,
    now: Date,
  ): Promise<number> {
    let promoted = 0;
    for (const plan of plans) {
      const { programmes, pools, notices } = plan;
      const { sessions } = programmes;
      await writeYear(tx, programmes, now);
      await concealOpenAnswers(
        tx,
        programmes.programmes.changed.map(({ wanted }) => wanted.row.id),
      );
      await writePools(tx, pools.difference, {
        changedSessionIds: sessions.changed.map(({ wanted }) => wanted.row.id),
        cancelledSessionIds: new Set(
          programmes.year.sessions.filter(({ row }) => row.status === 'cancelled').map(({ row }) => row.id),
        ),
      });
      await extendCourseRegistrations(
        tx,
        programmes.year.courses.map(({ row }) => row.id),
        now,
      );
      for (const notice of notices) {
        await noticeHolders(tx, { ...notice, now });
      }
      promoted += (await promoteFromQueue(tx, coursesToPromote(plan), now)).length;
      const { counts } = reportOf([plan], { dryRun: false });
      await this.audit.record(tx, {
        organizationId: plan.organizationId,
        actor,
        action: 'programmes.imported',
        subjectId: plan.organizationId,
        after: { file: plan.file.name, ...counts },
      });
      const changes = sessions.changed.map(({ before, wanted }) => ({ before, after: wanted.row }));
      await this.audit.recordAll(tx, [...actsOnHosts(programmes, actor), ...actsOn(changes, actor)]);
    }
    return promoted;
  }
}

async function planAll(tx: EntityManager, years: readonly FileYear[], now: Date): Promise<ImportPlan[]> {
  const plans: ImportPlan[] = [];
  for (const one of years) plans.push(await planImport(tx, one, now));
  faultsOrNothing(plans.flatMap(({ faults }) => faults));
  return plans;
}

/** Ids of the files' organizations by key, existing or to be made. */
async function allowedOrganizations(
  tx: EntityManager,
  keys: readonly string[],
  allowed: ImportOptions['organizationIds'],
): Promise<ReadonlyMap<string, string>> {
  const existing = await organizationIdsByKey(tx, keys);
  return new Map(
    keys.map((key) => {
      const id = existing.get(key);
      if (allowed !== 'any' && (id === undefined || !allowed.includes(id))) throw new DomainError('unknown');
      return [key, id ?? idOfKey('organization', key)];
    }),
  );
}

/** Ids of the organizations that hosts name, by key: of the files themselves, or there already. */
async function idsOfHosts(
  tx: EntityManager,
  files: readonly ReadProgrammeFile[],
  organizationIds: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const named = files.flatMap((file) =>
    (file.content.programmes ?? []).flatMap((programme, index) =>
      (programme.hosts ?? []).flatMap(({ organization: key }, at) =>
        key === undefined ? [] : [{ file, key, path: ['programmes', index, 'hosts', at, 'organization'] }],
      ),
    ),
  );
  const keys = [...new Set(named.map(({ key }) => key))].filter((key) => !organizationIds.has(key));
  const stored = keys.length > 0 ? await organizationIdsByKey(tx, keys) : new Map<string, string>();
  const ids = new Map([...stored, ...organizationIds]);
  const lost = named.filter(({ key }) => !ids.has(key));
  faultsOrNothing(
    lost.map(({ file, key, path }) => file.faultAt({ path, code: 'unknown_organization', params: { key } })),
  );
  return ids;
}

/**
 * Courses in which somebody may move up: more seats, a session restored or moved back into the future, another rule for who
 * goes first.
 */
function coursesToPromote({ programmes, pools }: ImportPlan): string[] {
  const sessionIds = new Set([
    ...programmes.sessions.changed.map(({ wanted }) => wanted.row.id),
    ...pools.difference.changed.map(({ wanted }) => wanted.row.sessionId),
  ]);
  const courses = programmes.year.sessions
    .filter(({ row }) => sessionIds.has(row.id))
    .map(({ row }) => row.courseId);
  return [...new Set([...courses, ...programmes.courses.changed.map(({ wanted }) => wanted.row.id)])];
}

function keyOf(file: ReadProgrammeFile): string {
  return file.content.organization.key;
}
