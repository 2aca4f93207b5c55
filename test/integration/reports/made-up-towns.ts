import type { DataSource } from 'typeorm';
import { AttendanceMark } from '../../../src/attendance/attendance-mark.entity.js';
import { AttendanceRecord } from '../../../src/attendance/attendance-record.entity.js';
import { Completion } from '../../../src/attendance/completion/completion.entity.js';
import { MARKS } from '../../../src/attendance/domain/attendance.js';
import { HeadCount } from '../../../src/attendance/head-count.entity.js';
import { SamePerson } from '../../../src/attendance/people/same-person.entity.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import type { Course } from '../../../src/programmes/course.entity.js';
import type { Programme } from '../../../src/programmes/programme.entity.js';
import { ProgrammeHost } from '../../../src/programmes/programme-host.entity.js';
import { Session } from '../../../src/programmes/session.entity.js';
import { Registration } from '../../../src/registrations/registration.entity.js';
import { Place } from '../../../src/registrations/seats/place.entity.js';
import { SeatPool } from '../../../src/registrations/seats/seat-pool.entity.js';
import { addDays, instantOf } from '../../../src/shared/civil-time.js';
import { newId } from '../../../src/shared/ids.js';
import { makePlan, makeReportedResult } from '../../support/attendance-factories.js';
import { makeCourse, makeOrganization, makeProgramme, makeVenue } from '../../support/factories.js';
import { type Seeded, seeded } from '../../support/seeded.js';

export const MUNICIPALITIES = ['ひかり市', 'みなと市', null];
const STATUSES = [
  'confirmed',
  'confirmed',
  'confirmed',
  'released',
  'waitlisted',
  'applied',
  'offered',
] as const;
const YEARS = [2023, 2024, 2025];

type Rows = Record<
  'sessions' | 'pools' | 'registrations' | 'places' | 'records' | 'marks' | 'heads' | 'same' | 'completions',
  object[]
>;

/** Two towns whose staff ask, and a third that holds one of its programmes together with the first. */
export async function makeUpTowns(db: DataSource, seed: number): Promise<Organization[]> {
  const random = seeded(seed);
  const towns: Organization[] = [];
  for (const name of ['あおば市', 'ひかり市', 'みなと市']) {
    const town = await makeOrganization(db, { name });
    towns.push(town);
    await fill(db, town, random);
  }
  const [first, , third] = towns as [Organization, Organization, Organization];
  const [shared] = await db.query('SELECT id FROM programmes WHERE organization_id = $1 ORDER BY position', [
    third.id,
  ]);
  const host = {
    id: newId(),
    programmeId: shared.id,
    role: 'co_host' as const,
    name: first.name,
    position: 0,
  };
  await db.getRepository(ProgrammeHost).insert({ ...host, hostOrganizationId: first.id, rights: 'viewer' });
  return towns;
}

