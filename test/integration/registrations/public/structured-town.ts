import type { DataSource, DeepPartial } from 'typeorm';
import { ProgrammeHost } from '../../../../src/programmes/programme-host.entity.js';
import type { Session } from '../../../../src/programmes/session.entity.js';
import type { SeatPool } from '../../../../src/registrations/seats/seat-pool.entity.js';
import { idOfKey } from '../../../../src/shared/ids.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../../support/factories.js';

const id = (...keys: string[]) => idOfKey('structured data tests', ...keys);

/** The link of the online room, which no page says. */
export const ROOM = 'https://rooms.example/j/42';

type Pools = readonly DeepPartial<SeatPool>[];

/** A session in each state that a page can say, under ids that are the same in every run. */
export async function makeStates(db: DataSource) {
  const town = await makeOrganization(db, {
    id: id('town'),
    slug: 'hikari',
    name: 'ひかり市',
    nameEn: 'Hikari',
  });
  const centre = await makeVenue(db, town, {
    id: id('centre'),
    name: '市民センター',
    nameEn: 'Civic centre',
    address: 'ひかり市中央1-2-3',
    latitude: 35.5,
    longitude: 139.25,
  });
  const hall = await makeVenue(db, town, { id: id('hall'), name: '公会堂' });
  const room = await makeVenue(db, town, {
    id: id('room'),
    name: 'オンライン ZOOM',
    online: true,
    url: ROOM,
  });
  const family = await makeProgramme(db, town, {
    id: id('family'),
    key: 'family',
    slug: 'hikari-family',
    title: 'ひきこもり家族教室',
    titleEn: 'Class for families',
    summary: '家族の学びの場です。',
    audience: '市内にお住まいのご家族',
    fee: '参加費：無料',
  });
  await db.getRepository(ProgrammeHost).insert([
    {
      id: id('host'),
      programmeId: family.id,
      role: 'organizer',
      name: 'ひかり市健康課',
      position: 0,
      hostOrganizationId: town.id,
    },
    { id: id('co'), programmeId: family.id, role: 'co_host', name: '家族会', position: 1 },
    { id: id('supporter'), programmeId: family.id, role: 'supporter', name: '県', position: 2 },
    { id: id('sponsor'), programmeId: family.id, role: 'sponsor', name: '財団', position: 3 },
  ]);
  const lecture = await makeProgramme(db, town, {
    id: id('lecture'),
    key: 'lecture',
    slug: 'hikari-lecture',
    title: '講演会',
    kind: 'lecture',
    fee: '500円（資料代）',
  });
  const term = await makeCourse(db, family, {
    id: id('term'),
    key: 'term',
    title: '令和7年度 前期',
    titleEn: 'First half of 2025',
    registrationMode: 'both',
    opensAt: new Date('2025-03-01T00:00:00Z'),
    closesAt: new Date('2025-06-30T08:00:00Z'),
  });
  const later = await makeCourse(db, family, {
    id: id('later'),
    key: 'later',
    title: '令和7年度 後期',
    registrationMode: 'session',
    opensAt: new Date('2025-08-01T00:00:00Z'),
  });
  const whole = await makeCourse(db, lecture, { id: id('whole'), key: 'whole', registrationMode: 'course' });
  const free = await makeCourse(db, lecture, { id: id('free'), key: 'free', registrationMode: 'none' });
  const make = async (key: string, course: typeof term, given: DeepPartial<Session>, pools: Pools = []) => {
    const session = await makeSession(db, course, { id: id('session', key), key, ...given });
    for (const [index, pool] of pools.entries()) {
      await makePool(db, session, { id: id('pool', key, String(index)), ...pool });
    }
    return session;
  };
  const seats = { key: 'onsite', label: '会場', capacity: 20 };
  const sessions = {
    open: await make(
      'open',
      term,
      {
        number: 1,
        venueId: centre.id,
        topic: '家族の対応',
        lecturer: '精神科医',
        doorsOpen: '09:30',
        alsoForIds: [lecture.id],
      },
      [seats],
    ),
    moved: await make(
      'moved',
      term,
      {
        number: 2,
        startsOn: '2025-05-12',
        previousStarts: ['2025-04-21', '2025-04-28T13:30'],
        venueId: hall.id,
      },
      [{ ...seats, capacity: 1, taken: 1 }],
    ),
    cancelled: await make('cancelled', term, {
      number: 3,
      startsOn: '2025-05-26',
      status: 'cancelled',
      cancelReason: '講師の都合により',
      previousStarts: ['2025-05-19'],
      venueId: centre.id,
    }),
    postponed: await make('postponed', term, {
      number: 4,
      startsOn: null,
      startTime: null,
      endTime: null,
      previousStarts: ['2025-06-09T10:00'],
      venueId: centre.id,
    }),
    mixed: await make('mixed', later, { startsOn: '2025-09-01', venueId: centre.id }, [
      seats,
      { key: 'online', label: 'オンライン', capacity: 100 },
    ]),
    online: await make('online', later, { startsOn: '2025-09-08', venueId: room.id }, [
      { key: 'parties', label: '参加', unit: 'parties', capacity: 5 },
    ]),
    ofCourse: await make('ofCourse', whole, { number: 1, startsOn: '2025-07-01' }, [
      { ...seats, capacity: null },
    ]),
    days: await make('days', free, {
      title: '作品展',
      startsOn: '2025-07-05',
      endsOn: '2025-07-07',
      startTime: null,
      endTime: null,
      venueId: hall.id,
    }),
    night: await make('night', free, {
      title: '夜の集い',
      startsOn: '2025-07-09',
      startTime: '20:00',
      endTime: '24:00',
    }),
    abroad: await make('abroad', free, {
      startsOn: '2025-11-02',
      startTime: '00:30',
      endTime: '03:30',
      timeZone: 'America/New_York',
    }),
    undated: await make('undated', free, {
      startsOn: null,
      startTime: null,
      endTime: null,
      dateText: '下半期',
    }),
  };
  return { town, family, lecture, term, whole, sessions };
}
