import type { EntityManager } from 'typeorm';
import { writes } from '../../programmes/import/differences.js';
import type { FileFault } from '../../programmes/import/file-fault.js';
import type { ReadProgrammeFile } from '../../programmes/import/programme-file-reader.js';
import { planWrites, planYear, type YearPlan } from '../../programmes/import/year-plan.js';
import type { SessionRecord, Year } from '../../programmes/import/year-records.js';
import { announced, isHistory, sessionDifference } from '../domain/session-change.js';
import type { FormerSession } from '../mails/notice.js';
import { strandedApplicants } from '../planning/applied-waiting.queries.js';
import { type PoolPlan, planPools } from './year-import.pools.js';
import { contactsBySession, holdsOf } from './year-import.queries.js';

/** A session whose holders must hear that it moved or fell out. */
export interface PlannedNotice {
  readonly sessionId: string;
  readonly kind: 'changed' | 'cancelled_session';
  readonly before: FormerSession;
  /** Mail addresses it goes to. */
  readonly contacts: number;
}

/** Everything that importing one file would do. */
export interface ImportPlan {
  readonly file: ReadProgrammeFile;
  readonly organizationId: string;
  readonly programmes: YearPlan;
  readonly pools: PoolPlan;
  /** What the database has against it. */
  readonly faults: readonly FileFault[];
  readonly notices: readonly PlannedNotice[];
}

/** A file and the rows it asks for. */
export interface FileYear {
  readonly file: ReadProgrammeFile;
  readonly year: Year;
}

/** Compares one file with the database. Reads only. */
export async function planImport(
  tx: EntityManager,
  { file, year }: FileYear,
  now: Date,
): Promise<ImportPlan> {
  const programmes = await planYear(tx, file, year, { now, holdsOf });
  const pools = await planPools(tx, file, yearThatStays(year, programmes));
  return {
    file,
    organizationId: year.organization.row.id,
    programmes,
    pools,
    faults: [...programmes.faults, ...pools.faults, ...(await strandingFaults(tx, file, programmes))],
    notices: await plannedNotices(tx, programmes, now),
  };
}

/** Without the sessions, and their seats, that the plan takes out, or neither finds nor makes: staff took them away or a rule lost its say. */
export function yearThatStays(
  { sessions, pools, isPartial = false }: Pick<Year, 'sessions' | 'pools' | 'isPartial'>,
  plan: Pick<YearPlan, 'sessions' | 'sequences'>,
): Pick<Year, 'sessions' | 'pools' | 'isPartial'> {
  const made = new Set(plan.sessions.created.map(({ row }) => row.id));
  const removed = new Set(plan.sessions.removed.map(({ row }) => row.id));
  const stays = (id: string) => made.has(id) || (plan.sequences.has(id) && !removed.has(id));
  return {
    isPartial,
    sessions: sessions.filter(({ row }) => stays(row.id)),
    pools: pools.filter(({ row }) => stays(row.sessionId)),
  };
}

/** Courses that would give their seats in another way while people wait for an answer by the present one. */
async function strandingFaults(
  tx: EntityManager,
  file: ReadProgrammeFile,
  { courses }: YearPlan,
): Promise<FileFault[]> {
  const faults: FileFault[] = [];
  for (const { before, wanted } of courses.changed) {
    const count = await strandedApplicants(tx, before.id, before, wanted.row);
    if (count === 0) continue;
    const params = { course: wanted.label, count };
    faults.push(file.faultAt({ path: [...wanted.path, 'registration'], code: 'applied_waiting', params }));
  }
  return faults;
}

export function importWrites({ programmes, pools }: ImportPlan): boolean {
  return planWrites(programmes) || writes(pools.difference);
}

async function plannedNotices(tx: EntityManager, plan: YearPlan, now: Date): Promise<PlannedNotice[]> {
  const told = plan.sessions.changed.flatMap(({ wanted, before }) => {
    const kind = noticeOf(before, wanted.row);
    return kind === null || isHistory(before, wanted.row, now) ? [] : [{ kind, before }];
  });
  if (told.length === 0) return [];
  const contacts = await contactsBySession(
    tx,
    told.map(({ before }) => before.id),
  );
  return told.map(({ kind, before }) => {
    const { id, venueId } = before;
    const venue = venueId === null ? null : (plan.names.get(venueId) ?? null);
    const former = { ...announced(before), venue };
    return { sessionId: id, kind, before: former, contacts: contacts.get(id) ?? 0 };
  });
}

function noticeOf(before: SessionRecord, after: SessionRecord): PlannedNotice['kind'] | null {
  const zoneMoved = before.timeZone !== after.timeZone && after.status === 'scheduled';
  return sessionDifference(before, after).notice ?? (zoneMoved ? 'changed' : null);
}
