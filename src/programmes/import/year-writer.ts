import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { Course } from '../course.entity.js';
import { FiscalYearPlan } from '../fiscal-year-plan.entity.js';
import { Programme } from '../programme.entity.js';
import { ProgrammeHost } from '../programme-host.entity.js';
import { ReportedResult } from '../reported-result.entity.js';
import { Session } from '../session.entity.js';
import { Venue } from '../venue.entity.js';
import { withAsked, writeAsked, writePositions, writeRows } from './bulk-rows.queries.js';
import type { Difference } from './differences.js';
import { freeListNumbers } from './list-numbers.js';
import { firstSequences, removeSessions } from './removed-sessions.queries.js';
import { touchSessions } from './touched-sessions.queries.js';
import type { YearPlan } from './year-plan.js';

/** Fields of each parent that no calendar entry shows. */
const UNSEEN = {
  organization: [
    'senderName',
    'municipalityCode',
    'municipalityName',
    'kind',
    'yearEndFrom',
    'yearEndUntil',
    'closures',
    'quietFrom',
    'quietUntil',
    'deskClosedOn',
    'deskClosedOnHolidays',
    'sensitiveAnswersDays',
    'headCategories',
    'ageBands',
    'nameKana',
    'accent',
    'readings',
    'privacyNote',
  ],
  programme: [
    'asks',
    'description',
    'eligibility',
    'frequency',
    'notes',
    'partOfId',
    'questions',
    'relations',
    'reminders',
    'scheduleText',
    'sourceDoubt',
    'status',
    'summary',
    'thanks',
    'titleKana',
    'summaryEn',
    'summarySimple',
    'bring',
    'anonymous',
    'lookOnly',
    'cameraOff',
  ],
  course: [
    'waitingList',
    'queueHolds',
    'offerHours',
    'approval',
    'lottery',
    'closesWhenFull',
    'joinUntil',
    'maxPeople',
    'minimum',
    'channels',
    'completion',
    'notes',
    'position',
    'schedule',
  ],
  venue: ['closures', 'closedOn', 'parking', 'nameKana', 'stepFree', 'discreetEntrance'],
} as const;

/** False for a field that no calendar entry shows. */
export function isVisible(parent: keyof typeof UNSEEN, field: string): boolean {
  return !(UNSEEN[parent] as readonly string[]).includes(field);
}

/**
 * Writes a plan in the given transaction, table by table, with few statements. What did not change is not written. A
 * changed session's SEQUENCE grows by one; so does that of sessions whose calendar entry shows a changed name.
 * @returns how many sessions were touched only for the names they show
 */
export async function writeYear(tx: EntityManager, plan: YearPlan, now: Date): Promise<number> {
  const { created, changed } = plan.organization;
  await writeRows(
    tx,
    Organization,
    withAsked(created, plan.organization.asked).map((row) => ({ ...row, createdAt: now })),
  );
  for (const { wanted } of changed) await tx.update(Organization, wanted.row.id, wanted.row);
  await writeAsked(tx, Organization, plan.organization, ['id']);
  await write(tx, Venue, plan.venues, ['id'], {});
  await write(tx, Programme, plan.programmes, ['id'], { changedAt: now });
  await write(tx, Course, plan.courses, ['id'], {});
  await writeSessions(tx, plan, now);
  await writeAsked(tx, Session, plan.sessions, ['id']);
  const gone = plan.hosts.missing.map(({ row }) => row.id);
  if (gone.length > 0) await tx.delete(ProgrammeHost, gone);
  await write(tx, ProgrammeHost, plan.hosts, ['id'], {});
  await write(tx, FiscalYearPlan, plan.plans, ['programmeId', 'fiscalYear'], {});
  await write(tx, ReportedResult, plan.results, ['programmeId', 'fiscalYear'], {});
  return touchSessions(tx, {
    organizationIds: visiblyChanged('organization', plan.organization),
    programmeIds: [
      ...visiblyChanged('programme', plan.programmes),
      ...programmesOfOtherOrganizers(plan.hosts),
    ],
    courseIds: visiblyChanged('course', plan.courses),
    venueIds: visiblyChanged('venue', plan.venues),
    reorderedProgrammeIds: reorderedIn(plan.programmes),
    exceptIds: [...plan.sessions.created, ...plan.sessions.changed.map(({ wanted }) => wanted)].map(
      ({ row }) => row.id,
    ),
    now,
  });
}

function visiblyChanged(
  parent: keyof typeof UNSEEN,
  difference: Difference<{ readonly id: string }>,
): string[] {
  return difference.changed
    .filter(({ fields }) => fields.some((field) => field !== 'position' && isVisible(parent, field)))
    .map(({ wanted }) => wanted.row.id);
}

/** Their place among the others is seen by sessions that serve several; no word of theirs is another for it. */
function reorderedIn({ reordered, changed }: Difference<{ readonly id: string }>): string[] {
  const moved = changed.filter(({ fields }) => fields.includes('position')).map(({ wanted }) => wanted);
  return [...reordered, ...moved].map(({ row }) => row.id);
}

/** Programmes whose 主催 are others, or in another order, than before: the one role that calendar entries show. */
function programmesOfOtherOrganizers({ created, changed, reordered, missing }: YearPlan['hosts']): string[] {
  const rows = [...created, ...changed.map(({ wanted }) => wanted), ...reordered, ...missing];
  return rows.filter(({ row }) => row.role === 'organizer').map(({ row }) => row.programmeId);
}

/** Writes sessions as planned; those that a rule gives no more are deleted. */
export async function writeSessions(
  tx: EntityManager,
  { sessions, sequences }: Pick<YearPlan, 'sessions' | 'sequences'>,
  now: Date,
): Promise<void> {
  const removed = sessions.removed.map(({ row }) => row.id);
  await removeSessions(tx, removed);
  await freeListNumbers(tx, sessions.changed);
  const sequenceOf = await firstSequences(
    tx,
    sessions.created.map(({ row }) => row.id),
  );
  await writeRows(
    tx,
    Session,
    withAsked(sessions.created, sessions.asked).map((row) => ({
      ...row,
      sequence: sequenceOf(row.id),
      changedAt: now,
    })),
  );
  const changed = sessions.changed.map(({ wanted: { row } }) => ({
    ...row,
    sequence: (sequences.get(row.id) ?? 0) + 1,
    changedAt: now,
  }));
  await writeRows(tx, Session, changed, { identity: ['id'] });
}

async function write<Row extends object>(
  tx: EntityManager,
  entity: EntityTarget<ObjectLiteral>,
  { created, changed, reordered, asked }: Difference<Row>,
  identity: string[],
  extra: { readonly changedAt?: Date },
): Promise<void> {
  await writeRows(
    tx,
    entity,
    withAsked(created, asked).map((row) => ({ ...row, ...extra })),
  );
  const again = changed.map(({ wanted }) => ({ ...wanted.row, ...extra }));
  await writeRows(tx, entity, again, { identity });
  await writePositions(
    tx,
    entity,
    reordered.map(({ row }) => row),
  );
  await writeAsked(tx, entity, { asked, created }, identity);
}
