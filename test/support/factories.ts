import type { DataSource, DeepPartial } from 'typeorm';
import { Organization } from '../../src/organizations/organization.entity.js';
import { Course } from '../../src/programmes/course.entity.js';
import { Programme } from '../../src/programmes/programme.entity.js';
import { Session } from '../../src/programmes/session.entity.js';
import { Venue } from '../../src/programmes/venue.entity.js';
import { SeatPool } from '../../src/registrations/seats/seat-pool.entity.js';
import { instantOf } from '../../src/shared/civil-time.js';
import { newId } from '../../src/shared/ids.js';

const CREATED = new Date('2025-03-01T00:00:00Z');
let counter = 0;
const next = () => ++counter;

/** Rows with sensible values; pass what the test is about. */
export async function makeOrganization(
  db: DataSource,
  given: DeepPartial<Organization> = {},
): Promise<Organization> {
  const row = {
    id: newId(),
    slug: `town-${next()}`,
    name: 'ひかり市',
    nameEn: 'Hikari',
    createdAt: CREATED,
    ...given,
  };
  await db.getRepository(Organization).insert(row as never);
  return db.getRepository(Organization).findOneByOrFail({ id: row.id as string });
}

export async function makeVenue(
  db: DataSource,
  organization: Organization,
  given: DeepPartial<Venue> = {},
): Promise<Venue> {
  const row = {
    id: newId(),
    organizationId: organization.id,
    key: `venue-${next()}`,
    name: '市民センター',
    ...given,
  };
  await db.getRepository(Venue).insert(row as never);
  return db.getRepository(Venue).findOneByOrFail({ id: row.id as string });
}

export async function makeProgramme(
  db: DataSource,
  organization: Organization,
  given: DeepPartial<Programme> = {},
): Promise<Programme> {
  const key = `programme-${next()}`;
  const row = {
    id: newId(),
    organizationId: organization.id,
    key,
    slug: `${organization.slug}-${key}`,
    title: 'ひきこもり家族教室',
    kind: 'class_series',
    reminders: [{ daysBefore: 1, at: '18:00' }],
    changedAt: CREATED,
    ...given,
  };
  await db.getRepository(Programme).insert(row as never);
  return db.getRepository(Programme).findOneByOrFail({ id: row.id as string });
}

export async function makeCourse(
  db: DataSource,
  programme: Programme,
  given: DeepPartial<Course> = {},
): Promise<Course> {
  const row = {
    id: newId(),
    organizationId: programme.organizationId,
    programmeId: programme.id,
    key: `course-${next()}`,
    title: '令和7年度 前期',
    fiscalYear: 2025,
    registrationMode: 'both' as const,
    ...given,
  };
  await db.getRepository(Course).insert(row as never);
  return db.getRepository(Course).findOneByOrFail({ id: row.id as string });
}

/** A session of one and three quarter hours at 10:00 in Japan, unless told otherwise; its instants follow its civil times. */
export async function makeSession(
  db: DataSource,
  course: Course,
  given: DeepPartial<Session> = {},
): Promise<Session> {
  const civil = {
    startsOn: '2025-04-14',
    startTime: '10:00',
    endTime: '11:45',
    timeZone: 'Asia/Tokyo',
    ...given,
  };
  const row = {
    id: newId(),
    organizationId: course.organizationId,
    programmeId: course.programmeId,
    courseId: course.id,
    key: `session-${next()}`,
    dateState: civil.startsOn ? 'dated' : 'undated',
    startsAt: civil.startsOn ? instantOf(civil.startsOn, civil.startTime ?? '00:00', civil.timeZone) : null,
    endsAt: civil.startsOn
      ? instantOf(civil.endsOn ?? civil.startsOn, civil.endTime ?? '23:59', civil.timeZone)
      : null,
    changedAt: CREATED,
    ...civil,
  };
  await db.getRepository(Session).insert(row as never);
  return db.getRepository(Session).findOneByOrFail({ id: row.id as string });
}

export async function makePool(
  db: DataSource,
  session: Session,
  given: DeepPartial<SeatPool> = {},
): Promise<SeatPool> {
  const row = {
    id: newId(),
    organizationId: session.organizationId,
    sessionId: session.id,
    key: 'onsite',
    label: '会場',
    labelEn: 'In person',
    capacity: 10,
    ...given,
  };
  await db.getRepository(SeatPool).insert(row as never);
  return db.getRepository(SeatPool).findOneByOrFail({ id: row.id as string });
}

/** A course of `dates.length` numbered sessions, each with one pool of `capacity` seats. */
export async function makeTerm(
  db: DataSource,
  {
    dates,
    capacity = 10,
    course: givenCourse = {},
    programme: givenProgramme = {},
  }: {
    dates: readonly string[];
    capacity?: number | null;
    course?: DeepPartial<Course>;
    programme?: DeepPartial<Programme>;
  },
) {
  const organization = await makeOrganization(db);
  const programme = await makeProgramme(db, organization, givenProgramme);
  const course = await makeCourse(db, programme, givenCourse);
  const sessions: Session[] = [];
  const pools: SeatPool[] = [];
  for (const [index, startsOn] of dates.entries()) {
    const session = await makeSession(db, course, { startsOn, number: index + 1, key: String(index + 1) });
    sessions.push(session);
    pools.push(await makePool(db, session, { capacity }));
  }
  return { organization, programme, course, sessions, pools };
}