async function fill(db: DataSource, town: Organization, random: Seeded): Promise<void> {
  const rows: Rows = {
    sessions: [],
    pools: [],
    registrations: [],
    places: [],
    records: [],
    marks: [],
    heads: [],
    same: [],
    completions: [],
  };
  const venues = [await makeVenue(db, town), await makeVenue(db, town)];
  const programmes: Programme[] = [];
  // 0 has the parts 1 and 2, 1 has the part 3; 4 and 5 stand alone.
  for (const [position, partOf] of [null, 0, 0, 1, null, null].entries()) {
    const kind = ['class_series', 'free_space', 'lecture'][position % 3] as string;
    const partOfId = partOf === null ? null : (programmes[partOf]?.id ?? null);
    const status = position === 5 ? ('ended' as const) : ('continued' as const);
    programmes.push(
      await makeProgramme(db, town, { position, kind, partOfId, status, title: `事業${position}` }),
    );
  }
  const keys = Array.from({ length: 18 }, (_, n) => `${n < 3 ? 'erased' : 'contact'}-${town.slug}-${n}`);
  const loose: string[] = [];
  for (const [index, programme] of programmes.entries()) {
    for (const fiscalYear of YEARS) {
      const completion = index % 2 === 0 ? { atLeast: 2 } : null;
      const course = await makeCourse(db, programme, { fiscalYear, completion });
      const others = programmes.filter(({ id }) => id !== programme.id).map(({ id }) => id);
      const sessions = Array.from({ length: index === 5 && fiscalYear > 2023 ? 0 : 7 }, (_, number) =>
        madeSession(random, course, {
          number,
          venueId: random.one([...venues.map(({ id }) => id), null]),
          alsoForIds: random.chance(0.2) ? [random.one(others)] : [],
        }),
      );
      rows.sessions.push(...sessions);
      for (const session of sessions) addSession(rows, random, session);
      addPeople(rows, random, { course, sessions, keys, loose });
      if (index === 5 || random.chance(0.7)) {
        const status = index === 5 ? 'suspended' : random.one(['continued', 'new', 'suspended'] as const);
        const given = { fiscalYear, planned: 1 + random.below(9), status, reason: '改修' };
        const baseline = {
          ...given,
          planned: 12,
          plannedMax: null,
          qualifier: 'about',
          unit: '回',
          text: null,
        };
        await makePlan(db, programme, { ...given, ...(random.chance(0.3) ? { baseline } : {}) } as never);
      }
      if (index === 4 || (index === 3 && fiscalYear === 2024)) {
        const held = random.one([null, 0, 9]);
        const attendances = random.one([null, 40]);
        await makeReportedResult(db, programme, {
          fiscalYear,
          held,
          attendances,
          approximate: random.chance(0.5),
        });
      }
    }
  }
  // People found to be the same: two or three keys of those that there are.
  for (let merge = 0; merge < 4; merge++) {
    const personId = newId();
    for (const list of [keys, merge % 2 ? loose : keys]) {
      const [key] = list.splice(random.below(list.length), 1);
      rows.same.push({ organizationId: town.id, key, personId });
    }
  }
  const tables = [
    Session,
    SeatPool,
    Registration,
    Place,
    AttendanceRecord,
    AttendanceMark,
    HeadCount,
    SamePerson,
    Completion,
  ];
  for (const [index, list] of Object.values(rows).entries())
    await db.getRepository(tables[index] as typeof Session).insert(list as never);
}

type Made = Pick<Session, 'id' | 'organizationId' | 'startsAt' | 'endsAt' | 'status' | 'startsOn'>;

/** On any day of the course's year or a month beyond: it may have moved into another. Some are today, some have no date. */
function madeSession(random: Seeded, course: Course, given: object): Made {
  const startsOn = random.chance(0.05)
    ? null
    : random.chance(0.1)
      ? '2026-01-20'
      : addDays(`${course.fiscalYear}-03-10`, random.below(400));
  const [startTime, endTime] = random.one([
    ['10:00', '13:00'],
    ['09:00', '11:00'],
    ['18:00', '20:00'],
  ] as const);
  return {
    id: newId(),
    organizationId: course.organizationId,
    programmeId: course.programmeId,
    courseId: course.id,
    key: newId(),
    startsOn,
    dateState: startsOn ? 'dated' : 'undated',
    startTime,
    endTime,
    timeZone: 'Asia/Tokyo',
    startsAt: startsOn ? instantOf(startsOn, startTime, 'Asia/Tokyo') : null,
    endsAt: startsOn ? instantOf(startsOn, endTime, 'Asia/Tokyo') : null,
    status: random.chance(0.15) ? 'cancelled' : 'scheduled',
    changedAt: new Date('2025-03-01T00:00:00Z'),
    ...given,
  } as Made;
}

function addSession(rows: Rows, random: Seeded, session: Made): void {
  const shared = { organizationId: session.organizationId, sessionId: session.id };
  for (const unit of random.one([['people'], ['people', 'parties'], ['parties'], []] as const)) {
    const capacity = random.chance(0.2) ? null : random.below(20);
    rows.pools.push({ ...shared, id: newId(), key: unit, label: '会場', unit, capacity });
  }
  const isDue = session.startsAt !== null && session.startsAt <= new Date('2026-01-20T03:00:00Z');
  if (!isDue || random.chance(0.2)) return;
  const approximate = random.chance(0.1);
  rows.records.push({ ...shared, recordedAt: session.endsAt, recordedBy: 'system', approximate });
  if (random.chance(0.1))
    for (const category of ['self', 'family'].filter(() => random.chance(0.7)))
      rows.heads.push({ ...shared, category, people: random.below(4) });
}

