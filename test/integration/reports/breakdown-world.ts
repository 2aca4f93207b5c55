import type { DataSource } from 'typeorm';
import { AttendanceMark } from '../../../src/attendance/attendance-mark.entity.js';
import { AttendanceRecord } from '../../../src/attendance/attendance-record.entity.js';
import { HeadCount } from '../../../src/attendance/head-count.entity.js';
import { SamePerson } from '../../../src/attendance/people/same-person.entity.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import type { Programme } from '../../../src/programmes/programme.entity.js';
import type { Session } from '../../../src/programmes/session.entity.js';
import { Companion } from '../../../src/registrations/companion.entity.js';
import { Registration } from '../../../src/registrations/registration.entity.js';
import { Place } from '../../../src/registrations/seats/place.entity.js';
import { addDays } from '../../../src/shared/civil-time.js';
import { newId } from '../../../src/shared/ids.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../support/factories.js';

/** A mark with all that is known of whom it is of, kept as it was made. */
export interface RawMark {
  readonly session: RawSession;
  readonly mark: AttendanceMark['mark'];
  readonly member: number;
  readonly contact: string;
  readonly registration: RawRegistration;
  readonly pool: 'onsite' | 'online';
}

export interface RawSession {
  readonly row: Session;
  readonly venueOnline: boolean;
  readonly serves: readonly string[];
  readonly isHeld: boolean;
  readonly heads: Readonly<Record<string, number>>;
}

export interface RawRegistration {
  readonly row: Registration;
  /** By position. */
  readonly companions: ReadonlyMap<number, Companion>;
  readonly places: readonly { readonly session: RawSession; readonly pool: 'onsite' | 'online' }[];
}

export interface RawWorld {
  readonly organization: Organization;
  readonly programmes: readonly Programme[];
  readonly sessions: readonly RawSession[];
  readonly registrations: readonly RawRegistration[];
  readonly marks: readonly RawMark[];
  /** Whom staff found to be one person: by key of the contact. */
  readonly merged: ReadonlyMap<string, string>;
  /** Sessions with seats on site and online. */
  readonly hybrid: ReadonlySet<string>;
}

const RELATIONS = ['self', 'family', 'supporter', 'public', null] as const;
const CHANNELS = ['web', 'telephone', 'desk', 'walk_in', 'mail'] as const;
const MARKS = ['attended', 'late', 'left_early', 'online', 'excused', 'absent'] as const;
const TOWNS = ['ひかり市', 'みどり町', 'あさひ村', null] as const;

/** Numbers from 0 to 1 that are the same at every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * A year of an organization: 45 sessions of four programmes (one a part of another, some sessions of two), parties of one to four with
 * companions of whom some are named, contacts with several registrations, some of them found to be one person.
 */
