import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { ProgrammeHost } from '../../../src/programmes/programme-host.entity.js';
import type { Session } from '../../../src/programmes/session.entity.js';
import { Registration } from '../../../src/registrations/registration.entity.js';
import { Place } from '../../../src/registrations/seats/place.entity.js';
import { idOfKey } from '../../../src/shared/ids.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../support/factories.js';

const id = (...keys: string[]) => idOfKey('calendar tests', ...keys);
const CHANGED = new Date('2025-03-01T00:00:00Z');

/** A small year with a session of every sort, under ids that are the same in every run: what the golden files show. */
export async function makeYear(db: DataSource) {
  const hikari = await makeOrganization(db, {
    id: id('hikari'),
    slug: 'hikari',
    name: 'ひかり市',
    nameEn: 'Hikari',
  });
  const harbor = await makeOrganization(db, {
    id: id('harbor'),
    slug: 'harbor',
    name: 'Harbor City',
    nameEn: null,
    timeZone: 'America/New_York',
  });
  const centre = await makeVenue(db, hikari, {
    id: id('centre'),
    name: '市民センター 2階',
    nameEn: 'Civic centre, 2nd floor',
    address: 'ひかり市中央1-2-3',
    building: '市民センター２階',
    latitude: 35.6812362,
    longitude: 139.7671248,
    access: '正面玄関の右にスロープがあります。',
  });
  const hall = await makeVenue(db, hikari, {
    id: id('hall'),
    name: '市民会館',
    nameEn: 'Civic hall',
    address: 'ひかり市本町5-6',
    building: '3階 会議室B',
    latitude: -35.5,
    longitude: -0.25,
  });
  const room = await makeVenue(db, hikari, {
    id: id('room'),
    name: 'オンライン',
    nameEn: 'Online',
    online: true,
    url: 'https://rooms.example/j/42',
  });
  const family = await makeProgramme(db, hikari, {
    id: id('family'),
    key: 'family-class',
    slug: 'hikari-family-class',
    title: 'ひきこもり家族教室',
    titleEn: 'Class for families',
    audience: 'ご家族',
    audiences: ['family'],
    fee: '無料',
    registrationText: '電話または窓口で；先着順, 1回のみも可',
    contact: '健康課',
    contactTel: '000-000-0000',
    contactExtension: '1234',
  });
  await db.getRepository(ProgrammeHost).insert([
    { id: id('host'), programmeId: family.id, role: 'organizer', name: 'ひかり市健康課', position: 0 },
    { id: id('sponsor'), programmeId: family.id, role: 'sponsor', name: '後援会', position: 1 },
  ]);
  const term = await makeCourse(db, family, {
    id: id('term'),
    key: 'r7-first',
    opensAt: new Date('2025-03-01T00:00:00Z'),
    closesAt: new Date('2025-04-10T08:00:00Z'),
  });
  const of = (key: string, given: Parameters<typeof makeSession>[2]) => ({
    id: id('session', key),
    key,
    changedAt: CHANGED,
    ...given,
  });
  const plain = await makeSession(
    db,
    term,
    of('1', {
      number: 1,
      startsOn: '2025-04-14',
      topic: '「ひきこもり」の理解と家族の対応',
      lecturer: '精神科医',
      venueId: centre.id,
    }),
  );
  const cancelled = await makeSession(
    db,
    term,
    of('2', {
      number: 2,
      startsOn: '2025-04-28',
      status: 'cancelled',
      cancelReason: '講師の都合により',
      sequence: 3,
      venueId: centre.id,
    }),
  );
  const noEnd = await makeSession(
    db,
    term,
    of('3', {
      number: 3,
      startsOn: '2025-05-12',
      endTime: null,
      durationText: '１時間程度',
      venueId: room.id,
    }),
  );
  const noTime = await makeSession(
    db,
    term,
    of('4', { number: 4, startsOn: '2025-05-26', startTime: null, endTime: null }),
  );
  const undated = await makeSession(
    db,
    term,
    of('5', { number: 5, startsOn: null, startTime: null, endTime: null, dateText: '下半期' }),
  );
  const moved = await makeSession(
    db,
    term,
    of('6', {
      number: 6,
      startsOn: '2025-06-16',
      topic: '家族の会「ほっと」；お茶, お菓子 \\ と👨‍👩‍👧‍👦',
      sequence: 2,
      previousStarts: ['2025-06-02T10:00', '2025-06-09'],
      venueId: centre.id,
    }),
  );
  const lectures = await makeProgramme(db, hikari, {
    id: id('lecture'),
    key: 'lecture',
    slug: 'hikari-lecture',
    title: '講演会',
    titleEn: 'Lecture',
    kind: 'lecture',
    audiences: ['anyone'],
  });
  const lectureCourse = await makeCourse(db, lectures, {
    id: id('lectures'),
    key: 'r7',
    registrationMode: 'none',
  });
  const days = await makeSession(
    db,
    lectureCourse,
    of('days', {
      title: '作品展',
      startsOn: '2025-07-05',
      startTime: null,
      endsOn: '2025-07-07',
      endTime: null,
      changedAt: new Date('2025-03-02T03:04:05Z'),
    }),
  );
  const night = await makeSession(
    db,
    lectureCourse,
    of('night', {
      title: '夜の集い',
      startsOn: '2025-08-01',
      startTime: '22:00',
      endsOn: '2025-08-02',
      endTime: '00:30',
      doorsOpen: '21:30',
      segments: [
        { start: '22:00', topic: 'お話' },
        { start: '23:15', topic: '茶話会' },
      ],
    }),
  );
  const tillMidnight = await makeSession(
    db,
    lectureCourse,
    of('midnight', {
      title: '星を見る会',
      startsOn: '2025-09-30',
      startTime: '19:00',
      endTime: '24:00',
      venueId: hall.id,
    }),
  );
  const fair = await makeSession(
    db,
    lectureCourse,
    of('fair', {
      title: '福祉まつり',
      startsOn: '2025-10-04',
      startTime: '10:00',
      endsOn: '2025-10-05',
      endTime: null,
    }),
  );
  const club = await makeProgramme(db, harbor, {
    id: id('club'),
    key: 'club',
    slug: 'harbor-club',
    title: 'Evening club',
    kind: 'club',
    audiences: ['self', 'over40'],
  });
  const clubCourse = await makeCourse(db, club, {
    id: id('club', 'r7'),
    key: 'r7',
    registrationMode: 'unstated',
  });
  const winter = await makeSession(
    db,
    clubCourse,
    of('winter', { startsOn: '2025-03-08', timeZone: 'America/New_York' }),
  );
  const summer = await makeSession(
    db,
    clubCourse,
    of('summer', { startsOn: '2025-03-09', timeZone: 'America/New_York' }),
  );
  return {
    hikari,
    harbor,
    centre,
    hall,
    room,
    family,
    lectures,
    club,
    term,
    sessions: {
      plain,
      cancelled,
      noEnd,
      noTime,
      undated,
      moved,
      days,
      night,
      tillMidnight,
      fair,
      winter,
      summer,
    },
  };
}

