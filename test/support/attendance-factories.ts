import type { DataSource, DeepPartial } from 'typeorm';
import { AttendanceMark } from '../../src/attendance/attendance-mark.entity.js';
import { AttendanceRecord } from '../../src/attendance/attendance-record.entity.js';
import { HeadCount } from '../../src/attendance/head-count.entity.js';
import { FiscalYearPlan } from '../../src/programmes/fiscal-year-plan.entity.js';
import type { Programme } from '../../src/programmes/programme.entity.js';
import { ReportedResult } from '../../src/programmes/reported-result.entity.js';
import type { Session } from '../../src/programmes/session.entity.js';
import type { PlaceStatus } from '../../src/registrations/domain/statuses.js';
import { Registration } from '../../src/registrations/registration.entity.js';
import { Place } from '../../src/registrations/seats/place.entity.js';
import { SeatPool } from '../../src/registrations/seats/seat-pool.entity.js';
import { newId } from '../../src/shared/ids.js';

const CREATED = new Date('2025-03-10T00:00:00Z');
let counter = 0;

/** One registration with a place in each of the sessions (which have a pool each). Counters of the pools follow. */
export async function makeParty(
  db: DataSource,
  sessions: readonly Session[],
  given: DeepPartial<Registration> & {
    contactKey?: string | null;
    placeStatus?: PlaceStatus;
  } = {},
): Promise<{ registration: Registration; places: Place[] }> {
  const [first] = sessions;
  if (!first) throw new Error('a party needs a session');
  const { contactKey = null, placeStatus = 'confirmed', ...own } = given;
  const number = ++counter;
  const registration = {
    id: newId(),
    organizationId: first.organizationId,
    programmeId: first.programmeId,
    courseId: first.courseId,
    poolKey: 'onsite',
    code: `A${String(number).padStart(4, '0')}`,
    tokenHash: `hash-${number}`,
    requestHash: `request-${number}`,
    status: placeStatus === 'released' ? 'confirmed' : placeStatus,
    people: 1,
    nickname: `さくら${number}`,
    relation: 'family',
    queuedAt: new Date(CREATED.getTime() + number * 1000),
    createdAt: CREATED,
    ...own,
  };
  await db.getRepository(Registration).insert(registration as never);
  const places: Place[] = [];
  for (const session of sessions) {
    const pool = await db.getRepository(SeatPool).findOneByOrFail({ sessionId: session.id });
    const units = pool.unit === 'people' ? registration.people : 1;
    const place = {
      id: newId(),
      organizationId: first.organizationId,
      registrationId: registration.id,
      sessionId: session.id,
      poolId: pool.id,
      units,
      status: placeStatus,
      contactKey,
      confirmedAt: placeStatus === 'confirmed' ? CREATED : null,
    };
    await db.getRepository(Place).insert(place as never);
    if (placeStatus === 'confirmed' || placeStatus === 'offered') {
      await db.getRepository(SeatPool).increment({ id: pool.id }, 'taken', units);
    }
    places.push(await db.getRepository(Place).findOneByOrFail({ id: place.id }));
  }
  return {
    registration: await db.getRepository(Registration).findOneByOrFail({ id: registration.id as string }),
    places,
  };
}

/** Writes what a saved sheet leaves behind: marks by place, head counts by category, and that it was recorded. */
export async function recordAttendance(
  db: DataSource,
  session: Session,
  marks: readonly { place: Place; mark: AttendanceMark['mark']; people: number }[],
  counts: Readonly<Record<string, number>> = {},
): Promise<void> {
  const shared = { organizationId: session.organizationId, sessionId: session.id };
  const at = session.endsAt ?? CREATED;
  await db.getRepository(AttendanceRecord).insert({ ...shared, recordedAt: at, recordedBy: 'system' });
  for (const { place, mark, people } of marks) {
    const { people: party } = await db
      .getRepository(Registration)
      .findOneByOrFail({ id: place.registrationId });
    for (let member = 0; member < Math.max(people, party); member += 1) {
      await db.getRepository(AttendanceMark).insert({
        ...shared,
        placeId: place.id,
        member,
        mark: people === 0 || member < people ? mark : 'absent',
        markedAt: at,
        markedBy: 'system',
      });
    }
  }
  for (const [category, people] of Object.entries(counts)) {
    await db.getRepository(HeadCount).insert({ ...shared, category, people });
  }
}

export async function makePlan(
  db: DataSource,
  programme: Programme,
  given: DeepPartial<FiscalYearPlan> = {},
): Promise<void> {
  await db.getRepository(FiscalYearPlan).insert({
    programmeId: programme.id,
    organizationId: programme.organizationId,
    fiscalYear: 2025,
    planned: 12,
    qualifier: 'about',
    ...given,
  } as never);
}

export async function makeReportedResult(
  db: DataSource,
  programme: Programme,
  given: DeepPartial<ReportedResult> = {},
): Promise<void> {
  await db.getRepository(ReportedResult).insert({
    programmeId: programme.id,
    organizationId: programme.organizationId,
    fiscalYear: 2024,
    ...given,
  } as never);
}