export async function makeWorld(db: DataSource, seed: number, withHeads: boolean): Promise<RawWorld> {
  const random = seeded(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const organization = await makeOrganization(db, {
    ageBands: [15, 40, 65],
    headCategories: [
      { key: 'family', label: '家族' },
      { key: 'student', label: '学生' },
    ],
  });
  const venues = [
    await makeVenue(db, organization),
    await makeVenue(db, organization, { name: '公民館' }),
    await makeVenue(db, organization, { name: 'オンライン会場', online: true }),
  ];
  const programmes: Programme[] = [];
  for (let index = 0; index < 4; index++) {
    const partOfId = index === 1 ? programmes[0]?.id : null;
    programmes.push(
      await makeProgramme(db, organization, { title: `事業${index}`, position: index, partOfId }),
    );
  }
  const sessions: RawSession[] = [];
  const pools = new Map<string, Record<'onsite' | 'online', string>>();
  for (const [index, programme] of programmes.entries()) {
    const course = await makeCourse(db, programme);
    for (let number = 1; number <= 11 + (index % 2); number++) {
      const venue = pick([...venues, null]);
      const startTime = pick(['09:30', '13:00', '18:30', null]);
      const row = await makeSession(db, course, {
        number,
        // Some in the year before, which is not asked for.
        startsOn: addDays('2025-02-24', Math.floor(random() * 380)),
        startTime,
        endTime: startTime === null ? null : '20:30',
        venueId: venue?.id ?? null,
        status: random() < 0.1 ? 'cancelled' : 'scheduled',
        alsoForIds: random() < 0.15 ? [programmes[(index + 1) % 4]!.id] : [],
      });
      const ids = { onsite: '', online: '' };
      ids.onsite = (await makePool(db, row, { key: 'onsite', capacity: null })).id;
      if (random() < 0.4) ids.online = (await makePool(db, row, { key: 'online', capacity: null })).id;
      pools.set(row.id, ids);
      const isHeld = row.status === 'scheduled' && row.endsAt! <= new Date('2026-03-31T12:00:00Z');
      const heads: Record<string, number> = {};
      if (withHeads && isHeld && random() < 0.3)
        for (const category of ['family', 'student', 'other'])
          if (random() < 0.6) heads[category] = Math.floor(random() * 9);
      sessions.push({
        row,
        venueOnline: venue?.online === true,
        serves: [programme.id, ...row.alsoForIds],
        isHeld,
        heads,
      });
    }
  }
  for (const { row, isHeld, heads } of sessions) {
    if (!isHeld) continue;
    const shared = { organizationId: organization.id, sessionId: row.id };
    await db
      .getRepository(AttendanceRecord)
      .insert({ ...shared, recordedAt: row.endsAt!, recordedBy: 'system' });
    for (const [category, people] of Object.entries(heads))
      await db.getRepository(HeadCount).insert({ ...shared, category, people });
  }
  const registrations: RawRegistration[] = [];
  const marks: RawMark[] = [];
  const keys = Array.from({ length: 30 }, (_, index) => `${organization.slug}-contact-${index}`);
  for (let number = 0; number < 90; number++) {
    const home = pick(sessions);
    const course = sessions.filter(({ row }) => row.courseId === home.row.courseId);
    const wanted = course.filter(() => random() < 0.5);
    const contactKey = random() < 0.7 ? pick(keys) : null;
    const people = 1 + Math.floor(random() * 4);
    const row = db.getRepository(Registration).create({
      id: newId(),
      organizationId: organization.id,
      programmeId: home.row.programmeId,
      courseId: home.row.courseId,
      poolKey: 'onsite',
      code: `W${number}`,
      tokenHash: `${organization.id}-${number}`,
      requestHash: 'x',
      status: 'confirmed',
      people,
      nickname: `花${number}`,
      relation: pick(RELATIONS),
      municipality: pick(TOWNS),
      age: random() < 0.7 ? Math.floor(random() * 80) : null,
      channel: pick(CHANNELS),
      contactKey,
      queuedAt: new Date(Date.UTC(2025, 1, 1, 0, number)),
      createdAt: new Date(Date.UTC(2025, 1, 1, 0, Math.floor(number / 2))),
    });
    await db.getRepository(Registration).insert(row as never);
    const companions = new Map<number, Companion>();
    for (let position = 1; position < people; position++) {
      if (random() < 0.3) continue;
      const companion = db.getRepository(Companion).create({
        id: newId(),
        organizationId: organization.id,
        registrationId: row.id,
        position,
        relation: pick(RELATIONS),
        age: random() < 0.5 ? Math.floor(random() * 80) : null,
      });
      await db.getRepository(Companion).insert(companion as never);
      companions.set(position, companion);
    }
    const places: { session: RawSession; pool: 'onsite' | 'online'; id: string }[] = [];
    const registration = { row, companions, places };
    registrations.push(registration);
    for (const session of wanted) {
      const taken = marks.some((one) => one.contact === contactKey && one.session === session);
      const double = registrations.some(
        (one) =>
          one !== registration &&
          one.row.contactKey !== null &&
          one.row.contactKey === contactKey &&
          one.places.some((place) => place.session === session),
      );
      if (taken || double) continue;
      const ids = pools.get(session.row.id)!;
      const pool = ids.online !== '' && random() < 0.5 ? 'online' : 'onsite';
      const id = newId();
      await db.getRepository(Place).insert({
        id,
        organizationId: organization.id,
        registrationId: row.id,
        sessionId: session.row.id,
        poolId: ids[pool],
        units: people,
        status: 'confirmed',
        contactKey,
        confirmedAt: row.createdAt,
      } as never);
      places.push({ session, pool, id });
      if (!session.isHeld || random() < 0.1) continue;
      for (let member = 0; member < people; member++) {
        const mark = pick(MARKS);
        await db.getRepository(AttendanceMark).insert({
          placeId: id,
          member,
          organizationId: organization.id,
          sessionId: session.row.id,
          mark,
          markedAt: row.createdAt,
          markedBy: 'system',
        });
        marks.push({ session, mark, member, contact: contactKey ?? row.id, registration, pool });
      }
    }
  }
  const merged = new Map<string, string>();
  for (let group = 0; group < 5; group++) {
    const personId = newId();
    const alone = registrations.filter(({ row }) => row.contactKey === null).map(({ row }) => row.id);
    for (const key of [keys[group * 3], keys[group * 3 + 1], alone[group]])
      if (key) {
        merged.set(key, personId);
        await db.getRepository(SamePerson).insert({ organizationId: organization.id, key, personId });
      }
  }
  const hybrid = new Set([...pools].filter(([, { online }]) => online !== '').map(([id]) => id));
  return { organization, programmes, sessions, registrations, marks, merged, hybrid };
}