type Year = Awaited<ReturnType<typeof makeYear>>;

/** A registration whose token is `token`, with a place in each of these sessions. */
export async function makeRegistration(
  db: DataSource,
  year: Year,
  token: string,
  places: readonly (readonly [Session, Place['status']])[],
  given: Partial<Registration> = {},
): Promise<void> {
  const registrationId = id('registration', token);
  await db.getRepository(Registration).insert({
    id: registrationId,
    organizationId: year.hikari.id,
    programmeId: year.family.id,
    courseId: year.term.id,
    sessionId: null,
    poolKey: 'onsite',
    code: token.slice(0, 6),
    tokenHash: createHash('sha256').update(token).digest('hex'),
    requestHash: '',
    status: 'confirmed',
    people: 1,
    nickname: 'さくら',
    queuedAt: CHANGED,
    createdAt: CHANGED,
    ...given,
  });
  for (const [session, status] of places) {
    const pool = await makePool(db, session, { key: `pool-${token}` });
    await db.getRepository(Place).insert({
      id: id('place', token, session.key),
      organizationId: year.hikari.id,
      registrationId,
      sessionId: session.id,
      poolId: pool.id,
      units: 1,
      status,
      confirmedAt: status === 'waitlisted' ? null : CHANGED,
      releasedAt: status === 'released' ? new Date('2025-03-03T00:00:00Z') : null,
    });
  }
}