interface Group {
  readonly course: Course;
  readonly sessions: readonly Made[];
  readonly keys: readonly string[];
  /** Filled with the keys of those who gave no address. */
  readonly loose: string[];
}

function addPeople(rows: Rows, random: Seeded, { course, sessions, keys, loose }: Group): void {
  const shared = {
    organizationId: course.organizationId,
    programmeId: course.programmeId,
    courseId: course.id,
  };
  const seated = new Set<string>();
  const made: { id: string }[] = [];
  for (let count = 0; count < 9; count++) {
    const id = newId();
    const contactKey = random.chance(0.75) ? random.one(keys) : null;
    const createdAt = instantOf(addDays('2022-12-01', random.below(1130)), '09:00', 'Asia/Tokyo');
    const people = 1 + random.below(3);
    const status = random.one(['confirmed', 'confirmed', 'cancelled', 'declined', 'waitlisted'] as const);
    const channel = random.one(['web', 'web', 'desk', 'walk_in'] as const);
    if (!contactKey) loose.push(id);
    rows.registrations.push({
      ...shared,
      ...{ id, contactKey, createdAt, people, status, channel, queuedAt: createdAt, poolKey: 'people' },
      ...{
        code: newId(),
        tokenHash: id,
        requestHash: '',
        nickname: 'みどり',
        municipality: random.one(MUNICIPALITIES),
      },
      // Goes on in one made before it, which may itself go on in another.
      continuedById: random.chance(0.15) ? (made[0]?.id ?? null) : null,
    });
    made.unshift({ id });
    for (const session of sessions.filter(() => random.chance(0.55))) {
      const pool = rows.pools.find((one) => (one as { sessionId: string }).sessionId === session.id) as {
        id: string;
      };
      let placeStatus = random.one(STATUSES);
      if (contactKey && seated.has(`${session.id} ${contactKey}`)) placeStatus = 'released';
      if (contactKey && placeStatus !== 'released') seated.add(`${session.id} ${contactKey}`);
      if (pool)
        addPlace(rows, random, {
          session,
          poolId: pool.id,
          registrationId: id,
          contactKey,
          people,
          placeStatus,
        });
    }
    if (random.chance(0.3)) {
      const completedOn = addDays(`${course.fiscalYear}-06-01`, random.below(300));
      const recordedAt = instantOf(addDays(completedOn, random.below(20)), '12:00', 'Asia/Tokyo');
      const withdrawnAt = random.chance(0.2)
        ? instantOf(addDays(completedOn, 30), '12:00', 'Asia/Tokyo')
        : null;
      const facts = { completedOn, recordedAt, withdrawnAt, attended: 2, sessions: 3, recordedBy: 'system' };
      rows.completions.push({
        ...shared,
        ...facts,
        id: newId(),
        registrationId: id,
        member: random.below(people),
      });
    }
  }
}

function addPlace(
  rows: Rows,
  random: Seeded,
  given: {
    readonly session: Made;
    readonly poolId: string;
    readonly registrationId: string;
    readonly contactKey: string | null;
    readonly people: number;
    readonly placeStatus: (typeof STATUSES)[number];
  },
): void {
  const { session, poolId, registrationId, contactKey, people, placeStatus } = given;
  const at = (day: number) => instantOf(addDays('2023-01-01', day), '09:00', 'Asia/Tokyo');
  const confirmed = random.below(1100);
  const wasConfirmed = placeStatus === 'confirmed' || (placeStatus === 'released' && random.chance(0.6));
  const id = newId();
  const shared = { organizationId: session.organizationId, sessionId: session.id };
  rows.places.push({
    ...shared,
    ...{ id, registrationId, poolId, contactKey, units: people, status: placeStatus },
    confirmedAt: wasConfirmed ? at(confirmed) : null,
    releasedAt: placeStatus === 'released' && random.chance(0.9) ? at(confirmed + random.below(60)) : null,
  });
  const isRecorded = rows.records.some((one) => (one as { sessionId: string }).sessionId === session.id);
  if (!isRecorded || (placeStatus !== 'confirmed' && random.chance(0.9)) || random.chance(0.1)) return;
  for (let member = 0; member < people; member++)
    rows.marks.push({
      ...shared,
      placeId: id,
      member,
      mark: random.one(MARKS),
      markedAt: new Date(0),
      markedBy: 'system',
    });
}
